"""The door to Anki's engine: a learner who has a release, studies, and imports the next one.

The only module that imports anki, and it does so when it is called: Anki comes with the extra `deckgen[anki]`. The
learner is the same each time: which cards are studied how, and which notes are touched, follows from their ids alone.
"""

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from deckgen.package import unpack

OWN_DECK, OWN_TAG, OWN_WORDS = "My own deck", "my-own-tag", "My own words"

# Anki's answer buttons, one after the other, by the state in which they leave a new card.
_AGAIN, _GOOD, _EASY = 1, 3, 4
_NEW, _LEARNING, _GRADUATED, _REVIEWED, _LAPSED = (), (_AGAIN,), (_EASY,), (_EASY, _GOOD), (_EASY, _GOOD, _AGAIN)
# What a learner does to a note, and whether it was before the new release was made or after it.
_TOUCHES = (("edit", False), ("edit", True), ("tag", False), ("mark", False), ("tag", True), ("mark", True))


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """The time of each note in a deck's file, and the ordinals of its cards, by the note's guid."""

    times: Mapping[str, int]
    cards: Mapping[str, set[int]]


class NoAnkiError(Exception):
    """Anki's engine is not installed, or is too old."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """What the learner did to a question, and what the import made of it.

    `late` says that it happened after the new release was made. `outcome` is `kept` where the question did not change,
    `overwritten` where it changed, and `skipped` where it changed and the learner keeps the old text with the touch.
    """

    question: str
    what: str
    late: bool
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What a learner sees of an update, as ids of questions.

    `studied` counts reviews. `skipped` are changed questions whose new text did not arrive, `conflicting` those that
    cannot be updated at all. `emptied` are cards that show nothing now, such as `four-rs c2`. `moved` says in words
    what of a card differs that should not, and `one_way_sync` that Anki would throw away one side at the next sync.
    """

    engine: str
    questions: int
    cards: int
    studied: int
    added: tuple[str, ...]
    updated: tuple[str, ...]
    unchanged: tuple[str, ...]
    skipped: tuple[str, ...]
    conflicting: tuple[str, ...]
    retired: tuple[str, ...]
    emptied: tuple[str, ...]
    touches: tuple[Touch, ...]
    moved: tuple[str, ...]
    one_way_sync: bool

    @property
    def ok(self) -> bool:
        """Whether the learner lost nothing: every card and review is as it was, and every question can be updated."""
        return not (self.moved or self.one_way_sync or self.conflicting)


def rehearse(old: bytes, new: bytes) -> Rehearsal:
    """Imports `old` into an empty collection, studies, and imports `new` with Anki's defaults.

    Both are `.apkg` files of one deck. Raises `ValueError` when they are not, and `NoAnkiError` without Anki.
    """
    before, after = _file(old, "old"), _file(new, "new")
    if not before.times.keys() & after.times.keys():
        raise ValueError("the two files have no question in common: they are different decks")
    try:
        import anki.lang
        from anki.buildinfo import version
        from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
    except ImportError as error:
        raise NoAnkiError(str(error)) from error
    anki.lang.set_lang("en")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        collection = Collection(str(Path(folder) / "collection.anki2"))

        def imported(data: bytes) -> Any:
            file = Path(folder) / "deck.apkg"
            file.write_bytes(data)
            request = ImportAnkiPackageRequest(package_path=str(file), options=ImportAnkiPackageOptions())
            return collection.import_anki_package(request).log

        try:
            imported(old)
            learner = _Learner(collection)
            learner.study()
            touches = learner.touch(before, after)
            return _told(learner, touches, before, after, partial(imported, new), version)
        finally:
            collection.close()


def _told(
    learner: "_Learner",
    touches: Iterable[Touch],
    before: _File,
    after: _File,
    update: Callable[[], Any],
    version: str,
) -> Rehearsal:
    """Does the import, and compares the collection before and after it."""
    cards, reviews, schema = learner.cards(), learner.reviews(), learner.schema()
    notes, empty, retired = learner.notes(), learner.empty(), learner.retired()
    log = update()
    names = learner.names()

    def ids(notes_in_log: Iterable[Any]) -> tuple[str, ...]:
        return tuple(sorted(names.get(note.id.nid, f"note {note.id.nid}") for note in notes_in_log))

    updated, conflicting = set(ids(log.updated)), set(ids(log.conflicting))
    changed = {names[note] for note, guid in notes.items() if after.times.get(guid, 0) > before.times[guid]}
    skipped = changed - updated - conflicting
    moved = [*differences(cards, learner.cards())]
    missing = set(reviews) - set(learner.reviews())
    moved += [f"{len(missing)} reviews are lost"] if missing else []
    outcomes = {True: "overwritten", False: "kept"}
    return Rehearsal(
        engine=version,
        questions=len(notes),
        cards=len(cards),
        studied=len(reviews),
        added=ids(log.new),
        updated=tuple(sorted(updated)),
        unchanged=tuple(sorted({names[note] for note in notes} - updated - skipped - conflicting)),
        skipped=tuple(sorted(skipped)),
        conflicting=ids(log.conflicting),
        retired=tuple(sorted(learner.retired() - retired)),
        emptied=tuple(sorted(learner.empty() - empty)),
        touches=tuple(
            replace(one, outcome="skipped" if one.question in skipped else outcomes[one.question in updated])
            for one in touches
        ),
        moved=tuple(moved),
        one_way_sync=learner.schema() != schema,
    )


