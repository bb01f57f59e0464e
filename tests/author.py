"""An author at work: questions as text, builds and releases at times of their own, the lock carried along as bytes."""

from dataclasses import dataclass, field, replace

from deckgen import lock
from deckgen.build import Built, Checked, build, check
from deckgen.diagnostics import Diagnostic
from deckgen.ledger import Changes
from deckgen.lock import Line, Lock
from deckgen.model import DeckFiles
from deckgen.package import unpack
from deckgen.release import Released, release
from tests.stock import stock

HOUR, DAY = 3600, 86_400
# A day on which stories begin, in UTC seconds.
START = 1_767_225_600

_REST = """\
    hint: |
      Think.
    explanation: |
      Because.
    sources: [book]
    area: work
    level: recall
"""


def choice(key: str, stem: str = "What helps?", more: str = "") -> str:
    """A multiple-choice question, as text in a file; `more` are further keys, such as `out_of_use()`."""
    options = "".join(
        f"      - {kind}: |\n          {text}\n        why: |\n          So.\n"
        for kind, text in (("correct", "This"), ("wrong", "That"))
    )
    return f"  - id: {key}\n    question: |\n      {stem}\n    options:\n{options}{_REST}{more}"


def cloze(key: str, text: str, more: str = "") -> str:
    """A cloze question, as text in a file."""
    return f"  - id: {key}\n    cloze: |\n      {text}\n{_REST}{more}"


def out_of_use(because: str = "Nobody asks this any more.") -> str:
    """The key that takes a question out of use."""
    return f"    retired:\n      since: 2026-01-01\n      because: |\n        {because}\n"


def topic(name: str, *questions: str) -> str:
    """A question file."""
    return f"topic: {name}\nquestions:\n" + "".join(questions)


@dataclass(frozen=True)
class Row:
    """A note as a deck's file has it: its time, and deck and position of each card."""

    guid: str
    note_id: int
    mod: int
    text: str
    cards: dict[int, tuple[str, int]]


def rows(built: Built) -> dict[str, Row]:
    """The notes of a built deck, by the question's id."""
    return rows_of(built.packed.data)


def rows_of(data: bytes) -> dict[str, Row]:
    """The notes of an `.apkg`, by the question's id."""
    contents = unpack(data)
    decks = {int(key): deck["name"] for key, deck in contents.decks.items()}
    found = {}
    for note_id, guid, kind, mod, _, _, text, *_ in contents.notes:
        names = [one["name"] for one in contents.notetypes[str(kind)]["flds"]]
        fields = dict(zip(names, text.split("\x1f"), strict=True))
        cards = {card[3]: (decks[card[2]], card[8]) for card in contents.cards if card[1] == note_id}
        found[fields["ID"]] = Row(guid, note_id, mod, fields.get("Question") or fields["Text"], cards)
    assert len(found) == len(contents.notes)
    return found


@dataclass
class Author:
    """A deck under work. `files` are question files by name."""

    files: dict[str, str]
    lock: bytes | None = None
    deck_yaml: bytes = field(default_factory=lambda: stock().files["deck.yaml"])
    changelog: str = ""

    def deck_files(self) -> DeckFiles:
        files = stock(*((name, text.encode()) for name, text in self.files.items()), deck=self.deck_yaml)
        return replace(files, lock=self.lock)

    def check(self, now: int = START) -> Checked:
        return check(self.deck_files(), now)

    def findings(self, now: int = START) -> list[Diagnostic]:
        return list(self.check(now).findings)

    def codes(self, now: int = START) -> list[str]:
        return [finding.code for finding in self.findings(now)]

    def build(self, now: int) -> dict[str, Row]:
        """`deckgen build`: the notes of the deck; the lock keeps the drafts."""
        checked = self.check(now)
        built = build(checked)
        assert built is not None, checked.findings
        self.lock = built.lock.encode()
        return rows(built)

    def release(
        self, now: int, *, version: str | None = None, rerender: bool = False, resend: tuple[str, ...] = ()
    ) -> Released:
        """`deckgen release`, and what it keeps."""
        checked = self.check(now)
        assert checked.ok, checked.findings
        done = release(checked, self.deck_yaml, self.changelog, now, version=version, rerender=rerender, resend=resend)
        self.lock, self.deck_yaml, self.changelog = done.built.lock.encode(), done.deck_yaml, done.changelog
        return done

    def released(self, now: int) -> dict[str, Row]:
        return rows(self.release(now).built)

    def changes(self, now: int = START) -> Changes:
        resolved = self.check(now).resolved
        assert resolved is not None
        return resolved.changes

    def remarks(self, now: int = START) -> tuple[str, ...]:
        return self.check(now).remarks

    def known(self) -> Lock:
        """The lock, read."""
        assert self.lock is not None
        known, findings, _ = lock.read(lock.NAME, self.lock)
        assert known is not None, findings
        return known

    def line(self, key: str) -> Line:
        return self.known().lines[key]

    def lock_row(self, key: str) -> bytes:
        """The row of a question, as it stands in the file."""
        assert self.lock is not None
        (row,) = [row for row in self.lock.splitlines(keepends=True) if row.startswith(f"{key} ".encode())]
        return row
