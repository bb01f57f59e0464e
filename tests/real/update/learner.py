"""A learner on a real engine, in the words of a story."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.real.engine.engine import Engine

NOTHING = {"new": 0, "updated": 0, "conflicting": 0}


@dataclass(frozen=True)
class Snapshot:
    """Everything a learner has. Cards carry their whole scheduling and their deck; a question is found by its id.

    Anki asks for a one-way sync where `schema` has changed.
    """

    notes: Mapping[str, Mapping[str, Any]]
    cards: Mapping[str, list[Any]]
    reviews: list[list[Any]]
    types: Mapping[str, list[Any]]
    schema: int

    def note(self, question: str) -> Mapping[str, Any]:
        (note,) = [note for note in self.notes.values() if note["id"] == question]
        return note

    def cards_of(self, question: str) -> dict[int, list[Any]]:
        """Cards of a question by their ordinal."""
        guids = {guid for guid, note in self.notes.items() if note["id"] == question}
        split = {key: key.rpartition("/") for key in self.cards}
        return {int(part[2]): self.cards[key] for key, part in split.items() if part[0] in guids}

    def touched(self, before: "Snapshot") -> set[str]:
        """Questions that had been there and have another text, other tags, or another time now."""
        return {note["id"] for guid, note in self.notes.items() if guid in before.notes and note != before.notes[guid]}

    def added(self, before: "Snapshot") -> set[str]:
        return {note["id"] for guid, note in self.notes.items() if guid not in before.notes}


@dataclass
class Learner:
    """An engine with one collection or more. `now` is the day of the story on which things happen."""

    engine: Engine
    log: dict[str, int] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        """The driver's commands: `learner.edit("a", "Hint", "Mine")`."""

        def command(*arguments: object) -> Any:
            return self.engine.call(name, *arguments)

        return command

    def snapshot(self) -> Snapshot:
        return Snapshot(**self.engine.call("snapshot"))

    def imports(self, path: str | Path, now: int | None = None, **options: int) -> dict[str, int]:
        """Imports a file; how many notes were added, updated and conflicting (the old importer tells no more)."""
        if now is not None:
            self.engine.call("at", now)
        log = self.engine.call("import_package", str(path), options)
        self.log = {kind: log[kind] for kind in NOTHING}
        return self.log


def assert_kept(before: Snapshot, after: Snapshot) -> None:
    """No card moved in any way, no review was lost, no note is doubled, and no one-way sync is needed."""
    assert before.cards
    for key, card in before.cards.items():
        assert after.cards.get(key) == card, f"{key}\n{json.dumps(card)}\n{json.dumps(after.cards.get(key))}"
    assert after.reviews == before.reviews
    assert after.schema == before.schema
    assert before.notes.keys() <= after.notes.keys()
    ids = [note["id"] for note in after.notes.values() if note["id"]]
    assert len(ids) == len(set(ids))
