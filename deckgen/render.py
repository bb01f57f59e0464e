"""Questions to notes: the fields of each note type, filled.

The formats written here are a contract with the card templates, whose newest revision shows notes of every age (see
`notetypes/`): a list is one `<ol>` or `<ul>`, letters name the items of `Options`, and `Setup` holds words for
the card.
"""

import datetime
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple, assert_never

from deckgen import cloze, media, notetypes
from deckgen.diagnostics import Diagnostic, Flaw, Severity, Span
from deckgen.markup import escaped, ordinary_flaws, to_html
from deckgen.model import Choice, Citation, Cloze, Outline, Question, Source, Step, Text, Topic, no_step

# What stands between the texts of a hash: characters that no text holds.
_GROUP, _MEMBER = "\x1d", "\x1e"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A question as Anki keeps it, with a card for each ordinal.

    `joined` are the fields, in the order of the note type, as one string: a quarter of the memory less. `source` is a
    hash of what its author wrote; layout, dates of checks, and the way of rendering do not change it. `answers` are
    what each card of a cloze hides, by ordinal, whether the question is in use or not.
    """

    id: str
    span: Span
    guid: str
    source: str
    notetype: notetypes.NoteType
    deck: str
    joined: str
    tags: tuple[str, ...]
    ordinals: tuple[int, ...]
    answers: tuple[tuple[int, str], ...]
    retired: bool
    media: tuple[str, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields, in the order of the note type."""
        return tuple(self.joined.split(notetypes.SEPARATOR))


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """A whole deck, rendered.

    `decks` are the subdecks with their descriptions, in the order of the topics. `media` holds the files that notes
    show, by packed name.
    """

    name: str
    description: str
    decks: Mapping[str, str]
    notes: tuple[Note, ...]
    media: Mapping[str, bytes]


def render(
    shared: Outline, topics: Iterable[Topic], guid: Callable[[str], str], step: Step = no_step
) -> tuple[Notes, list[Diagnostic]]:
    """The notes of a deck's topics, in their order, and what is wrong with texts and pictures.

    A topic is asked for when the notes of the one before are there. `guid` gives the identity of a question by its id.
    A note with an error in it is still in the result; the caller builds nothing from it. `step` is called after each
    topic.
    """
    writer = _Writer(shared)
    notes = []
    decks = {}
    for topic in topics:
        deck = f"{shared.deck.name}::{topic.number} {topic.name}"
        decks[deck] = topic.about.value.strip() if topic.about else ""
        notes += [writer.note(question, deck, guid(question.id.value)) for question in topic.questions]
        step()
    rendered = Notes(
        name=shared.deck.name.value,
        description=description(shared),
        decks=decks,
        notes=tuple(notes),
        media=writer.packed,
    )
    return rendered, writer.findings


def description(shared: Outline) -> str:
    """The Markdown that Anki shows above a deck: what it is, its version, who made it, and how an update works."""
    deck = shared.deck
    makers = sorted({f"{credit.author} ({credit.license})" for credit in shared.credits.values()})
    return "\n\n".join(
        (
            deck.description.value.strip(),
            f"**Version {deck.version}.** License: {deck.license}."
            + (f" Pictures and sounds: {'; '.join(makers)}." if makers else ""),
            "**To update,** import the new file as you imported this one. Your reviews and schedules stay. "
            "Questions that changed get their new text, and tags and edits of your own on those are replaced. "
            "To put a question away, suspend it: a deleted one comes back.",
        )
    )


class _Cited(NamedTuple):
    """A source as citations show it: title (HTML), publisher and year, how it was read; and the texts of its hash."""

    title: str
    published: str
    read: str
    told: tuple[str, ...]


