"""`deckgen check`: everything that is wrong with decks."""

from pathlib import Path

import click

from deckgen import diagnostics
from deckgen.commands.common import (
    checked_deck,
    chosen_decks,
    counted,
    decks_argument,
    loudness_options,
    read_or_fail,
    show,
    summary,
)
from deckgen.diagnostics import Diagnostic, Severity
from deckgen.model import DeckFiles


@click.command(epilog="Example: deckgen check content/medi-cal-peer-support")
@decks_argument
@click.option("--format", "shape", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@click.option("--select", multiple=True, metavar="CODE", help="Show only findings whose code begins so (DG3, DG312).")
@click.option("--ignore", multiple=True, metavar="CODE", help="Leave out findings to review whose code begins so.")
@click.option("--strict", is_flag=True, help="Exit with 1 for findings to review, too.")
@loudness_options
def command(
    decks: tuple[Path, ...],
    shape: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    strict: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Say everything that is wrong with decks, and write nothing.

    A DECK is a folder with a deck.yaml. Without one, every deck under content/ is checked.
    Exit code: 0 clean, 1 findings (errors; with --strict also findings to review), 2 wrong usage.
    """
    read: list[DeckFiles] = []
    findings: list[Diagnostic] = []
    questions = unread = 0
    for deck in chosen_decks(decks):
        files = read_or_fail(deck, verbose=verbose and not quiet, at_once=False)
        checked = checked_deck(files, quiet=quiet, judge=True)
        read.append(files)
        findings += checked.findings
        for topic in checked.bank.topics if checked.bank else ():
            questions += len(topic.questions)
            unread += topic.unread
    findings = [
        finding
        for finding in findings
        if (not select or finding.code.startswith(select))
        and not (ignore and finding.severity is Severity.REVIEW and finding.code.startswith(ignore))
    ]
    if shape == "json":
        click.echo(diagnostics.to_json(findings), nl=False)
    elif shape == "github":
        click.echo(diagnostics.to_github(findings), nl=False)
    elif findings:
        click.echo(show(findings, read))
    if not quiet:
        rest = f", {unread:,} could not be read" if unread else ""
        click.echo(f"{counted(questions, 'question')} checked{rest}: {summary(findings)}", err=True)
    if any(strict or finding.severity is Severity.ERROR for finding in findings):
        raise SystemExit(1)
