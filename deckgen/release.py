"""Turning drafts into a release: the version it needs, what learners are told, and the files that go with it."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from deckgen import ledger, lock, package
from deckgen.build import Built, Checked, number
from deckgen.edits import with_value
from deckgen.ledger import Changes, Resolved
from deckgen.model import Bank, Question, Text
from deckgen.render import Notes, description

CHANGES = "CHANGES.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """A release, not yet written: the deck with its lock, `deck.yaml` with the version, the learners' changelog."""

    built: Built
    deck_yaml: bytes
    changelog: str
    section: str
    remarks: tuple[str, ...]


class TooSmallError(ValueError):
    """A version promises less than the change needs. The message says why."""


def release(
    checked: Checked,
    deck_yaml: bytes,
    changelog: str,
    now: int,
    *,
    version: str | None = None,
    rerender: bool = False,
    resend: Iterable[str] = (),
) -> Released:
    """The release of a deck that was checked and is `ok`.

    `version` is the one asked for; without it, `deck.yaml`'s if it is ahead of the last release, or else the smallest
    that keeps the promise. Raises `TooSmallError` where a version promises less than the changes need, `KeyError` for
    a question in `resend` that is not in the deck, and `EditError` where the version cannot be put into `deck.yaml`.
    """
    assert checked.bank is not None, "the deck is ok"
    assert checked.notes is not None, "the deck is ok"
    assert checked.resolved is not None, "the deck is ok"
    resend = tuple(resend)
    bank, changes = checked.bank, checked.resolved.changes
    latest = checked.resolved.lock.latest
    least = ledger.least_version(changes, latest.version if latest else None)
    written = bank.deck.version
    ahead = latest is None or number(written.value) > number(latest.version)
    chosen = version or (written.value if ahead else least)
    if latest is not None and number(chosen) < number(least):
        raise TooSmallError(f"{chosen} promises less than this change: {_reason(changes)} make it {least} at least")
    if number(chosen) < number(written.value):
        raise TooSmallError(f"deck.yaml says {written} already, which is more than {chosen}; change it there")
    released = ledger.release(checked.resolved, chosen, now, rerender=rerender, resend=resend)
    numbered = replace(bank, deck=replace(bank.deck, version=Text(chosen, written.span)))
    notes = replace(checked.notes, description=description(numbered))
    section = _section(bank, checked.notes, changes, chosen, released, resend, rerender)
    return Released(
        built=Built(
            slug=bank.deck.slug.value,
            version=chosen,
            latest=latest.version if latest else None,
            packed=package.pack(notes, released.entries),
            notes=notes,
            lock=lock.write(released.lock),
            changes=changes,
        ),
        deck_yaml=with_value(checked.late_version or deck_yaml, written, chosen),
        changelog=_with_section(changelog, chosen, latest.version if latest else chosen, section),
        section=section,
        remarks=released.remarks,
    )


def _reason(changes: Changes) -> str:
    if changes.renamed:
        return "the deck's new name"
    if changes.emptied:
        return f"cards that become empty ({', '.join(changes.emptied[:3])})"
    kinds = ((changes.added, "new"), (changes.moved, "moved"), (changes.retired, "retired"))
    words = [word for ids, word in (*kinds, (changes.returned, "returned")) if ids]
    return f"{', '.join(words)} questions" if words else "the changes"


def _section(
    bank: Bank,
    notes: Notes,
    changes: Changes,
    version: str,
    released: Resolved,
    resend: tuple[str, ...],
    rerender: bool,
) -> str:
    """What learners are told about a release, in Markdown."""
    latest = released.lock.latest
    assert latest is not None, "a release is in its own lock"
    day = datetime.datetime.fromtimestamp(latest.time, datetime.UTC).date()
    topic_of = {note.id: note.deck.rpartition("::")[2] for note in notes.notes}
    questions = {question.id.value: question for question in bank.questions()}
    again = set(resend) - {*changes.added, *changes.changed, *changes.retired, *changes.returned}
    rows = [
        *_by_topic("new", changes.added, topic_of),
        *_by_topic("improved", changes.changed, topic_of),
        *_by_topic("moved to another topic (your cards stay where they are)", changes.moved, topic_of),
        *_by_topic("back in use", changes.returned, topic_of),
        *_by_topic("sent once more", again, topic_of),
        *(_by_topic("with a new look of the text", changes.rerendered, topic_of) if rerender else ()),
        *(_retirement(questions[one]) for one in changes.retired),
    ]
    todo = []
    if changes.emptied:
        todo.append("- Some cards are empty now. In Anki on a computer, choose *Tools, Empty Cards*.")
    if changes.renamed:
        todo.append(f"- The deck is called *{notes.name}* now. Rename yours before you import, and nothing is parted.")
    body = rows or ["- A new look of the cards."]
    return (
        "\n".join([f"## {version} ({day})", "", *body, *(["", "**What you need to do**", "", *todo] if todo else [])])
        + "\n"
    )


def _by_topic(word: str, ids: Iterable[str], topic_of: dict[str, str]) -> list[str]:
    topics: dict[str, int] = {}
    for one in ids:
        topics[topic_of[one]] = topics.get(topic_of[one], 0) + 1
    total = sum(topics.values())
    if not total:
        return []
    places = "; ".join(f"{topic}: {count}" for topic, count in sorted(topics.items()))
    return [f"- {total} question{'s' * (total > 1)} {word} ({places})"]


def _retirement(question: Question) -> str:
    assert question.retired is not None, "a question that is being retired has a reason"
    because = " ".join(question.retired.because.value.split())
    return f"- Out of use: `{question.id}`. {because}"


def _with_section(changelog: str, version: str, latest: str, section: str) -> str:
    """The changelog with this section first.

    Sections of this version, or of one that is later than the last release, are left from a release that was cut short,
    and give way.
    """
    preamble, *parts = re.split(r"(?m)^(?=## )", changelog)
    kept = [part for part in parts if not _cut_short(part, version, latest)]
    return "\n\n".join(part.strip("\n") for part in (preamble.strip("\n") or "# Changes", section, *kept)) + "\n"


def _cut_short(part: str, version: str, latest: str) -> bool:
    found = re.match(r"## (\d+\.\d+\.\d+) \(", part)
    return found is not None and (found[1] == version or number(found[1]) > number(latest))
