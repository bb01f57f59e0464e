"""`deck.lock`: what learners have, as text that merges line by line.

A header (format, namespace, releases) and one line a question, sorted by id. Git merges the file with its `union`
driver, which keeps the lines of both sides; reading folds the lines of one question into one again, by rule: identities
must agree, and times take the later. Every line ends with a seal over itself, so a slip of the hand is found where it
is, and every release says how many questions it had, so lines that are gone are missed. Both survive any merge.
"""

import hashlib
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from deckgen.diagnostics import Diagnostic, Span

NAME = "deck.lock"
FORMAT = 1

KINDS = ("choice", "cloze")
# What a learner has, and what the next release makes of it: `retiring` and `returning` are drafts.
STATES = ("live", "retired", "retiring", "returning")
# Before the hash of what a card hid: the card is in no question any more, but learners may have it.
GONE = "-"

_HASH = r"[0-9a-f]{16}"
_STAMP = rf"{_HASH}:{_HASH}:\d{{1,11}}"
_CARD = r"\d{1,3}:-?[0-9a-f]{8}"
_LINE = re.compile(
    r"(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*) guid=(?P<guid>[0-9a-f]{20}) note=(?P<note>\d{13}) kind=(?P<kind>choice|cloze) "
    rf"at=(?P<at>\d{{1,6}})(?:<(?P<placed>\d{{1,6}}))? cards=(?P<cards>-|{_CARD}(?:,{_CARD})*) "
    rf"state=(?P<state>{'|'.join(STATES)}) released=(?P<released>-|{_STAMP}) draft=(?P<draft>-|{_STAMP})"
    r"(?: was=(?P<was>[a-z0-9-]+))? deck=(?P<deck>[^\t]+?)(?:\t(?P<home>.+))?",
    re.ASCII,
)
_RELEASE = re.compile(
    r"release (?P<version>\d+\.\d+\.\d+) (?P<time>\d{1,11}) (?P<questions>\d{1,9}) (?P<name>.+)", re.ASCII
)
_HEAD = re.compile(r"(?P<word>deckgen-lock|namespace) (?P<value>\S+)")
_MARKERS = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?: .*)?")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A text as it was: a hash of its source, a hash of its rendering, and a time in UTC seconds."""

    source: str
    html: str
    time: int

    def __str__(self) -> str:
        return f"{self.source}:{self.html}:{self.time}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A question in the lock.

    `cards` maps an ordinal to a hash of what its card hides: the released ones, or the drafted ones before a first
    release; the hash of a card that a release took away follows `GONE`. `deck` is the subdeck's own name, and `home`
    the released one where they differ; `placed` is the released position, or 0 where `position` is. `was` is the id
    that the guid was made from, if the question has been renamed.
    """

    id: str
    guid: str
    note_id: int
    kind: str
    deck: str
    position: int
    cards: Mapping[int, str]
    state: str = "live"
    released: Stamp | None = None
    draft: Stamp | None = None
    home: str = ""
    placed: int = 0
    was: str = ""
    number: int = field(default=0, compare=False)

    def __str__(self) -> str:
        cards = ",".join(f"{ordinal}:{answer}" for ordinal, answer in sorted(self.cards.items())) or "-"
        was = f" was={self.was}" if self.was else ""
        home = f"\t{self.home}" if self.home else ""
        at = f"{self.position}<{self.placed}" if self.placed else str(self.position)
        return (
            f"{self.id} guid={self.guid} note={self.note_id} kind={self.kind} at={at} cards={cards} "
            f"state={self.state} released={self.released or '-'} draft={self.draft or '-'}{was} deck={self.deck}{home}"
        )


@dataclass(frozen=True, slots=True)
class Release:
    """A version that learners have: its time in UTC seconds, how many questions it had, and the deck's name in it."""

    time: int
    version: str
    questions: int
    name: str

    @property
    def rank(self) -> tuple[object, ...]:
        """Sorts releases by their versions, and by their times where two branches gave one version twice."""
        return tuple(int(part) for part in self.version.split(".")), self.time, self.questions, self.name

    def __str__(self) -> str:
        return f"release {self.version} {self.time} {self.questions} {self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """A whole lock. `releases` are in the order of their versions."""

    namespace: str
    releases: tuple[Release, ...] = ()
    lines: Mapping[str, Line] = field(default_factory=dict)

    @property
    def latest(self) -> Release | None:
        """The release with the highest version, if there is one."""
        return self.releases[-1] if self.releases else None


def write(lock: Lock) -> str:
    """The text of a lock: the same for equal locks."""
    head = [f"deckgen-lock {FORMAT}", f"namespace {lock.namespace}"]
    rows = [*lock.releases, *(lock.lines[key] for key in sorted(lock.lines))]
    return "\n".join((*head, *(_sealed(str(row)) for row in rows))) + "\n"


def read(path: str, data: bytes) -> tuple[Lock | None, list[Diagnostic], list[str]]:
    """A lock, what is wrong with it, and what was folded (in words).

    There is no lock when something is wrong: a build goes on only from one that is understood to the last line.
    """
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        number = data[: error.start].count(b"\n") + 1
        return None, [_finding(path, number, "this line is not in UTF-8")], []
    head: dict[str, set[str]] = {"deckgen-lock": set(), "namespace": set()}
    releases: dict[Release, int] = {}
    groups: dict[str, list[Line]] = {}
    findings: list[Diagnostic] = []
    markers = 0
    *rows, rest = text.split("\n")
    for number, row in enumerate(rows, 1):
        body = _unsealed(row)
        if not row:
            continue
        if _MARKERS.fullmatch(row):
            markers += 1
        elif line := _LINE.fullmatch(body):
            groups.setdefault(line["id"], []).append(_line(line, number))
        elif release := _RELEASE.fullmatch(body):
            one = Release(int(release["time"]), release["version"], int(release["questions"]), release["name"])
            releases[one] = number
        elif known := _HEAD.fullmatch(row):
            head[known["word"]].add(known["value"])
        else:
            message = "this line was changed by hand, or is none of the lock's"
            findings.append(_finding(path, number, f"{message}: {row if len(row) < 40 else row[:40] + ' ...'}"))
    if rest:
        findings.append(_finding(path, len(rows) + 1, "the last line is cut off"))
    if head["deckgen-lock"] - {str(FORMAT)}:
        return None, [_other_format(path, head["deckgen-lock"])], []
    for word, values in head.items():
        if len(values) != 1:
            message = f"`{word}` stands here with different values" if values else f"the line `{word} ...` is missing"
            findings.append(_finding(path, 1, message))
    for group in groups.values():
        findings += _disagreements(path, group)
    lines = {key: fold(group) for key, group in groups.items()}
    findings += _missing(path, releases, lines) if not findings else []
    remarks = [f"{key}: {len(group)} lines folded into one" for key, group in groups.items() if len(group) > 1]
    remarks += [f"{markers} merge marks removed"] if markers else []
    if findings:
        return None, findings, remarks
    return (
        Lock(
            namespace=head["namespace"].pop(), releases=tuple(sorted(releases, key=lambda one: one.rank)), lines=lines
        ),
        [],
        remarks,
    )


def fold(group: Iterable[Line]) -> Line:
    """The one line that several lines of a question mean: what was released last, and the newest draft.

    The order of the lines makes no difference, and to fold again changes nothing.
    """
    lines = sorted(group, key=_age)
    last = lines[-1]
    drafts = [line.draft for line in lines if line.draft]
    return replace(
        last,
        note_id=min(line.note_id for line in lines),
        draft=max(drafts, key=lambda draft: (draft.time, draft.source, draft.html)) if drafts else None,
        was=next((line.was for line in reversed(lines) if line.was), ""),
    )


def _age(line: Line) -> tuple[int, int, str]:
    """Sorts what is known about a question from old to new."""
    released, draft = line.released, line.draft
    return released.time if released else -1, draft.time if draft else -1, str(line)


def _sealed(row: str) -> str:
    return f"{row} #{_seal(row)}"


def _unsealed(row: str) -> str:
    """The row without its seal, or nothing where the seal does not fit."""
    body, _, seal = row.rpartition(" #")
    return body if seal == _seal(body) else ""


def _seal(row: str) -> str:
    return hashlib.sha256(row.encode()).hexdigest()[:8]


def _line(match: re.Match[str], number: int) -> Line:
    cards = {}
    if match["cards"] != "-":
        for card in match["cards"].split(","):
            ordinal, answer = card.split(":")
            cards[int(ordinal)] = answer
    return Line(
        id=match["id"],
        guid=match["guid"],
        note_id=int(match["note"]),
        kind=match["kind"],
        deck=sys.intern(match["deck"]),
        position=int(match["at"]),
        placed=int(match["placed"] or 0),
        cards=cards,
        state=match["state"],
        released=_stamp(match["released"]),
        draft=_stamp(match["draft"]),
        home=match["home"] or "",
        was=match["was"] or "",
        number=number,
    )


def _stamp(text: str) -> Stamp | None:
    if text == "-":
        return None
    source, html, time = text.split(":")
    return Stamp(source, html, int(time))


def _disagreements(path: str, group: list[Line]) -> Iterable[Diagnostic]:
    first, last = group[0], group[-1]
    if len({line.guid for line in group}) > 1:
        yield _finding(path, last.number, f'"{last.id}" has two guids; the other is on line {first.number}')
    if len({line.kind for line in group if line.released}) > 1:
        yield _finding(path, last.number, f'"{last.id}" has two kinds; the other is on line {first.number}')


def _missing(path: str, releases: Mapping[Release, int], lines: Mapping[str, Line]) -> Iterable[Diagnostic]:
    """Released questions never leave the lock, so there are at least as many as the fullest release had."""
    guids = len({line.guid for line in lines.values() if line.released})
    fullest = max(releases, key=lambda release: release.questions, default=None)
    if fullest and guids < fullest.questions:
        message = f"release {fullest.version} had {fullest.questions} questions, but only {guids} are left in the lock"
        yield _finding(path, releases[fullest], message)


def _other_format(path: str, formats: set[str]) -> Diagnostic:
    message = f"the lock has the format {', '.join(sorted(formats))}, and this deckgen knows {FORMAT}"
    cure = "Use the deckgen that wrote it, or a newer one. Nothing was changed."
    return Diagnostic(code="DG210", span=Span(path, 1, 1), message=message, cure=cure)


def _finding(path: str, number: int, message: str) -> Diagnostic:
    cure = (
        "Nothing was changed. The file is written by deckgen: take it from the last commit (git checkout -- deck.lock)."
    )
    return Diagnostic(code="DG210", span=Span(path, number, 1), message=message, cure=cure)
