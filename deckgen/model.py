"""The vocabulary: what a bank of questions is, once it has been understood.

Everything is frozen. A `Text` knows where it stands in its file, and two texts are equal when they read the same,
wherever they stand.
"""

import datetime
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import NamedTuple

from deckgen.diagnostics import Span

# Called after each part of a long piece of work, for a progress bar.
Step = Callable[[], None]


def no_step() -> None:
    """The step of work that nobody watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckFiles:
    """A deck as it lies on disk, before anything is understood.

    `path` names the deck's folder as the user would type it, and the keys of `files` are names in that folder
    (`deck.yaml`, `04-rehabilitation.yaml`). `media` holds the files of `media_path`, by name; `links` are the names
    there that lead elsewhere and so were not read. `lock` is what `deck.lock` holds, if there is one.
    """

    path: str
    files: Mapping[str, bytes]
    media_path: str
    media: Mapping[str, bytes]
    links: frozenset[str] = frozenset()
    lock: bytes | None = None


class Text(NamedTuple):
    """A text and its place.

    `indent` is the column offset of a literal block (`|`), whose lines begin on the line below `span`; it is 0 for
    every other style, where `span` is the first character of the text.
    """

    value: str
    span: Span
    indent: int = 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self.value == other.value

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.value)

    def at(self, offset: int) -> Span:
        """The place of a character of the text: exact in literal blocks and on one line, else the text's beginning."""
        if self.indent:
            before = self.value[:offset]
            start = before.rfind("\n") + 1
            return Span(self.span.path, self.span.line + 1 + before.count("\n"), self.indent + 1 + offset - start)
        if "\n" in self.value:
            return self.span
        return Span(self.span.path, self.span.line, self.span.column + offset)

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An answer to choose, whether it is right, and the reason for this very option."""

    text: Text
    why: Text
    correct: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A source by its slug, and the place in it."""

    source: Text
    at: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retirement:
    """Since when, and why, a question is out of use."""

    since: datetime.date
    because: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """What every kind of question carries."""

    id: Text
    hint: Text
    explanation: Text
    sources: tuple[Citation, ...]
    tags: tuple[Text, ...] = ()
    area: Text | None = None
    level: Text | None = None
    fact: Text | None = None
    checked: datetime.date | None = None
    review_by: datetime.date | None = None
    retired: Retirement | None = None
    allow: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Common):
    """A multiple-choice question. Options stand in the author's order; `shuffle` false keeps it on the card."""

    stem: Text
    options: tuple[Option, ...]
    shuffle: bool = True

    def order(self) -> list[int]:
        """The options in an order drawn once by the id, so that a key is not always A and a typo never reorders."""
        indexes = range(len(self.options))
        if not self.shuffle:
            return list(indexes)
        name = self.id.value
        return sorted(indexes, key=lambda index: hashlib.sha256(f"{name}:{index}".encode()).digest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloze(Common):
    """A text with deletions, `{{c1::word::hint}}`."""

    text: Text


Question = Choice | Cloze


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A question file, which becomes a subdeck. `number` comes from the file's name and keeps Anki's order.

    `unread` counts the questions in it that could not be understood.
    """

    path: str
    number: str
    name: Text
    about: Text | None
    questions: tuple[Question, ...]
    unread: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An entry of the bibliography. `copy` is the day an archived copy was read instead of the original."""

    slug: Text
    title: Text
    publisher: Text | None
    year: Text | None
    url: Text | None
    copy: datetime.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Who made a media file, and under which license it may be used."""

    file: Text
    author: Text
    license: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """How many questions a word of a vocabulary should have, or which share of them in percent.

    For a target of the bank as a whole, such as `negative`, that is the vocabulary and `word` is empty.
    """

    vocabulary: str
    word: str
    least: int
    most: int | None
    share: bool
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Deck:
    """What `deck.yaml` says. `areas`, `levels` and `tags` are the words that questions may use, with their meaning."""

    namespace: Text
    slug: Text
    name: Text
    version: Text
    description: Text
    license: Text
    language: Text
    report: Text
    areas: Mapping[str, Text]
    levels: Mapping[str, Text]
    tags: Mapping[str, Text]
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A deck without its questions: what all topics share. `media` and `links` are as in `DeckFiles`."""

    deck: Deck
    sources: Mapping[str, Source]
    credits: Mapping[str, Credit]
    media_path: str
    media: Mapping[str, bytes]
    links: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank(Outline):
    """A whole deck, with its topics in order."""

    topics: tuple[Topic, ...]

    @classmethod
    def of(cls, outline: Outline, topics: Iterable[Topic]) -> "Bank":
        """The bank that has this outline and these topics."""
        return cls(**{field.name: getattr(outline, field.name) for field in fields(Outline)}, topics=tuple(topics))

    def questions(self) -> tuple[Question, ...]:
        """Every question, in the order of the files."""
        return tuple(question for topic in self.topics for question in topic.questions)
