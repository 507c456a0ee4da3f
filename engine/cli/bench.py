"""`formune bench`: what the engine costs on this machine."""

import runpy
import sys

import click


@click.group()
def bench() -> None:
    """Measure this machine; figures are CPU time, and only ratios travel."""


@bench.command()
@click.option("--rounds", default=200, show_default=True, help="Requests of each kind.")
def pages(rounds: int) -> None:
    """Measure showing a page, saving a page and depositing, on SQLite."""
    sys.argv = ["formune bench pages", str(rounds)]
    runpy.run_module("engine.demo.bench", run_name="__main__")
