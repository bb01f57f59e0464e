"""The order of the rooms: read, understand, judge, render, identify, pack."""

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from deckgen import ledger, lock, package
from deckgen.diagnostics import Diagnostic, Severity, Span, ordered
from deckgen.edits import with_value
from deckgen.ledger import Changes, Resolved
from deckgen.lock import Lock, Release
from deckgen.model import Bank, Deck, DeckFiles, Step, Text, Topic, no_step
from deckgen.notetypes import SEPARATOR
from deckgen.parse import outline, settled, topics
from deckgen.render import Notes, render


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A deck that has been looked at.

    `deck`, `bank` and `notes` are missing when `deck.yaml` could not be understood, `resolved` also when `deck.lock`
    could not, and `bank` when it was not to be kept. `remarks` are for the log. `late_version` is `deck.yaml` with the
    version of the last release, where a release that was cut short left the file behind.
    """

    path: str
    deck: Deck | None = None
    bank: Bank | None = None
    notes: Notes | None = None
    resolved: Resolved | None = None
    findings: tuple[Diagnostic, ...]
    remarks: tuple[str, ...] = ()
    late_version: bytes | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing stands in the way of a build."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A finished deck: its file's bytes, what it holds, and the lock that goes with it.

    `latest` is the version that learners have, and `changes` is what differs from it.
    """

    slug: str
    version: str
    latest: str | None
    packed: package.Packed
    notes: Notes
    lock: str
    changes: Changes


def check(
    files: DeckFiles,
    now: int,
    *,
    start: Lock | None = None,
    judge: bool = False,
    keep: bool = True,
    step: Step = no_step,
) -> Checked:
    """Everything that is wrong with a deck, in reading order.

    `now` is in UTC seconds. `start` is a lock to begin with where the deck has none. With `judge`, the rules have their
    say, too; without, only what stands in the way of a good card is found. Where nobody judges or asks to `keep` the
    questions, each topic is forgotten when its notes are there, which halves the memory. `step` is called
    `steps(files)` times or less.
    """
    shared, findings = outline(files)
    if shared is None:
        return Checked(path=files.path, findings=tuple(ordered(settled(files, findings))))
    path = f"{files.path}/{lock.NAME}"
    known, problems, remarks = (start, [], []) if files.lock is None else lock.read(path, files.lock)
    if files.lock is None and start is None and _promised(shared.deck):
        problems = [_no_lock(shared.deck, path)]
    written = shared.deck.version
    shared = replace(shared, deck=_as_released(shared.deck, known))
    late = None
    if shared.deck.version != written:
        late = with_value(files.files["deck.yaml"], written, shared.deck.version.value)
        remarks = [*remarks, f"deck.yaml is behind the last release and gets its version, {shared.deck.version}"]
    kept: list[Topic] = []
    allowed: dict[str, Mapping[str, Text]] = {}

    def passing() -> Iterator[Topic]:
        for topic in topics(files, shared, findings, step):
            allowed.update((question.id.value, question.allow) for question in topic.questions if question.allow)
            if keep or judge:
                kept.append(topic)
            yield topic

    namespace = shared.deck.namespace.value
    notes, flaws = render(shared, passing(), partial(ledger.guid, namespace, lock=known), step)
    bank = Bank.of(shared, kept) if keep or judge else None
    complete = not findings
    resolved = None
    if not problems:
        resolved = ledger.resolve(notes, namespace, known, now, path=path, complete=complete)
        problems = list(resolved.findings)
        remarks = [*remarks, *resolved.remarks]
    standing = [*flaws, *problems]
    if judge or allowed:
        # Late, for most builds need no rule, and there are many.
        from deckgen import rules

        if judge and bank is not None:
            today = datetime.datetime.fromtimestamp(now, datetime.UTC).date()
            standing += _unexplained(rules.lint(bank, today, complete=complete), findings)
        # Where something could not be read, a finding may be missing only for that.
        standing = rules.settle(allowed, standing, judged=judge and complete)
    return Checked(
        path=files.path,
        deck=shared.deck,
        bank=bank,
        notes=notes,
        resolved=resolved,
        findings=tuple(ordered((*settled(files, findings), *standing))),
        remarks=tuple(remarks),
        late_version=late,
    )


