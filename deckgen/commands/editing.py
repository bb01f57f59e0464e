"""What the commands that edit question files share: finding a question, and a look at a change before it is written."""

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import click

from deckgen import lock as lockfile
from deckgen.build import Checked, check
from deckgen.commands.common import checked_deck, chosen_decks, clock, read_or_fail, show
from deckgen.diagnostics import Severity
from deckgen.lock import Lock
from deckgen.model import DeckFiles, Question

deck_option = click.option(
    "--deck",
    "decks",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="DECK",
    help="Look in this deck; without it, in every deck under content/.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A deck that is about to be edited. `known` is its lock, where it has one that can be read."""

    files: DeckFiles
    checked: Checked
    known: Lock | None

    @property
    def path(self) -> str:
        """The deck's folder, as the user would type it."""
        return self.files.path

    def questions(self, id_: str) -> list[Question]:
        """The questions with this id: one, unless something is wrong."""
        bank = self.checked.bank
        return [question for question in bank.questions() if question.id.value == id_] if bank else []

    def has(self, id_: str) -> bool:
        """Whether a file or the lock names a question so."""
        return bool(self.questions(id_)) or (self.known is not None and id_ in self.known.lines)

    def ids(self) -> set[str]:
        """Every id that a file or the lock names."""
        bank = self.checked.bank
        written = {question.id.value for question in bank.questions()} if bank else set()
        return written | (set(self.known.lines) if self.known else set())

    def released(self, id_: str) -> bool:
        """Whether learners have this question."""
        line = self.known.lines.get(id_) if self.known else None
        return line is not None and line.released is not None

    def name_of(self, question: Question) -> str:
        """The name of the file that holds a question."""
        return question.id.span.path.removeprefix(f"{self.path}/")


def opened(decks: Iterable[Path], *, quiet: bool, verbose: bool) -> list[Opened]:
    """The decks named, or every deck under content/, read and checked."""
    found = []
    for deck in chosen_decks(decks):
        files = read_or_fail(deck, verbose=verbose and not quiet)
        known = lockfile.read(lockfile.NAME, files.lock)[0] if files.lock is not None else None
        found.append(Opened(files=files, checked=checked_deck(files, quiet=quiet), known=known))
    return found


def deck_of(decks: list[Opened], id_: str) -> Opened:
    """The deck that has a question. Raises `click.UsageError` where none or several do."""
    having = [deck for deck in decks if deck.has(id_)]
    if len(having) == 1:
        return having[0]
    if having:
        names = " and ".join(deck.path for deck in having)
        raise click.UsageError(f'There is a question "{id_}" in {names}. Say which one with --deck.')
    where = decks[0].path if len(decks) == 1 else "any deck here"
    close = difflib.get_close_matches(id_, sorted(set().union(*(deck.ids() for deck in decks))), n=1, cutoff=0.6)
    cure = f'Did you mean "{close[0]}"?' if close else "Name another deck with --deck."
    unread = "".join(f" (deckgen check {deck.path} says what cannot be read.)" for deck in decks if not deck.checked.ok)
    raise click.UsageError(f'There is no question "{id_}" in {where}. {cure}{unread}')


def edited(deck: Opened, files: Mapping[str, bytes], known: Lock | None) -> list[tuple[Path, bytes]]:
    """What to write for a deck with these files and this lock, the lock first, once it has been looked at.

    Shows the errors that the change would bring and exits with 1 where there are any.
    """
    data = deck.files.lock if known is deck.known or known is None else lockfile.write(known).encode()
    after = replace(deck.files, files={**deck.files.files, **files}, lock=data)
    checked = check(after, clock())
    new = _errors(checked) - _errors(deck.checked)
    if new:
        shown = [finding for finding in checked.findings if (finding.code, finding.span.path) in new]
        click.echo(show(shown, [after]), err=True)
        raise click.ClickException("Nothing was written, because this would be wrong after the change.")
    folder = Path(deck.path)
    changed = [(folder / lockfile.NAME, data)] if data is not None and data != deck.files.lock else []
    return changed + [(folder / name, data) for name, data in files.items() if data != deck.files.files[name]]


def _errors(checked: Checked) -> Counter[tuple[str, str]]:
    """How many errors of each code there are in each file: a change must not bring more."""
    return Counter(
        (finding.code, finding.span.path) for finding in checked.findings if finding.severity is Severity.ERROR
    )
