"""Colours that cannot be read are refused; those of the look pass."""

import re
from pathlib import Path

import pytest

from engine.cities import contrast
from engine.resources import themes_root

PALE = {
    "accent": "#9cc3ee",
    "accent-strong": "#9cc3ee",
    "on-accent": "#ffffff",
    "accent-soft": "#e8eef5",
    "margin-line": "#dca596",
}


def test_black_on_white_has_the_greatest_contrast() -> None:
    assert contrast.ratio("#000000", "#ffffff") == pytest.approx(21)
    assert contrast.ratio("#777777", "#777777") == pytest.approx(1)
    assert contrast.ratio("#ffffff", "#767676") == pytest.approx(4.54, abs=0.01)


def test_pale_colours_are_refused_for_text_and_for_edges() -> None:
    found = {(one.front, one.back, one.least) for one in contrast.too_close("light", PALE)}

    assert ("on-accent", "accent", contrast.TEXT) in found
    assert ("accent-strong", "surface", contrast.TEXT) in found
    assert ("accent", "ground", contrast.EDGE) in found


def test_the_decoration_of_the_margin_may_be_as_pale_as_it_likes() -> None:
    assert not [one for one in contrast.too_close("light", PALE) if "margin-line" in (one.front, one.back)]


def test_a_tint_on_which_the_focus_or_a_field_is_lost_is_refused_with_its_ratio() -> None:
    for mode, tint in (("light", "#7a7a7a"), ("dark", "#8a8a8a")):
        tokens = {**PALE, "accent-soft": tint}
        found = {one.front: one for one in contrast.too_close(mode, tokens) if one.back == "accent-soft"}
        assert found["border"].ratio == contrast.ratio(contrast.GROUNDS[mode]["border"], tint) < contrast.EDGE
        assert found["ink-soft"].least == contrast.TEXT
    dim = {one.front for one in contrast.too_close("light", {**PALE, "accent-soft": "#3a3a3a"})}
    assert "focus" in dim


def test_the_edges_of_fields_and_the_focus_are_seen_on_every_ground() -> None:
    for colours in contrast.GROUNDS.values():
        for ground in ("ground", "surface", "field"):
            assert contrast.ratio(colours["border"], colours[ground]) >= contrast.EDGE
            assert contrast.ratio(colours["focus"], colours[ground]) >= contrast.EDGE
            assert contrast.ratio(colours["ink-soft"], colours[ground]) >= contrast.TEXT


def test_the_common_grounds_are_those_of_the_stylesheet() -> None:
    day, night = _roots(themes_root() / "base.css")

    assert {name: day.get(name) for name in contrast.GROUNDS["light"]} == contrast.GROUNDS["light"]
    assert {name: night.get(name) for name in contrast.GROUNDS["dark"]} == contrast.GROUNDS["dark"]


def _roots(stylesheet: Path) -> tuple[dict[str, str], dict[str, str]]:
    text = stylesheet.read_text(encoding="utf-8")
    split = text.index("prefers-color-scheme: dark")
    day = dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", text[:split]))
    return day, dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", text[split : split + 2000]))
