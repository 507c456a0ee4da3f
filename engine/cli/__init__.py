"""The command `formune`: one module a group, each thin; the rooms below do the work.

Exit status 0 when all is well, 1 when something is wrong with what was given, 2 for a wrong call or setting.
"""

import sys
from importlib import import_module

import click

from engine.errors import FormuneError, WrongCall

#: Each command, the module that holds it, what it does in a line: linting a form does not load a database.
_COMMANDS = {
    "demo": ("engine.cli.demo", "Run the demonstration: two towns, their provider and back office."),
    "serve": ("engine.cli.serve", "Serve the pages of the towns."),
    "worker": ("engine.cli.serve", "Deliver, draw receipts and send mails."),
    "db": ("engine.cli.database", "Bring the tables to this release's shape."),
    "forms": ("engine.cli.forms", "Check, show, compare and publish national forms."),
    "city": ("engine.cli.cities", "Check the file of a town."),
    "submissions": ("engine.cli.submissions", "Write to a resident, ask for a piece, decide."),
    "mails": ("engine.cli.mails", "Heed the notices of mail servers."),
    "deliveries": ("engine.cli.deliveries", "See and mend deliveries that stopped."),
    "verify": ("engine.cli.verify", "Say what a receipt proves."),
    "journal": ("engine.cli.journal", "Sign what the journals of the towns are, and check that they hold."),
    "attachments": ("engine.cli.attachments", "Move the sealed files to a bucket or back."),
    "bench": ("engine.cli.bench", "Measure this machine."),
}


class _Commands(click.Group):
    """The commands, each loaded when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- as the parent's
        """Give their names, in the order of the reference."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- same
        """Load one; None when there is none of that name."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = getattr(import_module(_COMMANDS[cmd_name][0]), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 -- same
        """Write the list without loading anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in _COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="formune", message="%(version)s")
def formune() -> None:
    """Run and check the standardised e-procedure forms of French towns."""


def main() -> None:
    """Run the command line; an error of ours is one sentence, never a traceback."""
    try:
        formune(prog_name="formune")
    except FormuneError as error:
        click.echo(f"formune: {error}", err=True)
        sys.exit(2 if isinstance(error, WrongCall) else 1)
