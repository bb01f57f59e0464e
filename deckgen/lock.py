"""`deck.lock`: what learners have, as text that merges line by line.

A header (format, namespace, name, releases) and one line a question, sorted by id. Git merges the file with its `union`
driver, which keeps the lines of both sides; reading folds the lines of one question into one again, by rule: identities
must agree, and times take the later. Every line is checked on its own, so a slip of the hand is found where it is.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from deckgen.diagnostics import Diagnostic, Span

NAME = "deck.lock"
FORMAT = 1

KINDS = ("choice", "cloze")
# What a learner has, and what the next release makes of it: `retiring` and `returning` are drafts.
STATES = ("live", "retired", "retiring", "returning")

_HASH = r"[0-9a-f]{16}"
_STAMP = rf"{_HASH}:{_HASH}:\d{{1,11}}"
_LINE = re.compile(
    r"(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*) guid=(?P<guid>[0-9a-f]{20}) note=(?P<note>\d{13}) kind=(?P<kind>choice|cloze) "
    r"at=(?P<at>\d{1,6}) cards=(?P<cards>-|\d+:[0-9a-f]{8}(?:,\d+:[0-9a-f]{8})*) "
    rf"state=(?P<state>{'|'.join(STATES)}) released=(?P<released>-|{_STAMP}) draft=(?P<draft>-|{_STAMP})"
    r"(?: was=(?P<was>[a-z0-9-]+))? deck=(?P<deck>[^\t]+?)(?:\t(?P<home>.+))?"
)
_RELEASE = re.compile(r"release (?P<version>\d+\.\d+\.\d+) (?P<time>\d{1,11})")
_MARKERS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")


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
    release. `deck` is the subdeck's own name; `home` is the released one where they differ. `was` is the id that the
    guid was made from, if the question has been renamed.
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
    was: str = ""
    number: int = field(default=0, compare=False)

    def __str__(self) -> str:
        cards = ",".join(f"{ordinal}:{answer}" for ordinal, answer in sorted(self.cards.items())) or "-"
        was = f" was={self.was}" if self.was else ""
        home = f"\t{self.home}" if self.home else ""
        return (
            f"{self.id} guid={self.guid} note={self.note_id} kind={self.kind} at={self.position} cards={cards} "
            f"state={self.state} released={self.released or '-'} draft={self.draft or '-'}{was} deck={self.deck}{home}"
        )


@dataclass(frozen=True, slots=True, order=True)
class Release:
    """A version that learners have, and its time in UTC seconds."""

    time: int
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """A whole lock. `releases` are in the order of their times."""

    namespace: str
    name: str
    releases: tuple[Release, ...] = ()
    lines: Mapping[str, Line] = field(default_factory=dict)

    @property
    def latest(self) -> Release | None:
        """The last release, if there is one."""
        return self.releases[-1] if self.releases else None


def write(lock: Lock) -> str:
    """The text of a lock: the same for equal locks."""
    head = [f"deckgen-lock {FORMAT}", f"namespace {lock.namespace}", f"name {lock.name}"]
    head += [f"release {release.version} {release.time}" for release in lock.releases]
    return "\n".join((*head, *(str(lock.lines[key]) for key in sorted(lock.lines)))) + "\n"


def read(path: str, data: bytes) -> tuple[Lock | None, list[Diagnostic], list[str]]:
    """A lock, what is wrong with it, and what was folded (in words).

    There is no lock when something is wrong: a build goes on only from one that is understood to the last line.
    """
    findings: list[Diagnostic] = []
    notes: list[str] = []
    header: dict[str, set[str]] = {"deckgen-lock": set(), "namespace": set(), "name": set()}
    releases: set[Release] = set()
    lines: dict[str, list[Line]] = {}
    markers = 0
    text = data.decode("utf-8", "replace").replace("\r\n", "\n")
    rows = text.split("\n")
    if rows and rows[-1]:
        findings.append(_finding(path, len(rows), "the last line is cut off", rows[-1]))
        rows.pop()
    for number, row in enumerate(rows, 1):
        word, _, rest = row.partition(" ")
        release, line = _RELEASE.fullmatch(row), _LINE.fullmatch(row)
        if not row:
            continue
        if row.startswith(_MARKERS):
            markers += 1
        elif word in header and rest:
            header[word].add(rest)
        elif release:
            releases.add(Release(int(release["time"]), release["version"]))
        elif line:
            lines.setdefault(line["id"], []).append(_line(line, number))
        else:
            findings.append(_finding(path, number, "this line is none of the lock's", row))
    findings += _header_findings(path, header)
    folded = {}
    for key, group in lines.items():
        if len(group) > 1:
            findings += _disagreements(path, group)
            notes.append(f"{key}: {len(group)} lines folded into one")
        folded[key] = fold(group)
    if markers:
        notes.append(f"{markers} merge marks removed")
    if findings:
        return None, findings, notes
    lock = Lock(
        namespace=header["namespace"].pop(),
        name=header["name"].pop(),
        releases=tuple(sorted(releases)),
        lines=folded,
    )
    return lock, [], notes


def fold(group: Iterable[Line]) -> Line:
    """The one line that several lines of a question mean: what was released last, and the newest draft."""
    lines = sorted(
        group, key=lambda line: (line.released.time if line.released else -1, line.draft.time if line.draft else -1)
    )
    last = lines[-1]
    drafts = [line.draft for line in lines if line.draft]
    return replace(
        last,
        note_id=min(line.note_id for line in lines),
        draft=max(drafts, key=lambda draft: draft.time) if drafts else None,
        was=next((line.was for line in lines if line.was), ""),
    )


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
        deck=match["deck"],
        position=int(match["at"]),
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


def _header_findings(path: str, header: Mapping[str, set[str]]) -> Iterable[Diagnostic]:
    for word, values in header.items():
        if not values:
            yield _finding(path, 1, f"the line `{word} ...` is missing", "")
        elif len(values) > 1:
            yield _finding(path, 1, f"`{word}` stands there with different values: {', '.join(sorted(values))}", "")
    formats = header["deckgen-lock"]
    if formats and formats != {str(FORMAT)}:
        message = f"the lock has the format {', '.join(sorted(formats))}, and this deckgen knows {FORMAT}"
        cure = "Use the deckgen that wrote it, or a newer one."
        yield Diagnostic(code="DG210", span=Span(path, 1, 1), message=message, cure=cure)


def _disagreements(path: str, group: list[Line]) -> Iterable[Diagnostic]:
    first, last = group[0], group[-1]
    if len({line.guid for line in group}) > 1:
        yield _finding(path, last.number, f'"{last.id}" has two guids; the other is on line {first.number}', str(last))
    if len({line.kind for line in group if line.released}) > 1:
        yield _finding(path, last.number, f'"{last.id}" has two kinds; the other is on line {first.number}', str(last))


def _finding(path: str, number: int, message: str, row: str) -> Diagnostic:
    cure = (
        "Nothing was changed. The file is written by deckgen: take it from the last commit (git checkout -- deck.lock)."
    )
    if row and len(row) < 60:
        message += f": {row}"
    return Diagnostic(code="DG210", span=Span(path, max(number, 1), 1), message=message, cure=cure)
