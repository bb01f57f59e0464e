"""A checked deck as a page in the browser shows it: questions with their cards, and the findings beside them.

Everything that leaves this room is ready for JSON. The page itself (`static/`) puts a side of a card together from what
all cards of a note type share (style, script) and what is the card's own.
"""

import base64
import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, assert_never

from deckgen.build import Checked
from deckgen.diagnostics import Diagnostic, Severity
from deckgen.model import Bank, Choice, Cloze, Question, Topic
from deckgen.notetypes import NoteType
from deckgen.preview.marks import filled
from deckgen.preview.page import TYPES, cut, static
from deckgen.render import Note
from deckgen.rules import RULES

_KINDS = {"svg": "image/svg+xml", "jpg": "image/jpeg", "mp3": "audio/mpeg", "m4a": "audio/mp4", "opus": "audio/ogg"}
_TAG = re.compile(r"<[^>]*>")
_NOTICE = re.compile(r'<div class="dg-retired">.*?</div>', re.DOTALL)
_DELETION = re.compile(r"\{\{c\d+::|::[^{}]*?\}\}|\}\}")
_LONG = 160
_UNSEEN = frozenset(("Correct", "Extra", "Setup", "ID"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A question with its cards.

    `note` is missing where the question could never be read. `stale` says that it cannot be read now, and that this is
    the last version that could.
    """

    id: str
    path: str
    line: int
    topic: str
    kind: str
    note: Note | None = None
    ordinals: tuple[int, ...] = ()
    media: Mapping[str, bytes]
    facts: tuple[tuple[str, str], ...] = ()
    stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """A deck. `judged` says whether the rules have looked at this very version; without, their findings are older."""

    name: str
    version: str
    path: str
    pages: tuple[Page, ...]
    findings: tuple[Diagnostic, ...]
    judged: bool
    bank: Bank | None


# A further value that the page can ask for.
Resource = Callable[[Pages], object]


def pages(checked: Checked, before: Pages | None = None, *, judged: bool = True) -> Pages:
    """What there is to show, with the last good version of what has an error now, taken from `before`.

    `judged` says whether `checked` holds what the rules have to say; if not, the rules' findings of `before` stay.
    """
    findings = checked.findings
    if not judged and before:
        older = (one for one in before.findings if one.code in RULES and one.severity is Severity.REVIEW)
        findings = (*findings, *older)
    good = _good(before) if before else {}
    fresh = {page.id: page for page in _fresh(checked)}
    errors = _errors(findings)
    for finding in errors:
        name = finding.question
        if name in good:
            line = fresh[name].line if name in fresh else good[name].line
            fresh[name] = replace(good[name], stale=True, line=line)
        elif name and name not in fresh:
            fresh[name] = _unread(finding)
    broken = {finding.span.path for finding in errors}
    for name, page in good.items():
        if name not in fresh and (page.path in broken or checked.bank is None):
            fresh[name] = replace(page, stale=True)
    deck = checked.bank.deck if checked.bank else None
    return Pages(
        name=deck.name.value if deck else before.name if before else checked.path,
        version=deck.version.value if deck else before.version if before else "",
        path=checked.path,
        pages=tuple(sorted(fresh.values(), key=lambda page: (page.path, page.line))),
        findings=findings,
        judged=judged,
        bank=checked.bank or (before.bank if before else None),
    )


def overview(shown: Pages, *, by_topic: bool = False) -> dict[str, Any]:
    """What the page needs at once: every question in a line, all findings, and what the cards share.

    `part` of a question names the resource that holds its cards: one for each question, or one `by_topic`.
    """
    own = _own_findings(shown)
    attached = {number for numbers in own.values() for number in numbers}
    return {
        "name": shown.name,
        "version": shown.version,
        "path": shown.path,
        "judged": shown.judged,
        "types": {kind: _shared(one) for kind, one in TYPES.items()},
        "frame": {"css": static()["frame.css"].decode(), "js": static()["frame.js"].decode()},
        "topics": list(dict.fromkeys(page.topic for page in shown.pages)),
        "findings": [_finding(one) for one in shown.findings],
        "general": [number for number in range(len(shown.findings)) if number not in attached],
        "questions": [
            {
                "id": page.id,
                "topic": page.topic,
                "kind": page.kind,
                "type": next((kind for kind, one in TYPES.items() if page.note and page.note.notetype is one), ""),
                "path": page.path,
                "line": page.line,
                "cards": len(page.ordinals),
                "stale": page.stale,
                "title": _title(page),
                "text": _searched(page),
                "findings": own[page.id],
                "part": part_name(page, by_topic=by_topic),
            }
            for page in shown.pages
        ],
    }


def part_name(page: Page, *, by_topic: bool) -> str:
    """The resource in which a question's cards are."""
    if not by_topic:
        return f"notes/{page.id}"
    return f"notes/{re.sub(r'[^A-Za-z0-9]+', '-', page.path.rpartition('/')[2])}"


def part(some: Iterable[Page]) -> dict[str, Any]:
    """The cards of questions, by id: what is the card's own of each side, and the media they show, as data URLs."""
    return {
        page.id: {
            "cards": [_sides(page.note, ordinal) for ordinal in page.ordinals] if page.note else [],
            "media": {name: _data_url(name, data) for name, data in page.media.items()},
            "facts": page.facts,
        }
        for page in some
    }


def _shared(one: NoteType) -> dict[str, object]:
    return {"css": one.css, "tails": [cut(side)[1] for side in (one.template.front, one.template.back)]}


def _sides(note: Note, ordinal: int) -> list[str]:
    names = (field.name for field in note.notetype.fields)
    fields = {**dict(zip(names, note.fields, strict=True)), "Subdeck": note.deck.rpartition("::")[2]}
    template = note.notetype.template
    return [
        filled(cut(side)[0], fields, ordinal, back=back)
        for side, back in ((template.front, False), (template.back, True))
    ]


def _fresh(checked: Checked) -> Iterable[Page]:
    if checked.bank is None or checked.notes is None:
        return
    notes = iter(checked.notes.notes)
    for topic in checked.bank.topics:
        for question in topic.questions:
            note = next(notes)
            yield Page(
                id=question.id.value,
                path=topic.path,
                line=question.id.span.line,
                topic=f"{topic.number} {topic.name}",
                kind=_kind(question),
                note=note,
                # A retired question has no card for new learners; those who had it see its notice.
                ordinals=note.ordinals or tuple(ordinal for ordinal, _ in note.answers) or (0,),
                media={name: checked.notes.media[name] for name in note.media},
                facts=tuple(_facts(question, topic, checked.bank)),
            )


def _kind(question: Question) -> str:
    match question:
        case Choice():
            return "retired" if question.retired else "choice"
        case Cloze():
            return "retired" if question.retired else "cloze"
        case _:
            assert_never(question)


def _facts(question: Question, topic: Topic, bank: Bank) -> Iterable[tuple[str, str]]:
    deck = bank.deck
    yield "Topic", topic.name.value
    if question.area:
        yield "Area", str(deck.areas.get(question.area.value, question.area))
    if question.level:
        yield "Level", question.level.value
    if question.tags:
        yield "Tags", ", ".join(tag.value for tag in question.tags)
    if question.fact:
        yield "Fact", question.fact.value
    yield "Sources", ", ".join(citation.source.value for citation in question.sources)
    yield "Checked", str(question.checked or "not yet")
    if question.review_by:
        yield "Review by", str(question.review_by)
    for code, reason in question.allow.items():
        yield f"Allows {code}", reason.value


def _good(before: Pages) -> dict[str, Page]:
    """The pages that show a version without an error, this one or an older one."""
    wrong = {finding.question for finding in _errors(before.findings)}
    return {page.id: page for page in before.pages if page.note and (page.stale or page.id not in wrong)}


def _errors(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    return [finding for finding in findings if finding.severity is Severity.ERROR]


def _unread(finding: Diagnostic) -> Page:
    path = finding.span.path
    return Page(id=finding.question, path=path, line=finding.span.line, topic=path, kind="unread", media={})


def _own_findings(shown: Pages) -> dict[str, list[int]]:
    """The findings that stand beside each question, by number. Beside a last good version, its file's errors too."""
    own: dict[str, list[int]] = {page.id: [] for page in shown.pages}
    stale: dict[str, list[str]] = {}
    for page in shown.pages:
        if page.stale:
            stale.setdefault(page.path, []).append(page.id)
    for number, finding in enumerate(shown.findings):
        if finding.question in own:
            own[finding.question].append(number)
        elif finding.severity is Severity.ERROR:
            for name in stale.get(finding.span.path, ()):
                own[name].append(number)
    return own


def _finding(finding: Diagnostic) -> dict[str, object]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "place": str(finding.span),
        "where": finding.where,
        "message": finding.message,
        "cure": finding.cure,
    }


def _title(page: Page) -> str:
    if page.note is None:
        return "This question cannot be read yet"
    words = " ".join(_plain(_DELETION.sub("", _NOTICE.sub("", page.note.fields[0]))).split())
    return words if len(words) <= _LONG else words[:_LONG].rpartition(" ")[0] + " …"


def _searched(page: Page) -> str:
    """What a search looks at: every text and tag, in small letters without accents."""
    note = page.note
    if note is None:
        return page.id
    fields = zip(note.notetype.fields, note.fields, strict=True)
    texts = (_plain(_DELETION.sub("", text)) for field, text in fields if field.name not in _UNSEEN)
    text = " ".join((page.id, *texts, *note.tags)).lower()
    if text.isascii():
        return text
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))


def _plain(markup: str) -> str:
    return html.unescape(_TAG.sub(" ", markup)) if "<" in markup or "&" in markup else markup


def _data_url(name: str, data: bytes) -> str:
    extension = name.rpartition(".")[2]
    family = "audio" if extension in ("ogg", "wav") else "image"
    kind = _KINDS.get(extension, f"{family}/{extension}")
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"
