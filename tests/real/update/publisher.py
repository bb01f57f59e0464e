"""A publisher and a learner's times: decks made on chosen days by the real program, the lock carried along as bytes.

Days count from a day in the past, because an engine's clock cannot be set: `Learner.at` in the driver gives what an
engine stamped the time of the story instead.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from deckgen import ledger, lock
from deckgen.build import Built, Checked, build, check
from deckgen.diagnostics import Severity
from deckgen.ledger import Changes
from deckgen.notetypes import SEPARATOR
from deckgen.release import Released, release
from deckgen.render import Note, Notes
from tests.stock import stock

FIRST_DAY = 1_767_225_600
HOUR = 3600

Renderer = Callable[[Note], Note]


def day(number: float) -> int:
    """Midnight of a day of the story, in UTC seconds."""
    return FIRST_DAY + int(number * 24 * HOUR)


@dataclass(frozen=True, kw_only=True)
class Look:
    """The templates as another deckgen has them: a revision, a line of style, and its way of writing fields."""

    revision: int = FIRST_DAY
    style: str = ""
    renderer: Renderer = lambda note: note

    def __call__(self, note: Note) -> Note:
        kind = note.notetype
        return self.renderer(replace(note, notetype=replace(kind, revision=self.revision, css=kind.css + self.style)))


def another(note: Note) -> Note:
    """The same note, written by a renderer that puts a space at the end of each explanation."""
    fields = [
        f"{value} " if field.name == "Explanation" else value
        for field, value in zip(note.notetype.fields, note.fields, strict=True)
    ]
    return replace(note, joined=SEPARATOR.join(fields))


class Publisher:
    """A deck under work. Files change by plain edits of text; each build and release is the program's own."""

    def __init__(self, folder: Path, files: Mapping[str, str], *, deck: str | None = None) -> None:
        self.folder = folder
        self.files = dict(files)
        start = stock()
        self.media = dict(start.media)
        self.deck_yaml = deck.encode() if deck else start.files["deck.yaml"]
        self.lock: bytes | None = None
        self.changelog = ""
        self.look = Look()

    def edit(self, old: str, new: str) -> None:
        """Replaces words that stand in one place of one file."""
        (name,) = [name for name, text in self.files.items() if old in text]
        assert self.files[name].count(old) == 1
        self.files[name] = self.files[name].replace(old, new)

    def check(self, now: int) -> Checked:
        """The check of today's files, with the lock as it stands, in the look of the day."""
        files = stock(*((name, text.encode()) for name, text in self.files.items()), deck=self.deck_yaml)
        checked = check(replace(files, media=self.media, lock=self.lock), now)
        problems = [one for one in checked.findings if one.severity is Severity.ERROR]
        assert not problems, problems
        assert checked.bank is not None
        assert checked.notes is not None
        notes: Notes = replace(checked.notes, notes=tuple(self.look(note) for note in checked.notes.notes))
        known = lock.read(lock.NAME, self.lock)[0] if self.lock is not None else None
        resolved = ledger.resolve(notes, checked.bank.deck.namespace.value, known, now)
        return replace(checked, notes=notes, resolved=resolved)

    def build(self, now: int) -> Built:
        """`deckgen build`: the lock keeps the drafts."""
        built = build(self.check(now))
        assert built is not None
        self.lock = built.lock.encode()
        return built

    def draft(self, now: int) -> str:
        """The path of a built file that is no release."""
        path = self.folder / f"draft-{now}.apkg"
        path.write_bytes(self.build(now).packed.data)
        return str(path)

    def release(
        self, now: int, *, version: str | None = None, rerender: bool = False, resend: tuple[str, ...] = ()
    ) -> str:
        """`deckgen release`; the path of the file that learners get."""
        done = self.released(now, version=version, rerender=rerender, resend=resend)
        path = self.folder / f"{done.built.version}-{now}.apkg"
        path.write_bytes(done.built.packed.data)
        return str(path)

    def released(
        self, now: int, *, version: str | None = None, rerender: bool = False, resend: tuple[str, ...] = ()
    ) -> Released:
        done = release(
            self.check(now),
            self.deck_yaml,
            self.changelog,
            now,
            version=version,
            rerender=rerender,
            resend=resend,
        )
        self.lock, self.deck_yaml, self.changelog = done.built.lock.encode(), done.deck_yaml, done.changelog
        return done

    def changes(self, now: int) -> Changes:
        """What the next release would bring."""
        resolved = self.check(now).resolved
        assert resolved is not None
        return resolved.changes


def choice(key: str, stem: str = "", *, extra: str = "") -> str:
    """A multiple-choice question, as text in a file. Every text says which question it belongs to."""
    return f"""\
  - id: {key}
    question: |
      {stem or f"Which one goes with {key}?"}
    options:
      - correct: |
          The {key} itself
        why: |
          It is {key}.
      - wrong: |
          Another than {key}
        why: |
          It is not {key}.
    hint: |
      Think of {key}.
    explanation: |
      Because of {key}.
    sources: [book]
    area: work
    level: recall
{extra}"""


def cloze(key: str, text: str) -> str:
    """A fill-in-the-blank question, as text in a file."""
    return f"""\
  - id: {key}
    cloze: |
      {text}
    hint: |
      Think of {key}.
    explanation: |
      Because of {key}.
    sources: [book]
    area: work
    level: recall
"""


def topic(name: str, *questions: str) -> str:
    """A question file."""
    return f"topic: {name}\nquestions:\n" + "".join(questions)


def retired(because: str) -> str:
    """The lines that take a question out of use; they stand at its end."""
    return f"    retired:\n      since: 2026-03-01\n      because: |\n        {because}\n"


LISTENING, LIMITS = "01-listening.yaml", "02-limits.yaml"


def usual() -> dict[str, str]:
    """The deck of most stories: two topics, a picture, a text with two deletions, and enough for every kind of card."""
    return {
        LISTENING: topic(
            "Listening",
            *(choice(f"listen-{letter}") for letter in "abcd"),
            choice("seen", "What does ![a square](picture.svg) show?"),
            cloze("filled", "Hope is {{c1::a start}}, and {{c2::work}} follows."),
        ),
        LIMITS: topic("Limits", *(choice(f"limit-{letter}") for letter in "abcd")),
    }
