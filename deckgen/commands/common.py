"""What the commands share: which decks are meant, and how findings are shown."""

import gc
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import click

from deckgen import diagnostics
from deckgen.build import Checked, check, steps
from deckgen.diagnostics import Diagnostic, Severity
from deckgen.files import find_decks, read_deck, write
from deckgen.lock import NAME, Lock
from deckgen.model import DeckFiles, Step
from deckgen.source import decode

# Seconds that a command may take before it shows how far it is.
PATIENCE = 1.0


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
    for stray in () if named else sorted(Path("content").glob("[0-9]*.yaml")):
        click.echo(f"{stray} is in no deck, so nobody reads it. Move it into the folder of one.", err=True)
    if not found:
        raise click.UsageError(
            "There is no deck here: no folder under content/ holds YAML. "
            "Go to the folder of your project first (cd my-deck), or name a deck's folder."
        )
    return found


def read_or_fail(deck: Path, *, verbose: bool = False, at_once: bool = True) -> DeckFiles:
    """Reads a deck as `read_deck` does. Raises `click.ClickException` when the system refuses a file."""
    try:
        files = read_deck(deck, at_once=at_once)
    except OSError as error:
        raise click.ClickException(f"{error.filename or deck}: {error.strerror}") from error
    if verbose:
        for name in files.files:
            click.echo(f"reading {files.path}/{name}", err=True)
    return files


def checked_deck(
    files: DeckFiles, *, quiet: bool = False, start: Lock | None = None, judge: bool = False, keep: bool = True
) -> Checked:
    """Checks a deck, and logs what it remarks. Raises `click.ClickException` when the system refuses a file."""
    now = clock()
    try:
        with uncollected(), progress(files.path, steps(files)) as step:
            checked = check(files, now, start=start, judge=judge, keep=keep, step=step)
    except OSError as error:
        raise click.ClickException(f"{error.filename or files.path}: {error.strerror}") from error
    latest = checked.resolved.lock.latest if checked.resolved else None
    if latest and latest.time > now and "SOURCE_DATE_EPOCH" in os.environ:
        raise click.UsageError(f"SOURCE_DATE_EPOCH is {now}, before release {latest.version} ({latest.time}).")
    if not quiet:
        for remark in checked.remarks:
            click.echo(f"{files.path}/{NAME}: {remark}", err=True)
    return checked


@contextmanager
def progress(label: str, length: int) -> Iterator[Step]:
    """A step for work in that many parts: a bar on a terminal, once the work has taken more than a second."""
    begun, done = time.monotonic(), 0
    with ExitStack() as stack:
        bar: Any = None

        def step() -> None:
            nonlocal bar, done
            done += 1
            if bar is None and sys.stderr.isatty() and time.monotonic() - begun > PATIENCE:
                bar = stack.enter_context(click.progressbar(length=length, label=label, file=sys.stderr))
                bar.update(done - 1)
            if bar is not None:
                bar.update(1)

        yield step


@contextmanager
def uncollected() -> Iterator[None]:
    """Keeps Python's cycle collector away: a deck is a million values without a cycle, and it would walk them often."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def clock() -> int:
    """The time for new stamps, in UTC seconds: SOURCE_DATE_EPOCH, or the machine's clock."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given is None:
        return int(time.time())
    if not given.isdecimal() or len(given) > 10:
        raise click.UsageError(f'SOURCE_DATE_EPOCH is "{given}"; it must be a time in seconds.')
    return int(given)


def write_or_fail(contents: Iterable[tuple[Path, bytes]]) -> None:
    """Replaces files in order. Raises `click.ClickException` when the system refuses one."""
    try:
        write(contents)
    except OSError as error:
        raise click.ClickException(f"{error.filename or 'writing'}: {error.strerror or error}") from error


def show(findings: Iterable[Diagnostic], files: Iterable[DeckFiles]) -> str:
    """Findings as text with source lines, in color when the terminal wants it."""
    findings = tuple(findings)
    shown = {finding.span.path for finding in findings}
    sources = {}
    for deck in files:
        places = {f"{deck.path}/{name}": (deck.files, name) for name in deck.files}
        places[f"{deck.media_path}/credits.yaml"] = (deck.media, "credits.yaml")
        places[f"{deck.path}/{NAME}"] = ({NAME: deck.lock or b""}, NAME)
        for path in shown & places.keys():
            # A file may have gone away since it was checked.
            with suppress(OSError, KeyError):
                holder, name = places[path]
                sources[path] = decode(path, holder[name])[0] or ""
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
