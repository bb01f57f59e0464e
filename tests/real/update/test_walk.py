"""A random walk of an author and a learner, each with a clock of its own, on real engines.

A model of a few lines foretells what Anki does with each file. After each step every review ever made is there, no note
is doubled, and the engine has what the model says: the newest released text, unless the learner touched the note at a
later time than the release's, or the engine stamped it with the time of a later import.
"""

import json
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from deckgen.package import unpack
from tests.author import DAY, HOUR, START, Author, choice, cloze, out_of_use, topic
from tests.real.engine.engine import NEW, Engine
from tests.real.update.learner import NOTHING, Learner, Snapshot, assert_kept
from tests.real.update.server import sync_server

# The last engine that gives an updated note the time of the import, and the newest.
STAMPING = "24.11"
TOPICS = ("01-one.yaml", "02-two.yaml")
CHOICES, CLOZES = ("a", "b", "c"), ("x", "y")
SKEWS = st.sampled_from([0, 0, 0, -2 * DAY, 2 * DAY])
PICK = st.integers(0, 10_000)
USERS = count(1)
# What is left to do after a sync that went both ways; anything else asks which side is thrown away.
TWO_WAY = "NO_CHANGES"


@dataclass
class Question:
    """A question as its author has it. The words behind a number never change, so no answer is renumbered."""

    key: str
    version: int = 0
    retired: bool = False
    numbers: tuple[int, ...] = (1,)
    used: int = 1

    def __str__(self) -> str:
        more = out_of_use() if self.retired else ""
        if self.key in CHOICES:
            return choice(self.key, f"Version {self.version}?", more)
        gaps = ", ".join(f"{{{{c{number}::word {number}}}}}" for number in self.numbers)
        return cloze(self.key, f"Version {self.version}: {gaps}", more)


@dataclass(frozen=True)
class Text:
    """A note of a released file: what it says, its time, and deck and position of each of its cards."""

    key: str
    mod: int
    fields: tuple[str, ...]
    tags: frozenset[str]
    cards: dict[int, tuple[str, int]]


@dataclass
class Held:
    """A note as a learner has it. `number` is that of the release which gave its time, or -1 when a clock did."""

    key: str
    mod: int
    fields: tuple[str, ...]
    tags: frozenset[str]
    number: int
    cards: dict[int, str] = field(default_factory=dict)


def texts(data: bytes) -> dict[str, Text]:
    """The notes of a file by guid."""
    contents = unpack(data)
    decks = {int(number): deck["name"] for number, deck in contents.decks.items()}
    found = {}
    for note_id, guid, kind, mod, _, tags, values, *_ in contents.notes:
        names = [one["name"] for one in contents.notetypes[str(kind)]["flds"]]
        fields = tuple(values.split("\x1f"))
        cards = {row[3]: (decks[row[2]], row[8]) for row in contents.cards if row[1] == note_id}
        found[guid] = Text(fields[names.index("ID")], mod, fields, frozenset(tags.split()), cards)
    return found


