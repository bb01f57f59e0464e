"""The order of the rooms: read, understand, judge, render, identify, pack."""

import datetime
import re
from dataclasses import dataclass, replace
from functools import partial

from deckgen import ledger, lock, package
from deckgen.diagnostics import Diagnostic, Severity, Span, ordered
from deckgen.edits import with_value
from deckgen.ledger import Changes, Resolved
from deckgen.lock import Lock, Release
from deckgen.model import Bank, DeckFiles, Step, Text, no_step
from deckgen.parse import parse
from deckgen.render import Notes, render


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A deck that has been looked at.

    `bank` and `notes` are missing when `deck.yaml` could not be understood, `resolved` also when `deck.lock` could not.
    `remarks` are for the log. `late_version` is `deck.yaml` with the version of the last release, where a release that
    was cut short left the file behind.
    """

    path: str
    bank: Bank | None
    notes: Notes | None
    resolved: Resolved | None
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
    files: DeckFiles, now: int, *, start: Lock | None = None, judge: bool = False, step: Step = no_step
) -> Checked:
    """Everything that is wrong with a deck, in reading order.

    `now` is in UTC seconds. `start` is a lock to begin with where the deck has none. With `judge`, the rules have their
    say, too; without, only what stands in the way of a good card is found. `step` is called `steps(files)` times or
    less.
    """
    bank, findings = parse(files, step)
    if bank is None:
        return Checked(path=files.path, bank=None, notes=None, resolved=None, findings=tuple(ordered(findings)))
    complete = not findings
    path = f"{files.path}/{lock.NAME}"
    known, problems, remarks = (start, [], []) if files.lock is None else lock.read(path, files.lock)
    if files.lock is None and start is None and _promised(bank):
        problems = [_no_lock(bank, path)]
    written = bank.deck.version
    bank = _as_released(bank, known)
    late = None
    if bank.deck.version != written:
        late = with_value(files.files["deck.yaml"], written, bank.deck.version.value)
        remarks = [*remarks, f"deck.yaml is behind the last release and gets its version, {bank.deck.version}"]
    namespace = bank.deck.namespace.value
    notes, flaws = render(bank, partial(ledger.guid, namespace, lock=known), step)
    resolved = None
    if not problems:
        resolved = ledger.resolve(notes, namespace, known, now, path=path, complete=complete)
        problems = list(resolved.findings)
        remarks = [*remarks, *resolved.remarks]
    today = datetime.datetime.fromtimestamp(now, datetime.UTC).date()
    standing = [*flaws, *problems]
    if judge or any(question.allow for question in bank.questions()):
        # Late, for most builds need no rule, and there are many.
        from deckgen import rules

        standing += rules.lint(bank, today, complete=complete) if judge else []
        standing = rules.settle(bank, standing, judged=judge)
    return Checked(
        path=files.path,
        bank=bank,
        notes=notes,
        resolved=resolved,
        findings=tuple(ordered((*findings, *standing))),
        remarks=tuple(remarks),
        late_version=late,
    )


def steps(files: DeckFiles) -> int:
    """How many steps a check of these files takes at most."""
    return 2 * len(files.files)


def build(checked: Checked) -> Built | None:
    """The `.apkg` of a deck that was checked, or None when the check found an error."""
    if not checked.ok or checked.bank is None or checked.notes is None or checked.resolved is None:
        return None
    deck, resolved = checked.bank.deck, checked.resolved
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
        fields = dict(zip((one["name"] for one in kind["flds"]), row[6].split("\x1f"), strict=True))
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


def _promised(bank: Bank) -> bool:
    """Whether learners may have this deck already."""
    return number(bank.deck.version.value) >= (1, 0, 0)


def _as_released(bank: Bank, known: Lock | None) -> Bank:
    """The bank with the last release's version where `deck.yaml` is behind it: a release was cut short."""
    latest = known.latest if known else None
    version = bank.deck.version
    if latest is None or number(version.value) >= number(latest.version):
        return bank
    return replace(bank, deck=replace(bank.deck, version=Text(latest.version, version.span)))


def _no_lock(bank: Bank, path: str) -> Diagnostic:
    return Diagnostic(
        code="DG208",
        span=Span(path, 1, 1),
        message=f"version {bank.deck.version} is out, but there is no deck.lock, which holds what learners have",
        cure="Without it, learners who imported a newer file get no update, and renamed questions come twice.\n"
        "  Take it from git (git checkout -- deck.lock), or make it from the last released file:\n"
        "    deckgen build --lock-from old.apkg\n"
        "  If nobody has this deck yet:\n"
        "    deckgen build --new-lock",
    )
