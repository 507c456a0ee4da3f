"""`formune bench`: what the engine costs on this machine."""

import json
import runpy
import sys
from dataclasses import asdict

import click


@click.group()
def bench() -> None:
    """Measure this machine: only ratios travel to another."""


@bench.command()
@click.option("--rounds", default=200, show_default=True, help="Requests of each kind.")
def pages(rounds: int) -> None:
    """Measure showing a page, saving a page and depositing, on SQLite."""
    sys.argv = ["formune bench pages", str(rounds)]
    runpy.run_module("engine.demo.bench", run_name="__main__")


@bench.command()
@click.option("--forms", default=300, show_default=True, help="Forms in the catalogue.")
@click.option("--rounds", default=5, show_default=True, help="Starts measured of each kind.")
@click.option("--json", "in_json", is_flag=True, help="The figures as JSON.")
def catalogue(forms: int, rounds: int, *, in_json: bool) -> None:
    """Measure verifying a published catalogue at start, and the linter over every shipped form."""
    from engine.catalogue.signed.bench import rows  # noqa: PLC0415 -- signatures are slow to load

    if in_json:
        click.echo(json.dumps([asdict(row) for row in rows(forms, rounds)], indent=2))
        return
    click.echo("| work | measured | budget |\n|---|---|---|")
    for row in rows(forms, rounds):
        budget = "" if row.budget is None else f"{row.budget:g} {row.unit}"
        click.echo(f"| {row.name.strip()} | {row.value:.2f} {row.unit} | {budget} |")
