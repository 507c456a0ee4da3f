"""`formune demo`: two imaginary cities on this machine, with nothing to set up."""

import runpy
import sys

import click


@click.command()
@click.option("--fresh", is_flag=True, help="Forget what earlier runs kept.")
def demo(*, fresh: bool) -> None:
    """Run the demonstration on PORT, PORT+1 (identity provider) and PORT+2 (back office)."""
    sys.argv = ["formune demo", *(["--fresh"] if fresh else [])]
    runpy.run_module("engine.demo", run_name="__main__")