class _Writer:
    """Renders the texts of one deck, and remembers the media they show and what is wrong with them."""

    def __init__(self, shared: Outline) -> None:
        self.shared = shared
        self.packed: dict[str, bytes] = {}
        self.findings: list[Diagnostic] = []
        self._pictures: dict[str, str | Flaw] = {}
        self._cited = {slug: _cited(source) for slug, source in shared.sources.items()}
        self._sets_of_tags: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._used: list[str] = []
        self._question = ""
        self._report = _inline(self._text(shared.deck.report, "report"))

    def note(self, question: Question, deck: str, guid: str) -> Note:
        """One question as a note."""
        self._used = []
        self._question = question.id.value
        match question:
            case Choice():
                notetype = notetypes.choice()
                fields = self._choice(question)
                ordinals: tuple[int, ...] = (0,)
                answers: tuple[tuple[int, str], ...] = ()
            case Cloze():
                notetype = notetypes.cloze()
                fields = self._cloze(question)
                answers = tuple((number - 1, text) for number, text in cloze.answers(fields["Text"]))
                ordinals = tuple(ordinal for ordinal, _ in answers)
            case _:
                assert_never(question)
        fields["Setup"] = " ".join((*self._setup(question), f"k-{hashlib.sha256(guid.encode()).hexdigest()[:8]}"))
        shown = tuple(sorted(set(self._used)))
        tags = self._tags(question)
        return Note(
            id=question.id.value,
            span=question.id.span,
            guid=guid,
            source=self._source(question, tags, shown),
            notetype=notetype,
            deck=deck,
            joined=notetypes.SEPARATOR.join([fields.get(field.name, "") for field in notetype.fields]),
            tags=tags,
            ordinals=() if question.retired else ordinals,
            answers=answers,
            retired=question.retired is not None,
            media=shown,
        )

    def _source(self, question: Question, tags: tuple[str, ...], shown: tuple[str, ...]) -> str:
        """A hash of what a learner is told, as the author wrote it: texts, tags, cited sources, pictures.

        The id is not part of it (a rename changes no text), nor are the days on which facts were checked.
        """
        match question:
            case Choice():
                asked = [question.stem.value, f"shuffle {question.shuffle}"]
                for option in question.options:
                    asked += (option.text.value, option.why.value, str(option.correct))
            case Cloze():
                asked = [question.text.value]
            case _:
                assert_never(question)
        cited: list[str] = []
        for citation in question.sources:
            cited += self._cited[citation.source.value].told
            cited.append(citation.at.value if citation.at else "")
        why = question.retired
        retired = [str(why.since), why.because.value] if why else []
        told = [question.hint.value, question.explanation.value, self.shared.deck.language.value]
        groups = (asked, told, cited, retired, tags, shown)
        whole = _GROUP.join(_MEMBER.join(map(str.strip, group)) for group in groups)
        return hashlib.sha256(whole.encode()).hexdigest()[:16]

    def _choice(self, question: Choice) -> dict[str, str]:
        order = question.order()
        options = [question.options[index] for index in order]
        fields = self._common(question)
        fields["Question"] = self._notice(question) + self._text(question.stem, "")
        parts = [f"option {index + 1}" for index in order]
        fields["Options"] = _list(map(self._text, (option.text for option in options), parts))
        fields["Rationale"] = _list(map(self._text, (option.why for option in options), parts))
        fields["Correct"] = ", ".join(_letter(index) for index, option in enumerate(options) if option.correct)
        return fields

    def _cloze(self, question: Cloze) -> dict[str, str]:
        fields = self._common(question)
        flaws = list(cloze.flaws(question.text.value))
        html = self._text(question.text, "", is_cloze=True)
        whole = not any(flaw.severity is Severity.ERROR for flaw in flaws)
        if whole and (cloze.crossings(html) or cloze.marks(html) != cloze.marks(question.text.value)):
            message = "markup, a list item or a paragraph lies partly inside and partly outside of a deletion"
            cure = "Put the marks wholly inside, {{c1::**word**}}, or wholly outside, **{{c1::word}}**."
            flaws.append(Flaw("DG424", max(question.text.value.find("{{"), 0), message, cure))
        elif whole and not all(hidden.strip() for _, hidden in cloze.answers(html)):
            # Markdown took away what stood there: a backslash before the braces.
            message, cure = "this deletion hides nothing", "Leave out the backslash, or write the words to hide."
            flaws.append(Flaw("DG417", max(question.text.value.find("\\"), 0), message, cure))
        self._find(flaws, question.text, "")
        fields["Text"] = self._notice(question) + html
        return fields

    def _common(self, question: Question) -> dict[str, str]:
        return {
            "Hint": self._text(question.hint, "hint"),
            "Explanation": self._text(question.explanation, "explanation"),
            "Source": self._sources(question.sources, question.checked),
            "Extra": f"<p>Found a mistake? {self._report} <code>{question.id}</code></p>",
            "ID": question.id.value,
        }

    def _sources(self, citations: Iterable[Citation], checked: datetime.date | None) -> str:
        items = []
        for citation in citations:
            source = self._cited[citation.source.value]
            place = citation.at.value if citation.at is not None else ""
            where = _sentence("; ".join(part for part in (source.published, place) if part))
            day = f"<span>{source.read} {checked}.</span>" if checked is not None else ""
            items.append(" ".join(part for part in (source.title, where, day) if part))
        return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"

    def _setup(self, question: Question) -> Iterable[str]:
        if isinstance(question, Choice):
            yield f"pick-{sum(option.correct for option in question.options)}"
            if not question.shuffle:
                yield "fixed"
        yield f"lang-{self.shared.deck.language.value.lower()}"
        if question.retired:
            yield "retired"

    def _tags(self, question: Question) -> tuple[str, ...]:
        root = self.shared.deck.slug.value
        tags = [tag.value for tag in question.tags]
        tags += [f"{kind}::{text}" for kind, text in (("area", question.area), ("level", question.level)) if text]
        tags += ["retired"] if question.retired else []
        sorted_ = tuple(sorted(f"{root}::{tag}" for tag in set(tags)))
        # Most questions of a topic have the same ones.
        return self._sets_of_tags.setdefault(sorted_, sorted_)

    def _notice(self, question: Question) -> str:
        if question.retired is None:
            return ""
        why = self._text(question.retired.because, "retired")
        return (
            f'<div class="dg-retired"><p><strong>Out of use since {question.retired.since}.</strong> {_inline(why)}</p>'
            "<p>To remove this card: choose Delete Notes in Anki. It will not come back.</p></div>"
        )

    def _text(self, text: Text, part: str, *, is_cloze: bool = False) -> str:
        html, flaws = to_html(text.value, self._picture)
        if flaws:
            self._find(flaws, text, part)
        if not is_cloze and "{{" in text.value:
            self._find(ordinary_flaws(text.value), text, part)
        return html

    def _picture(self, name: str, offset: int) -> str | Flaw:
        if name not in self._pictures:
            self._pictures[name] = self._look_at(name)
        found = self._pictures[name]
        if isinstance(found, Flaw):
            return replace(found, offset=offset)
        self._used.append(found)
        return found

    def _look_at(self, name: str) -> str | Flaw:
        """The packed name of a media file, which is in `packed` from now on, or why it cannot be shown."""
        problem = media.flaw(name, 0, self.shared.media, self.shared.links, self.shared.media_path)
        if problem is not None:
            return problem
        data = media.content(name, self.shared.media[name])
        packed = media.packed_name(name, data)
        self.packed[packed] = data
        return packed

    def _find(self, flaws: Iterable[Flaw], text: Text, part: str) -> None:
        for flaw in flaws:
            finding = Diagnostic(
                code=flaw.code,
                span=text.at(flaw.offset),
                message=flaw.message,
                cure=flaw.cure,
                where=", ".join(name for name in (self._question and f'question "{self._question}"', part) if name),
                question=self._question,
                severity=flaw.severity,
            )
            self.findings.append(finding)


def _cited(source: Source) -> _Cited:
    title = _sentence(source.title.value)
    if source.url is not None:
        title = f'<a href="{escaped(source.url.value)}">{title}</a>'
    return _Cited(
        title=title,
        published=", ".join(text.value for text in (source.publisher, source.year) if text is not None),
        read="Archived copy checked" if source.copy else "Checked",
        told=tuple(text.value if text else "" for text in (source.title, source.publisher, source.year, source.url)),
    )


def _letter(index: int) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[index]


def _list(items: Iterable[str]) -> str:
    return '<ol type="A">' + "".join(f"<li>{item}</li>" for item in items) + "</ol>"


def _sentence(text: str) -> str:
    """Escaped text that ends like a sentence; empty text stays empty."""
    return escaped(text if not text or text.endswith((".", "?", "!")) else f"{text}.")


def _inline(html: str) -> str:
    """HTML of one paragraph, without its edges."""
    return html.removeprefix("<p>").removesuffix("</p>") if html.count("<p>") == 1 else html
