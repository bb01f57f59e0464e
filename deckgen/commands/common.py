"""What the commands share: which decks are meant, and how findings are shown."""

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from deckgen import diagnostics
from deckgen.build import Checked, check
from deckgen.diagnostics import Diagnostic, Severity
from deckgen.files import find_decks, read_deck
from deckgen.model import DeckFiles
from deckgen.source import decode


def decks_argument(function: Callable[..., Any]) -> Callable[..., Any]:
    """`[DECK]...`: folders with a deck.yaml."""
    return click.argument("decks", metavar="[DECK]...", nargs=-1, type=click.Path(path_type=Path))(function)


def loudness_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """`-q` and `-v`, which say how much goes to standard error."""
    function = click.option("-v", "--verbose", is_flag=True, help="Name each file that is read.")(function)
    return click.option("-q", "--quiet", is_flag=True, help="Say nothing but findings and results.")(function)


def chosen_decks(decks: Iterable[Path]) -> list[Path]:
    """The decks named, or every deck below this folder. Raises `click.UsageError` when there is none."""
    named = list(decks)
    for deck in named:
        if not any(deck.glob("*.y*ml")):
            what = "holds no YAML file" if deck.is_dir() else "is not a folder" if deck.exists() else "does not exist"
            raise click.UsageError(f"{deck} {what}. A deck is a folder with a deck.yaml and question files.")
    found = named or find_decks(Path())
    if not found:
        raise click.UsageError("There is no deck here: no folder under content/ holds a deck.yaml. Name a deck's folder.")
    return found


def checked_deck(deck: Path, *, quiet: bool, verbose: bool) -> tuple[DeckFiles, Checked]:
    """Reads and checks one deck. Raises `click.ClickException` when the system refuses a file."""
    try:
        files = read_deck(deck)
    except OSError as error:
        raise click.ClickException(f"{error.filename or deck}: {error.strerror}") from error
    if verbose and not quiet:
        for name in files.files:
            click.echo(f"reading {files.path}/{name}", err=True)
    return files, check(files)


def show(findings: Iterable[Diagnostic], files: Iterable[DeckFiles]) -> str:
    """Findings as text with source lines, in color when the terminal wants it."""
    findings = tuple(findings)
    shown = {finding.span.path for finding in findings}
    sources = {}
    for deck in files:
        everything = {f"{deck.path}/{name}": data for name, data in deck.files.items()}
        everything |= {f"{deck.media_path}/{name}": deck.media[name] for name in deck.media if name == "credits.yaml"}
        for path in shown & everything.keys():
            text, _ = decode(path, everything[path])
            sources[path] = text or ""
    color = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    return diagnostics.to_text(findings, sources, color=color)


def summary(findings: Iterable[Diagnostic]) -> str:
    """How many errors and reviews there are, in words."""
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    reviews = sum(finding.severity is Severity.REVIEW for finding in findings)
    parts = [counted(errors, "error")] if errors else []
    parts += [counted(reviews, "finding") + " to review"] if reviews else []
    return ", ".join(parts) or "no findings"


def counted(number: int, noun: str) -> str:
    """A number with its noun: 1 card, 2 cards."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
