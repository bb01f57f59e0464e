"""Identity and time: what makes an update safe.

A learner's reviews hang on a note's guid, and an update on its time (`mod`): Anki takes a text over only when its time
is later than the one in the learner's collection, and every Anki raises that one when a learner edits, tags or marks
the note. So a released text has the time of its release, a text that differs from it gets a later one, and a text that
is equal to it gets the released one back. Times never fall, whatever the clock says.
"""

import hashlib
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from deckgen import lock as lockfile
from deckgen.cloze import MAX_NUMBER, answers
from deckgen.diagnostics import Diagnostic, Severity, Span
from deckgen.lock import GONE, Line, Lock, Release, Stamp
from deckgen.notetypes import SEPARATOR
from deckgen.positions import STEP, risen
from deckgen.render import Note, Notes

# A clock that is off by more than this, in seconds, is reported.
TOLERANCE = 60
# In a lock made from a released file: the hash of a source that nobody knows, and the former id that nobody knows.
UNKNOWN, TAKEN = "0" * 16, "-"
# Note ids look like milliseconds of the years 2008 to 2023: Anki repairs ids that lie in the future. The room between
# two of them is for the ids of a note's cards.
_FIRST_ID, _ID_STEP, _ID_SLOTS = 1_200_000_000_000, MAX_NUMBER + 1, 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A note with its identity. `mod` is in seconds; `position` orders new cards within a subdeck."""

    note: Note
    guid: str
    note_id: int
    mod: int
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a release would bring to learners, as ids of questions, in the order of the files.

    `rerendered` have a new look but the same source: learners keep theirs unless it is sent. `emptied` lose a card.
    `renamed` says that the deck's own name changed.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()
    rerendered: tuple[str, ...] = ()
    emptied: tuple[str, ...] = ()
    renamed: bool = False

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.moved or self.retired or self.returned or self.renamed)

    def __str__(self) -> str:
        counts = (
            (self.changed, "changed"),
            (self.added, "new"),
            (self.moved, "moved"),
            (self.retired, "retired"),
            (self.returned, "back in use"),
        )
        parts = [f"{len(ids)} {word}" for ids, word in counts if ids]
        parts += ["the deck's name"] if self.renamed else []
        return ", ".join(parts) or "nothing changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """Notes with their identity, the lock that goes with them, and what differs from the last release.

    `remarks` are for the log: lines that were folded, a clock that is off.
    """

    name: str
    entries: tuple[Entry, ...]
    lock: Lock
    changes: Changes
    findings: tuple[Diagnostic, ...]
    remarks: tuple[str, ...]


def guid(namespace: str, question_id: str, lock: Lock | None = None) -> str:
    """The identity of a note in every learner's collection: the lock's, or one made from namespace and id."""
    line = lock.lines.get(question_id) if lock else None
    if line is not None:
        return line.guid
    return hashlib.sha256(f"{namespace}:{question_id}".encode()).hexdigest()[:20]


def resolve(
    notes: Notes, namespace: str, lock: Lock | None, now: int, *, path: str = lockfile.NAME, complete: bool = True
) -> Resolved:
    """Gives each note its identity and its time, and brings the drafts of the lock up to date.

    `now` is in UTC seconds. `complete` is false when some questions could not be read, so that one which is missing may
    only be broken. `path` is shown in findings.
    """
    known, remarks = _rejoined(lock or Lock(namespace=namespace), notes.notes)
    findings = [*_lock_findings(known, namespace, path), *_twins(notes.notes, known)]
    remarks += _clock_remarks(known, now)
    ids = _note_ids(notes.notes, known)
    positions = _positions(notes.notes, known)
    lines: dict[str, Line] = {}
    entries = []
    for note in notes.notes:
        old = known.lines.get(note.id)
        if old is not None and old.released is None and old.kind != _kind(note):
            old = replace(old, kind=_kind(note), draft=None)
        findings += _note_findings(note, old)
        line = _line(note, old, ids[note.id], positions[note.id], now)
        lines[note.id] = line
        stamp = line.draft or line.released
        assert stamp is not None, "a line has a draft or a release"
        entries.append(Entry(note=note, guid=note.guid, note_id=line.note_id, mod=stamp.time, position=line.position))
    if complete:
        findings += _vanished(known, lines, path)
    changes = _changes(notes, known, lines)
    if known.latest and changes.renamed:
        findings.append(_renamed(known.latest.name, notes.name, path))
    return Resolved(
        name=notes.name,
        entries=tuple(entries),
        lock=replace(known, lines=lines),
        changes=changes,
        findings=tuple(findings),
        remarks=tuple(remarks),
    )


def release(
    resolved: Resolved, version: str, now: int, *, rerender: bool = False, resend: Iterable[str] = ()
) -> Resolved:
    """Turns every draft into a release with one time: `now`, or later where a time in the lock is not before it.

    A draft's own time may be that of the release: its text is the same.
    `rerender` also sends texts whose rendering alone changed, and `resend` names questions that are sent once more.
    Raises `KeyError` for a question in `resend` that is not in the deck.
    """
    lines = dict(resolved.lock.lines)
    sent = set(resend)
    if sent - lines.keys():
        raise KeyError(*sorted(sent - lines.keys()))
    released = [line.released.time for line in lines.values() if line.released]
    time = _after(now, (*released, *(one.time for one in resolved.lock.releases)))
    time = max(time, *(line.draft.time for line in lines.values() if line.draft), 0)
    entries = []
    for entry in resolved.entries:
        line = lines[entry.note.id]
        source, html = entry.note.source, _html(entry.note)
        changed = line.draft is not None or line.released is None
        if changed or entry.note.id in sent or (rerender and line.released and line.released.html != html):
            line = replace(line, released=Stamp(source, html, time), draft=None)
        state = {"retiring": "retired", "returning": "live"}.get(line.state, line.state)
        line = replace(line, state=state, home="", placed=0, cards={**_gone(line.cards), **_cards(entry.note)})
        lines[entry.note.id] = line
        assert line.released is not None, "every line of a release is released"
        entries.append(replace(entry, mod=line.released.time))
    releases = (*resolved.lock.releases, Release(time, version, len(lines), resolved.name))
    return replace(resolved, entries=tuple(entries), lock=replace(resolved.lock, lines=lines, releases=releases))


def recovered(
    row: Sequence[Any],
    fields: Mapping[str, str],
    cards: Iterable[tuple[int, int, int]],
    decks: Mapping[int, str],
    namespace: str,
) -> Line:
    """The line of a note that stands in a released file. `cards` are ordinal, deck id and position."""
    cards = sorted(cards)
    deck = decks[cards[0][1]].rpartition("::")[2] if cards else TAKEN
    is_cloze = "Text" in fields
    tags = row[5].split()
    html = hashlib.sha256(SEPARATOR.join((*fields.values(), *tags)).encode()).hexdigest()[:16]
    hidden = answers(fields["Text"]) if is_cloze else ()
    return Line(
        id=fields["ID"],
        guid=row[1],
        note_id=row[0],
        kind="cloze" if is_cloze else "choice",
        deck=deck,
        position=cards[0][2] if cards else STEP,
        cards={number - 1: _answer_hash(text) for number, text in hidden},
        state="live" if cards else "retired",
        released=Stamp(UNKNOWN, html, row[3]),
        was="" if row[1] == guid(namespace, fields["ID"]) else TAKEN,
    )


def renamed(known: Lock, old: str, new: str) -> Lock:
    """The lock with a question under another id: its guid stays, and so does every review.

    A draft that has the new id already gives way. Raises `KeyError` where the lock does not have the old one.
    """
    line = known.lines[old]
    made_from = line.was or old
    lines = {key: one for key, one in known.lines.items() if key not in (old, new)}
    lines[new] = replace(line, id=new, was="" if made_from == new else made_from)
    return replace(known, lines=lines)


def least_version(changes: Changes, latest: str | None) -> str:
    """The smallest version that promises what the changes are.

    Major where a learner has to act (a card becomes empty, the deck's name changes), minor where questions come, go or
    move, patch for texts.
    """
    if latest is None:
        return "1.0.0"
    major, minor, patch = (int(part) for part in latest.split("."))
    if changes.emptied or changes.renamed:
        return f"{major + 1}.0.0"
    if changes.added or changes.moved or changes.retired or changes.returned:
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}"


def _line(note: Note, old: Line | None, note_id: int, position: int, now: int) -> Line:
    """The line of a question as it is now."""
    html = _html(note)
    released = old.released if old else None
    draft = old.draft if old else None
    if released is not None and released.source == UNKNOWN and released.html == html:
        released = replace(released, source=note.source)
    if released is not None and note.source == released.source:
        draft = None
    elif draft is None or draft.source != note.source:
        times = [stamp.time for stamp in (released, draft) if stamp is not None]
        draft = Stamp(note.source, html, _after(now, times))
    elif released is not None and draft.time <= released.time:
        # A merge brought a release that is younger than this draft.
        draft = Stamp(note.source, html, _after(now, [released.time]))
    else:
        draft = replace(draft, html=html)
    # One string for all lines of a topic.
    deck = sys.intern(note.deck.rpartition("::")[2])
    home = (old.home or old.deck) if old and released else ""
    placed = (old.placed or old.position) if old and released else 0
    was_retired = old is not None and released is not None and old.state in ("retired", "returning")
    states = {(False, False): "live", (True, True): "retired", (False, True): "retiring", (True, False): "returning"}
    retired = note.retired
    return Line(
        id=note.id,
        guid=note.guid,
        note_id=note_id,
        kind=_kind(note),
        deck=deck,
        position=position,
        cards=old.cards if old and released else _cards(note),
        state=states[was_retired, retired] if released else ("retired" if retired else "live"),
        released=released,
        draft=draft,
        home=home if home not in (deck, TAKEN) else "",
        placed=placed if placed != position else 0,
        was=old.was if old else "",
    )


def _after(now: int, times: Iterable[int]) -> int:
    """Now, or a second after the latest of the times: rising wins."""
    return max((now, *(time + 1 for time in times)))


def _kind(note: Note) -> str:
    return "cloze" if note.notetype.cloze else "choice"


def _html(note: Note) -> str:
    total = hashlib.sha256(SEPARATOR.join((note.joined, *note.tags)).encode())
    return total.hexdigest()[:16]


def _cards(note: Note) -> dict[int, str]:
    """What the card of each ordinal hides, as hashes."""
    return {ordinal: _answer_hash(answer) for ordinal, answer in note.answers}


def _gone(cards: Mapping[int, str]) -> dict[int, str]:
    return {ordinal: answer if answer.startswith(GONE) else GONE + answer for ordinal, answer in cards.items()}


def _live(cards: Mapping[int, str]) -> Collection[int]:
    return {ordinal for ordinal, answer in cards.items() if not answer.startswith(GONE)}


def _answer_hash(answer: str) -> str:
    return hashlib.sha256(answer.encode()).hexdigest()[:8]


def _changes(notes: Notes, known: Lock, lines: Mapping[str, Line]) -> Changes:
    kinds: dict[str, list[str]] = {}
    for note in notes.notes:
        line = lines[note.id]
        if line.released is None:
            kinds.setdefault("added", []).append(note.id)
            continue
        if line.home and not note.retired:
            kinds.setdefault("moved", []).append(note.id)
        if not note.retired and _live(line.cards) - _cards(note).keys():
            kinds.setdefault("emptied", []).append(note.id)
        if line.state in ("retiring", "returning"):
            kinds.setdefault("retired" if line.state == "retiring" else "returned", []).append(note.id)
        elif line.draft is not None:
            kinds.setdefault("changed", []).append(note.id)
        elif line.released.html != _html(note):
            kinds.setdefault("rerendered", []).append(note.id)
    renamed = known.latest is not None and known.latest.name != notes.name
    return Changes(renamed=renamed, **{kind: tuple(ids) for kind, ids in kinds.items()})


def _note_ids(notes: Iterable[Note], known: Lock) -> dict[str, int]:
    """A number for each question: the lock's, or one from the guid; no two have the same.

    Two may have it in the lock, where each was added on a branch of its own. Anki knows notes by guid, so either one
    can give it up; it is the one that fewer learners have.
    """
    ids: dict[str, int] = {}
    taken = {line.note_id for line in known.lines.values()}
    given: set[int] = set()
    lines = {note.id: known.lines[note.id] for note in notes if note.id in known.lines}
    for line in sorted(lines.values(), key=lambda one: (one.released is None, one.guid)):
        if line.note_id not in given:
            ids[line.id] = line.note_id
            given.add(line.note_id)
    for note in sorted(notes, key=lambda one: one.guid):
        if note.id in ids:
            continue
        slot = int(note.guid, 16) % _ID_SLOTS
        while _FIRST_ID + slot * _ID_STEP in taken:
            slot = (slot + 1) % _ID_SLOTS
        ids[note.id] = _FIRST_ID + slot * _ID_STEP
        taken.add(ids[note.id])
    return ids


def _positions(notes: Iterable[Note], known: Lock) -> dict[str, int]:
    """Positions that rise in the order of the files, in each subdeck; as many as can be are the lock's own."""
    topics: dict[str, list[Note]] = {}
    for note in notes:
        topics.setdefault(note.deck, []).append(note)
    positions = {}
    for deck, members in topics.items():
        own = deck.rpartition("::")[2]
        kept = [
            known.lines[n.id].position if n.id in known.lines and known.lines[n.id].deck == own else 0 for n in members
        ]
        for note, position in zip(members, risen(kept), strict=True):
            positions[note.id] = position
    return positions


def _rejoined(lock: Lock, notes: Iterable[Note]) -> tuple[Lock, list[str]]:
    """The lock with one line for each guid, under the id that the question has in the files.

    There are two where a branch renamed a question and another one changed it.
    """
    ids = {note.guid: note.id for note in notes}
    groups: dict[str, list[Line]] = {}
    for line in lock.lines.values():
        groups.setdefault(line.guid, []).append(line)
    lines, remarks = {}, []
    for made, group in groups.items():
        line = lockfile.fold(group)
        now = ids.get(made, line.id)
        if [one.id for one in group] != [now]:
            before = line.was or next((one.id for one in group if guid(lock.namespace, one.id) == made), TAKEN)
            line = replace(line, id=now, was="" if guid(lock.namespace, now) == made else before)
            remarks.append(f"{now}: was {' and '.join(one.id for one in group if one.id != now)}, one question now")
        lines[now] = line
    return replace(lock, lines=lines), remarks


def _twins(notes: Iterable[Note], known: Lock) -> Iterable[Diagnostic]:
    """Questions whose guid another one has: an id that was renamed away and given to a new question."""
    first: dict[str, Note] = {}
    for note in sorted(notes, key=lambda one: one.id not in known.lines):
        other = first.setdefault(note.guid, note)
        if other.id != note.id:
            yield Diagnostic(
                code="DG209",
                span=note.span,
                message=f'learners have "{note.id}" and "{other.id}" as one: one is the former id of the other',
                cure="Give the newer question an id that was never used.",
                where=f'question "{note.id}"',
                question=note.id,
            )


def _clock_remarks(lock: Lock, now: int) -> Iterable[str]:
    stamps = [stamp.time for line in lock.lines.values() for stamp in (line.released, line.draft) if stamp is not None]
    latest = max((*stamps, *(one.time for one in lock.releases)), default=0)
    if latest > now + TOLERANCE:
        minutes = (latest - now) // 60
        yield f"this clock is {minutes} minutes behind the latest time in {lockfile.NAME}; one of them is wrong"


def _lock_findings(lock: Lock, namespace: str, path: str) -> Iterable[Diagnostic]:
    if lock.namespace != namespace:
        yield Diagnostic(
            code="DG207",
            span=Span(path, 2, 1),
            message=f'the namespace in deck.yaml is "{namespace}", but the lock was made for "{lock.namespace}"',
            cure=f"Write `namespace: {lock.namespace}` in deck.yaml. With another, learners get everything twice.",
        )
        return
    for line in lock.lines.values():
        made_from = line.was or line.id
        if made_from != TAKEN and line.guid != guid(namespace, made_from):
            yield Diagnostic(
                code="DG210",
                span=Span(path, max(line.number, 1), 1),
                message=f'the guid of "{line.id}" is not the one that belongs to it',
                cure="Nothing was changed. Take the file from the last commit (git checkout -- deck.lock).",
            )


def _note_findings(note: Note, old: Line | None) -> Iterable[Diagnostic]:
    if old is None or old.released is None:
        return
    where = f'question "{note.id}"'
    if old.kind != _kind(note):
        names = {"choice": "multiple choice", "cloze": "cloze"}
        yield Diagnostic(
            code="DG203",
            span=note.span,
            message=f"learners have this question as {names[old.kind]}, and a question keeps its kind for ever",
            cure="Give the new one an id of its own, put the old one back (git shows how it was), and take that one "
            f'out of use:\n  deckgen retire {note.id} --because "asked in another form"',
            where=where,
            question=note.id,
        )
        return
    if old.kind != "cloze" or note.retired:
        return
    now = _cards(note)
    for ordinal, before in sorted(old.cards.items()):
        answer = before.removeprefix(GONE)
        if answer != before and now.get(ordinal, answer) != answer:
            yield Diagnostic(
                code="DG204",
                span=note.span,
                message=f"c{ordinal + 1} was another answer once; who has its card would keep its reviews for this one",
                cure="Give what is new a number that was never used.",
                where=where,
                question=note.id,
            )
            continue
        elsewhere = [number for number, hidden in now.items() if hidden == answer and number != ordinal]
        if now.get(ordinal) != answer and elsewhere and old.cards.get(elsewhere[0]) != answer:
            yield Diagnostic(
                code="DG204",
                span=note.span,
                message=f"what was c{ordinal + 1} is now c{elsewhere[0] + 1}; its reviews would go to another answer",
                cure=f"Write {{{{c{ordinal + 1}:: again, and give a number that was never used to what is new.",
                where=where,
                question=note.id,
            )
        elif ordinal not in now:
            yield Diagnostic(
                code="DG205",
                span=note.span,
                message=f"c{ordinal + 1} is gone, but learners have its card",
                cure="They see an empty card until they choose Tools, Empty Cards. Keep it, or allow this.",
                where=where,
                question=note.id,
                severity=Severity.REVIEW,
            )


def _vanished(known: Lock, lines: Mapping[str, Line], path: str) -> Iterable[Diagnostic]:
    for old in known.lines.values():
        if old.id not in lines and old.released is not None:
            yield Diagnostic(
                code="DG202",
                span=Span(path, max(old.number, 1), 1),
                message=f'learners have the question "{old.id}", but it is in no file',
                cure="Put it back (git shows where it was), and then take it out of use:\n"
                f'    deckgen retire {old.id} --because "why"\n'
                f"  If it only has a new id:\n    deckgen rename {old.id} NEW-ID",
                where=f'question "{old.id}"',
                question=old.id,
            )


def _renamed(before: str, after: str, path: str) -> Diagnostic:
    return Diagnostic(
        code="DG206",
        span=Span(path, 2, 1),
        message=f'the deck is called "{after}" now, and learners have it as "{before}"',
        cure="Their cards stay in the old deck, and new ones come in a second deck beside it. They can rename theirs. "
        "If this is meant, it is a major release.",
        severity=Severity.REVIEW,
    )
