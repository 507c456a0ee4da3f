"""The command `formune`: one module a group, each thin; the rooms below do the work.

Exit status 0 when all is well, 1 when something is wrong with what was given, 2 for a wrong call or setting.
"""

import sys

import click

from engine.cli.bench import bench
from engine.cli.cities import city
from engine.cli.database import db
from engine.cli.deliveries import deliveries
from engine.cli.demo import demo
from engine.cli.forms import forms
from engine.cli.serve import serve, worker
from engine.errors import FormuneError
from engine.settings import SettingError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="formune", message="%(version)s")
def formune() -> None:
    """Run and check the standardised e-procedure forms of French towns."""


for _command in (demo, serve, worker, db, forms, city, deliveries, bench):
    formune.add_command(_command)


def main() -> None:
    """Run the command line; an error of ours is one sentence, never a traceback."""
    try:
        formune(prog_name="formune")
    except SettingError as error:
        click.echo(f"formune: {error}", err=True)
        sys.exit(2)
    except FormuneError as error:
        click.echo(f"formune: {error}", err=True)
        sys.exit(1)
