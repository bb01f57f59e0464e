"""The command line: a file a command, each with its options, one call into the rooms, and what is written or printed.

Standard output carries the result, standard error the log. Exit codes: 0 clean, 1 findings or a file that cannot be
read or written, 2 wrong usage.
"""

from importlib import import_module

import click

from deckgen import __version__

_COMMANDS = {
    "new": "Make a deck project in an empty folder.",
    "build": "Compile decks to .apkg files that Anki imports.",
    "check": "Say everything that is wrong with decks, and write nothing.",
    "preview": "Show every card in the browser, while you write.",
    "explain": "Say what a finding's code means, and how to write it better.",
    "stats": "Count what a deck holds, and let a guesser sit the exam.",
    "schema": "Print the JSON Schema with which editors complete and check files.",
    "diff": "Say what differs from a release, or between two.",
    "rehearse": "Play a learner who imports an update, on Anki's own engine.",
    "release": "Turn the drafts of a deck into a release.",
    "retire": "Take questions out of use, and keep what learners have.",
    "rename": "Give a question another id, and keep what learners have.",
}


class _LazyGroup(click.Group):
    """Imports a command when it is called, so that `--version` and `--help` answer at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"deckgen.commands.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="deckgen", message="%(prog)s %(version)s")
def main() -> None:
    """Compile curated question files into Anki decks."""
