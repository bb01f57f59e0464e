"""Identity: guids, note ids, positions and times.

A learner's reviews hang on what stands here. A guid comes from the deck's namespace and the question's id, never from
the text; a note's id is a number that no other note of the deck has; positions leave gaps for questions to come.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from deckgen.cloze import MAX_NUMBER
from deckgen.render import Note

# Until a deck is released nothing is published, so every note carries one time.
UNRELEASED = 1_795_500_000

STEP = 100
MAX_POSITION = 999_999
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


def guid(namespace: str, question_id: str) -> str:
    """The identity of a note in every learner's collection."""
    return hashlib.sha256(f"{namespace}:{question_id}".encode()).hexdigest()[:20]


def resolve(notes: Iterable[Note]) -> list[Entry]:
    """Gives each note its identity. Notes come in the order of the files."""
    notes = tuple(notes)
    sizes: dict[str, int] = {}
    for note in notes:
        sizes[note.deck] = sizes.get(note.deck, 0) + 1
    ids = _note_ids(note.guid for note in notes)
    entries = []
    places: dict[str, int] = {}
    for note in notes:
        places[note.deck] = places.get(note.deck, 0) + 1
        step = min(STEP, MAX_POSITION // sizes[note.deck])
        position = places[note.deck] * step
        entries.append(Entry(note=note, guid=note.guid, note_id=ids[note.guid], mod=UNRELEASED, position=position))
    return entries


def _note_ids(guids: Iterable[str]) -> dict[str, int]:
    """A number for each guid, the same whatever the order of the guids; a taken one yields to the next free one."""
    taken: set[int] = set()
    ids = {}
    for one in sorted(guids):
        slot = int(one, 16) % _ID_SLOTS
        while slot in taken:
            slot = (slot + 1) % _ID_SLOTS
        taken.add(slot)
        ids[one] = _FIRST_ID + slot * _ID_STEP
    return ids