def steps(files: DeckFiles) -> int:
    """How many steps a check of these files takes at most."""
    return 2 * len(files.files)


def build(checked: Checked) -> Built | None:
    """The `.apkg` of a deck that was checked, or None when the check found an error."""
    if not checked.ok or checked.deck is None or checked.notes is None or checked.resolved is None:
        return None
    deck, resolved = checked.deck, checked.resolved
    latest = resolved.lock.latest
    return Built(
        slug=deck.slug.value,
        version=deck.version.value,
        latest=latest.version if latest else None,
        packed=package.pack(checked.notes, resolved.entries),
        notes=checked.notes,
        lock=lock.write(resolved.lock),
        changes=resolved.changes,
    )


def lock_from(data: bytes, namespace: str) -> Lock:
    """The lock that a released `.apkg` was built with, as far as the file tells.

    Raises `ValueError` when the file is no deck of deckgen's.
    """
    contents = package.unpack(data)
    decks = {number: value["name"] for number, value in ((int(key), value) for key, value in contents.decks.items())}
    cards: dict[int, list[tuple[int, int, int]]] = {}
    for row in contents.cards:
        cards.setdefault(row[1], []).append((row[3], row[2], row[8]))
    lines = {}
    for row in contents.notes:
        kind = contents.notetypes[str(row[2])]
        fields = dict(zip((one["name"] for one in kind["flds"]), row[6].split(SEPARATOR), strict=True))
        if "ID" not in fields:
            raise ValueError(f'the note type "{kind["name"]}" is not one of deckgen\'s')
        line = ledger.recovered(row, fields, cards.get(row[0], []), decks, namespace)
        lines[line.id] = line
    name = min((name for name in decks.values() if name != "Default"), key=len, default="")
    described = next((value["desc"] for value in contents.decks.values() if value["name"] == name), "")
    version = re.search(r"\*\*Version (\d+\.\d+\.\d+)", described)
    if version is None:
        raise ValueError("its description names no version, as deckgen writes it")
    time = max((row[3] for row in contents.notes), default=0)
    return Lock(namespace=namespace, releases=(Release(time, version[1], len(lines), name),), lines=lines)


def number(version: str) -> tuple[int, ...]:
    """A version as numbers, which compare as versions do."""
    return tuple(int(part) for part in version.split("."))


def _unexplained(judgements: Iterable[Diagnostic], errors: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The judgements without those on what could not be read as a whole: what is missing there may be what is wrong."""
    questions = {error.question for error in errors} - {""}
    lists = {error.span.path for error in errors if error.span.path.endswith(("/sources.yaml", "/credits.yaml"))}
    uncredited = any(path.endswith("/credits.yaml") for path in lists)
    return [
        one
        for one in judgements
        if not (one.question in questions or one.span.path in lists or (uncredited and one.code == "DG432"))
    ]


def _promised(deck: Deck) -> bool:
    """Whether learners may have this deck already."""
    return number(deck.version.value) >= (1, 0, 0)


def _as_released(deck: Deck, known: Lock | None) -> Deck:
    """The deck with the last release's version where `deck.yaml` is behind it: a release was cut short."""
    latest = known.latest if known else None
    if latest is None or number(deck.version.value) >= number(latest.version):
        return deck
    return replace(deck, version=Text(latest.version, deck.version.span))


def _no_lock(deck: Deck, path: str) -> Diagnostic:
    return Diagnostic(
        code="DG208",
        span=Span(path, 1, 1),
        message=f"version {deck.version} is out, but there is no deck.lock, which holds what learners have",
        cure="Without it, learners who imported a newer file get no update, and renamed questions come twice.\n"
        "  Take it from git (git checkout -- deck.lock), or make it from the last released file:\n"
        "    deckgen build --lock-from old.apkg\n"
        "  If nobody has this deck yet:\n"
        "    deckgen build --new-lock",
    )