class Walk(RuleBasedStateMachine):
    """An author with a deck of two topics, and a learner. `now` is the true time; clocks may be two days off."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        super().__init__()
        self.learner = Learner(engine)
        self.learner.new()
        self.stamping = engine.version == STAMPING
        self.own = "My own"
        self.folder = folder
        self.now = START
        self.author = Author({})
        self.topics: dict[str, list[Question]] = {TOPICS[0]: [Question("a"), Question("x")], TOPICS[1]: [Question("b")]}
        self.releases: list[tuple[Path, dict[str, Text]]] = []
        self.held: dict[str, Held] = {}
        self.reviews: set[str] = set()

    # The author

    @property
    def questions(self) -> list[Question]:
        return [question for name in TOPICS for question in self.topics[name]]

    def pick(self, number: int) -> Question:
        return self.questions[number % len(self.questions)]

    def write(self) -> None:
        self.author.files = {
            name: topic(name[3:6].title(), *map(str, questions)) for name, questions in self.topics.items() if questions
        }

    @initialize()
    def begins(self) -> None:
        self.publish(0)
        self.imports(0, 0)

    @rule(which=PICK, version=st.integers(0, 2))
    def edits(self, which: int, version: int) -> None:
        self.pick(which).version = version

    @rule(key=st.sampled_from((*CHOICES, *CLOZES)), name=st.sampled_from(TOPICS), place=PICK)
    def adds(self, key: str, name: str, place: int) -> None:
        if key not in (question.key for question in self.questions):
            self.topics[name].insert(place % (len(self.topics[name]) + 1), Question(key))

    @rule(which=PICK)
    def drops_a_draft_or_retires_or_returns(self, which: int) -> None:
        question = self.pick(which)
        if self.author.lock and question.key in self.author.known().lines and self.author.line(question.key).released:
            question.retired = not question.retired
        elif len(self.questions) > 1:
            for questions in self.topics.values():
                questions[:] = [one for one in questions if one is not question]

    @rule(which=PICK, name=st.sampled_from(TOPICS), place=PICK)
    def moves(self, which: int, name: str, place: int) -> None:
        question = self.pick(which)
        for questions in self.topics.values():
            questions[:] = [one for one in questions if one is not question]
        self.topics[name].insert(place % (len(self.topics[name]) + 1), question)

    @rule(which=PICK, number=st.integers(0, 3))
    def adds_or_removes_a_deletion(self, which: int, number: int) -> None:
        question = self.pick(which)
        if question.key in CHOICES:
            return
        if number in question.numbers and len(question.numbers) > 1:
            question.numbers = tuple(one for one in question.numbers if one != number)
        elif number not in question.numbers and 0 < number <= question.used:
            question.numbers = tuple(sorted((*question.numbers, number)))
        else:
            question.used += 1
            question.numbers = (*question.numbers, question.used)

    @rule(skew=SKEWS)
    def builds(self, skew: int) -> None:
        self.write()
        self.now += HOUR
        self.author.build(self.now + skew)

    @rule(skew=SKEWS)
    def releases_deck(self, skew: int) -> None:
        self.publish(skew)

    @rule(skew=SKEWS, which=PICK)
    def sends_once_more(self, skew: int, which: int) -> None:
        self.publish(skew, self.pick(which).key)

    def publish(self, skew: int, *resend: str) -> None:
        self.write()
        self.now += HOUR
        data = self.author.release(self.now + skew, resend=resend).built.packed.data
        path = self.folder / f"{len(self.releases)}.apkg"
        path.write_bytes(data)
        self.releases.append((path, texts(data)))

    # The learner

    @rule(skew=SKEWS)
    def imports_the_newest(self, skew: int) -> None:
        self.imports(len(self.releases) - 1, skew)

    @rule(number=PICK, skew=SKEWS)
    def imports_any(self, number: int, skew: int) -> None:
        self.imports(number % len(self.releases), skew)

    def imports(self, number: int, skew: int) -> None:
        path, rows = self.releases[number]
        self.now += HOUR
        before = self.learner.snapshot()
        log = self.learner.imports(path, self.now + skew)
        expected = dict(NOTHING)
        fresh: dict[tuple[str, int], tuple[str, int]] = {}
        for guid, row in rows.items():
            mine = self.held.get(guid)
            if mine is None:
                expected["new"] += 1
                mine = self.held[guid] = Held(row.key, row.mod, row.fields, row.tags, number)
            elif row.mod > mine.mod:
                expected["updated"] += 1
                time, source = (self.now + skew, -1) if self.stamping else (row.mod, number)
                mine.mod, mine.fields, mine.tags, mine.number = time, row.fields, row.tags, source
            else:
                self.may_skip(mine, row, number)
            for ordinal, place in row.cards.items():
                if ordinal not in mine.cards:
                    mine.cards[ordinal], fresh[guid, ordinal] = place[0], place
        assert log == expected
        after = self.learner.snapshot()
        if before.cards:
            assert_kept(before, after)
        for (guid, ordinal), (deck, position) in fresh.items():
            card = after.cards[f"{guid}/{ordinal}"]
            assert (card[0], card[6]) == (deck, position)

    def may_skip(self, mine: Held, row: Text, number: int) -> None:
        """The promise: a later release with another text is skipped for a note only where a clock gave its time."""
        differs = (mine.fields, mine.tags) != (row.fields, row.tags)
        assert not (differs and 0 <= mine.number < number), "a later text has a later time"

    @property
    def with_cards(self) -> list[tuple[Held, int]]:
        notes = sorted(self.held.values(), key=lambda one: one.key)
        return [(one, ordinal) for one in notes for ordinal in sorted(one.cards)]

    def a_card(self, which: int) -> tuple[Held, int]:
        return self.with_cards[which % len(self.with_cards)]

    def tick(self, skew: int = 0) -> None:
        """A minute later, the learner does something."""
        self.now += 60
        self.learner.at(self.now + skew)

    def touch(self, mine: Held, skew: int) -> None:
        """What every Anki does to a note that a learner changes: it gets the time of the learner's clock."""
        mine.mod, mine.number = self.now + skew, -1

    @rule(which=PICK, ease=st.integers(1, 4))
    @precondition(lambda self: self.with_cards)
    def reviews_a_card(self, which: int, ease: int) -> None:
        mine, ordinal = self.a_card(which)
        self.tick()
        self.learner.answer(mine.key, ordinal, ease)
        reviews = {json.dumps(one) for one in self.learner.snapshot().reviews}
        assert reviews > self.reviews
        self.reviews |= reviews

    @rule(which=PICK)
    @precondition(lambda self: self.with_cards)
    def suspends_a_card(self, which: int) -> None:
        mine, ordinal = self.a_card(which)
        self.tick()
        self.learner.suspend(mine.key, ordinal)

    @rule(which=PICK)
    @precondition(lambda self: self.with_cards)
    def moves_a_card(self, which: int) -> None:
        mine, ordinal = self.a_card(which)
        self.tick()
        self.learner.move_card(mine.key, ordinal, self.own)
        mine.cards[ordinal] = self.own

    @rule(which=PICK, skew=SKEWS)
    @precondition(lambda self: self.held)
    def marks_a_note(self, which: int, skew: int) -> None:
        mine = self.a_note(which)
        if "marked" in mine.tags:
            return
        self.tick(skew)
        self.learner.tag(mine.key, "marked")
        mine.tags |= {"marked"}
        self.touch(mine, skew)

    @rule(which=PICK, skew=SKEWS)
    @precondition(lambda self: self.held)
    def edits_a_note(self, which: int, skew: int) -> None:
        mine = self.a_note(which)
        if not self.is_complete(mine):
            return
        self.tick(skew)
        self.learner.edit(mine.key, "Hint", f"Mine of {self.now}")
        place = self.hint(mine)
        mine.fields = (*mine.fields[:place], f"Mine of {self.now}", *mine.fields[place + 1 :])
        self.touch(mine, skew)

    @rule(which=PICK)
    @precondition(lambda self: self.held)
    def deletes_a_note(self, which: int) -> None:
        mine = self.a_note(which)
        if not self.may_delete(mine):
            return
        self.learner.delete(mine.key)
        self.held = {guid: one for guid, one in self.held.items() if one is not mine}

    def may_delete(self, mine: Held) -> bool:
        return True

    def a_note(self, which: int) -> Held:
        return sorted(self.held.values(), key=lambda one: one.key)[which % len(self.held)]

    def hint(self, mine: Held) -> int:
        return 4 if mine.key in CHOICES else 1

    def is_complete(self, mine: Held) -> bool:
        """Whether each card that the text asks for is there: an editor makes those that are not."""
        if mine.key in CHOICES:
            return 0 in mine.cards
        return bool(mine.cards) and all(
            f"{{{{c{n}::" not in mine.fields[0] or n - 1 in mine.cards for n in range(1, 99)
        )

    # What holds after each step

    @invariant()
    def the_engine_agrees(self) -> None:
        snapshot = self.learner.snapshot()
        assert {json.dumps(one) for one in snapshot.reviews} == self.reviews
        assert set(snapshot.notes) == set(self.held)
        for guid, mine in self.held.items():
            there = snapshot.notes[guid]
            assert (there["id"], there["mod"]) == (mine.key, mine.mod)
            assert tuple(there["fields"].values()) == mine.fields
            assert frozenset(there["tags"]) == mine.tags
        cards = {f"{guid}/{n}": deck for guid, mine in self.held.items() for n, deck in mine.cards.items()}
        assert {key: card[0] for key, card in snapshot.cards.items()} == cards
        keys = [note["id"] for note in snapshot.notes.values()]
        assert len(keys) == len(set(keys))

    def teardown(self) -> None:
        """At the end the newest release reaches every note whose time it passes, and mends what it can."""
        if self.releases:
            self.imports(len(self.releases) - 1, 30 * DAY)
            self.the_engine_agrees()