class _Learner:
    """A collection with one deck in it, and what a learner does there."""

    def __init__(self, collection: Any) -> None:
        self.col = collection

    def study(self) -> None:
        """Leaves the cards in every state that there is, turn and turn about."""
        own = self.col.decks.id(OWN_DECK)
        plans: tuple[tuple[tuple[int, ...], Callable[[int], object]], ...] = (
            *((buttons, lambda _: None) for buttons in (_NEW, _LEARNING, _GRADUATED, _REVIEWED, _LAPSED)),
            (_REVIEWED, lambda card: self.col.sched.suspend_cards([card])),
            (_GRADUATED, lambda card: self.col.set_user_flag_for_cards(3, [card])),
            (_LEARNING, lambda card: self.col.sched.bury_cards([card])),
            (_REVIEWED, lambda card: self.col.set_deck([card], own)),
        )
        for turn, card_id in enumerate(self.cards()):
            buttons, then = plans[turn % len(plans)]
            for button in buttons:
                self._answer(card_id, button)
            then(card_id)

    def _answer(self, card_id: int, button: int) -> None:
        card = self.col.get_card(card_id)
        if card.reps:
            # Days go by, and the card is due again.
            self.col.sched.set_due_date([card_id], "0")
            card.load()
        card.start_timer()
        self.col.sched.answerCard(card, button)

    def touch(self, before: _File, after: _File) -> list[Touch]:
        """Edits, tags and marks a few of the questions that the update changes, and of those that it leaves alone.

        An engine judges by times alone, so each note gets the time of the touch: a second before the release that
        changes it, or a second after that. Questions that lose a card are not touched late, or nobody would see it.
        """
        guids = sorted(self.notes().items(), key=lambda one: hashlib.sha256(one[1].encode()).digest())
        changed = [one for one in guids if after.times.get(one[1], 0) > before.times[one[1]]]
        others = [one for one in guids if one not in set(changed)]
        names = self.names()
        touches = []
        for group in (changed, others):
            for kind, late in _TOUCHES:
                steady = [one for one in group if after.cards.get(one[1], set()) >= before.cards.get(one[1], set())]
                if not (steady if late else group):
                    continue
                note_id, guid = chosen = (steady if late else group)[0]
                group.remove(chosen)
                what = self._touch(note_id, kind)
                then = max(after.times.get(guid, 0), before.times[guid]) + (1 if late else -1)
                self.col.db.execute("update notes set mod = ? where id = ?", max(then, before.times[guid]), note_id)
                touches.append(Touch(question=names[note_id], what=what, late=late))
        return touches

    def _touch(self, note_id: int, kind: str) -> str:
        note = self.col.get_note(note_id)
        if kind == "edit":
            note["Hint"] = OWN_WORDS
            self.col.update_note(note)
            return 'an edit of "Hint"'
        tag = "marked" if kind == "mark" else OWN_TAG
        self.col.tags.bulk_add([note_id], tag)
        return "a mark" if kind == "mark" else f'the tag "{tag}"'

    def notes(self) -> dict[int, str]:
        """The guids of all notes, by their number."""
        return dict(self.col.db.all("select id, guid from notes order by id"))

    def names(self) -> dict[int, str]:
        """The questions' ids, by the number of their note."""
        return {note: self.col.get_note(note)["ID"] for note in self.notes()}

    def cards(self) -> dict[int, dict[str, Any]]:
        """Everything that Anki keeps of each card, with the question's id, the deck and the ordinal, in that order."""
        columns = [row[1] for row in self.col.db.all("pragma table_info(cards)")]
        names = self.names()
        rows = [dict(zip(columns, row, strict=True)) for row in self.col.db.all("select * from cards")]
        for row in rows:
            row["question"], row["deck"] = names[row["nid"]], self.col.decks.name(row["did"])
        return {row["id"]: row for row in sorted(rows, key=lambda row: (row["question"], row["ord"]))}

    def reviews(self) -> list[tuple[Any, ...]]:
        """Every review."""
        return [tuple(row) for row in self.col.db.all("select * from revlog")]

    def schema(self) -> int:
        """A time that changes where the next sync would have to be one-way."""
        time: int = self.col.db.scalar("select scm from col")
        return time

    def empty(self) -> set[str]:
        """Cards that Tools, Empty Cards would remove."""
        cards = self.cards()
        empty = [card for note in self.col.get_empty_cards().notes for card in note.card_ids]
        return {f"{cards[card]['question']} c{cards[card]['ord'] + 1}" for card in empty}

    def retired(self) -> set[str]:
        """Questions out of use of which there is a card."""
        notes = (self.col.get_note(note_id) for note_id in self.col.db.list("select distinct nid from cards"))
        return {note["ID"] for note in notes if "retired" in note["Setup"].split()}


def differences(before: Mapping[int, Mapping[str, Any]], after: Mapping[int, Mapping[str, Any]]) -> Iterable[str]:
    """What is not as it was with cards, in words. Each has its columns by name, and is found by its number."""
    for card_id, old in before.items():
        name = f"{old['question']} c{old['ord'] + 1}"
        now = after.get(card_id)
        if now is None:
            yield f"{name}: the card is lost"
            continue
        for column in old:
            if old[column] != now[column]:
                yield f"{name}: {column} was {old[column]} and is {now[column]}"


def _file(data: bytes, name: str) -> _File:
    """What a deck's file says about times and cards. Raises `ValueError` when it is no deck of deckgen's."""
    try:
        contents = unpack(data)
    except ValueError as error:
        raise ValueError(f"the {name} file is {error}") from error
    for kind in contents.notetypes.values():
        if not {"ID", "Hint", "Setup"} <= {field["name"] for field in kind["flds"]}:
            raise ValueError(f'the note type "{kind["name"]}" in the {name} file is not one of deckgen\'s')
    guids = {row[0]: row[1] for row in contents.notes}
    cards: dict[str, set[int]] = {}
    for row in contents.cards:
        cards.setdefault(guids[row[1]], set()).add(row[3])
    return _File(times={row[1]: row[3] for row in contents.notes}, cards=cards)