class SyncedWalk(Walk):
    """The same with a laptop, a phone, and a server between them. `away` is what the device has that is not at hand."""

    def __init__(self, engine: Engine, folder: Path, server: str) -> None:
        self.server, self.user = server, f"user{next(USERS)}"
        self.device, self.other = "laptop", "phone"
        for device in (self.other, self.device):
            engine.call("use", device)
            engine.call("new")
        super().__init__(engine, folder)
        self.away: dict[str, Held] = {}
        self.away_reviews: set[str] = set()
        self.deleted: set[str] = set()

    @initialize()
    def begins(self) -> None:
        self.publish(0)
        self.imports(0, 0)
        assert self.learner.sync(self.server, self.user, "upload").startswith("FULL")
        self.takes_the_other_device()
        assert self.learner.sync(self.server, self.user, "download").startswith("FULL")
        self.held = {guid: replace(mine, cards=dict(mine.cards)) for guid, mine in self.away.items()}

    def may_delete(self, mine: Held) -> bool:
        """Once: a note that comes back after it was deleted, and is deleted again, is too much for Anki's own sync.

        It does not send the second deletion, and asks for a one-way sync later, whatever deck the note is from.
        """
        is_first = mine.key not in self.deleted
        self.deleted.add(mine.key)
        return is_first

    @rule()
    def takes_the_other_device(self) -> None:
        self.device, self.other = self.other, self.device
        # A deck that is made on two devices gets two names.
        self.own = f"My own on the {self.device}"
        self.held, self.away = self.away, self.held
        self.reviews, self.away_reviews = self.away_reviews, self.reviews
        self.learner.use(self.device)

    @rule()
    def syncs(self) -> None:
        """Both devices end with the same; each note is as one of them had it, and none goes that neither deleted."""
        for device in (self.device, self.other, self.device):
            self.learner.use(device)
            assert self.learner.sync(self.server, self.user) == TWO_WAY
        snapshot = self.learner.snapshot()
        self.learner.use(self.other)
        assert self.learner.snapshot() == snapshot
        self.learner.use(self.device)
        assert self.held.keys() & self.away.keys() <= snapshot.notes.keys() <= self.held.keys() | self.away.keys()
        held = {guid: self.as_one_had_it(guid, snapshot) for guid in snapshot.notes}
        self.held = held
        self.away = {guid: replace(mine, cards=dict(mine.cards)) for guid, mine in held.items()}
        self.reviews, self.away_reviews = self.reviews | self.away_reviews, self.reviews | self.away_reviews

    def as_one_had_it(self, guid: str, snapshot: Snapshot) -> Held:
        note = snapshot.notes[guid]
        shown = (note["mod"], tuple(note["fields"].values()), frozenset(note["tags"]))
        candidates = [mine[guid] for mine in (self.held, self.away) if guid in mine]
        mine = next(one for one in candidates if (one.mod, one.fields, one.tags) == shown)
        keys = {key: key.rpartition("/") for key in snapshot.cards}
        cards = {int(part[2]): snapshot.cards[key][0] for key, part in keys.items() if part[0] == guid}
        return replace(mine, cards=cards)

    def teardown(self) -> None:
        if self.releases:
            self.syncs()
        super().teardown()


def walks(examples: int) -> settings:
    """The same walks on each run."""
    return settings(
        derandomize=True,
        max_examples=examples,
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )


@pytest.mark.parametrize("version", [STAMPING, NEW])
def test_an_author_and_a_learner_walk_at_random(version: str, tmp_path: Path) -> None:
    with Engine(version) as engine:

        class Here(Walk):
            def __init__(self) -> None:
                super().__init__(engine, tmp_path)

        run_state_machine_as_test(Here, settings=walks(60))


def test_an_author_and_a_learner_with_two_devices_walk_at_random(tmp_path: Path) -> None:
    with sync_server() as server, Engine(NEW) as engine:

        class Here(SyncedWalk):
            def __init__(self) -> None:
                super().__init__(engine, tmp_path, server)

        run_state_machine_as_test(Here, settings=walks(12))
