"""Templates, styles, pictures and the way of rendering; decks of several makers in one collection."""

from pathlib import Path

import pytest

from tests.real.engine.engine import OLD
from tests.real.update.learner import NOTHING, Learner, assert_kept
from tests.real.update.publisher import LIMITS, Look, Publisher, another, choice, day, usual
from tests.stock import CASES

CHOICE, CLOZE = "Deckgen Multiple Choice", "Deckgen Cloze"
NEW_LOOK = "\n.card { --look: new }\n"
DECK = (CASES / "stock" / "deck.yaml").read_text("utf-8")


def test_a_release_of_templates_alone_brings_the_new_look_and_touches_no_note(
    learner: Learner, publisher: Publisher
) -> None:
    learner.imports(publisher.release(day(0)), day(1))
    learner.study()
    before = learner.snapshot()
    publisher.look = Look(revision=day(2), style=NEW_LOOK)
    assert learner.imports(publisher.release(day(3), version="1.0.0"), day(4)) == NOTHING
    after = learner.snapshot()
    assert_kept(before, after)
    assert after.notes == before.notes
    for kind in (CHOICE, CLOZE):
        assert NEW_LOOK not in before.types[kind][2]
        assert NEW_LOOK in after.types[kind][2]


def test_a_changed_picture_is_seen_and_the_old_file_stays_until_check_media(
    learner: Learner, publisher: Publisher
) -> None:
    learner.imports(publisher.release(day(0)), day(1))
    learner.study()
    before, old = learner.snapshot(), learner.state()["media"]
    publisher.media["picture.svg"] = publisher.media["picture.svg"].replace(b"</svg>", b"<g/></svg>")
    assert learner.imports(publisher.release(day(2)), day(3)) == {**NOTHING, "updated": 1}
    after, media = learner.snapshot(), learner.state()["media"]
    assert_kept(before, after)
    assert after.touched(before) == {"seen"}
    (new,) = set(media) - set(old)
    assert set(old) < set(media)
    assert new in after.note("seen")["fields"]["Question"]
    assert new in learner.rendered()["seen"][0][0]


def test_another_way_of_rendering_alone_touches_no_note_until_it_is_sent(
    learner: Learner, publisher: Publisher
) -> None:
    learner.imports(publisher.release(day(0)), day(1))
    learner.study()
    before = learner.snapshot()
    publisher.look = Look(renderer=another)
    assert len(publisher.changes(day(2)).rerendered) == 10
    assert learner.imports(publisher.release(day(2), version="1.0.0"), day(3)) == NOTHING
    assert learner.snapshot() == before
    # A question that changes for its own sake comes in the new rendering, and --rerender sends the rest.
    publisher.edit("Because of limit-a.", "Because of a law.")
    assert learner.imports(publisher.release(day(4)), day(5)) == {**NOTHING, "updated": 1}
    assert learner.snapshot().note("limit-a")["fields"]["Explanation"] == "Because of a law. "
    sent = publisher.release(day(6), version="1.0.9", rerender=True)
    assert learner.imports(sent, day(7)) == {**NOTHING, "updated": 9}
    after = learner.snapshot()
    assert_kept(before, after)
    assert after.note("limit-b")["fields"]["Explanation"] == "Because of limit-b. "


def test_the_description_of_the_deck_is_the_one_of_the_last_import(learner: Learner, publisher: Publisher) -> None:
    """The Python importer looks at a deck only where it brings a card."""
    learner.imports(publisher.release(day(0)), day(1))
    publisher.edit("Because of limit-a.", "Because of a law.")
    learner.imports(publisher.release(day(2), version="2.3.4"), day(3))
    shown = "0.1.0" if learner.engine.version == OLD else "2.3.4"
    assert f"**Version {shown}.**" in learner.state()["decks"]["Stock"][0]
    publisher.files[LIMITS] += choice("after-all")
    learner.imports(publisher.release(day(4), version="2.4.0"), day(5))
    assert "**Version 2.4.0.**" in learner.state()["decks"]["Stock"][0]


def two_makers(folder: Path) -> tuple[Publisher, Publisher]:
    """Two decks by people who know nothing of each other: the same slug, names and ids, another namespace."""
    (folder / "theirs").mkdir()
    theirs = Publisher(folder / "theirs", usual(), deck=DECK.replace("5d2d8f6c-stock-deck", "77777777-another"))
    return Publisher(folder, usual()), theirs


@pytest.mark.parametrize("newer_first", [True, False])
def test_two_decks_with_different_revisions_show_the_newest_in_either_order(
    learner: Learner, tmp_path: Path, newer_first: bool
) -> None:
    ours, theirs = two_makers(tmp_path)
    theirs.deck_yaml = theirs.deck_yaml.replace(b"name: Stock", b"name: Theirs")
    theirs.look = Look(revision=day(2), style=NEW_LOOK)
    paths = [ours.release(day(1)), theirs.release(day(3))]
    first, second = reversed(paths) if newer_first else paths
    assert learner.imports(first, day(4)) == {**NOTHING, "new": 10}
    learner.study()
    before = learner.snapshot()
    assert learner.imports(second, day(5)) == {**NOTHING, "new": 10}
    after = learner.snapshot()
    for key, card in before.cards.items():
        assert after.cards[key] == card
    assert after.reviews == before.reviews
    assert len(after.notes) == 20
    assert len(after.cards) == 22
    kinds = {name: value for name, value in after.types.items() if name.startswith("Deckgen")}
    assert kinds.keys() == {CHOICE, CLOZE}
    assert all(NEW_LOOK in value[2] for value in kinds.values())


def test_two_decks_with_the_same_slug_and_ids_by_strangers_live_side_by_side(learner: Learner, tmp_path: Path) -> None:
    ours, theirs = two_makers(tmp_path)
    learner.imports(ours.release(day(0)), day(1))
    before = learner.snapshot()
    theirs.edit("Because of limit-a.", "Because they say so.")
    second = theirs.release(day(0))
    assert learner.imports(second, day(2)) == {**NOTHING, "new": 10}
    both = learner.snapshot()
    assert {key: both.cards[key] for key in before.cards} == before.cards
    assert {key: both.notes[key] for key in before.notes} == before.notes
    assert len(both.notes) == 20
    # An update of one reaches its own questions only, and the other file again does nothing.
    ours.edit("Because of limit-a.", "Because of a law.")
    assert learner.imports(ours.release(day(3)), day(4)) == {**NOTHING, "updated": 1}
    after = learner.snapshot()
    assert learner.imports(second, day(5)) == NOTHING
    explained = {note["fields"]["Explanation"] for note in after.notes.values() if note["id"] == "limit-a"}
    assert explained == {"Because of a law.", "Because they say so."}
    assert after.cards == both.cards == learner.snapshot().cards


def test_a_learner_who_has_a_note_type_of_that_name_keeps_it_and_gets_updates_and_later_looks(
    learner: Learner, publisher: Publisher
) -> None:
    learner.at(day(0))
    learner.add_type(CHOICE)
    mine = learner.snapshot()
    first = publisher.release(day(0))
    assert learner.imports(first, day(1)) == {**NOTHING, "new": 10}
    learner.study()
    before = learner.snapshot()
    (own,) = [note for note in before.notes.values() if "Front" in note["fields"]]
    assert own["fields"] == {"Front": "mine", "Back": "own"}
    assert mine.cards.items() <= before.cards.items()
    assert learner.imports(first, day(2)) == NOTHING
    publisher.edit("Because of limit-a.", "Because of a law.")
    publisher.look = Look(revision=day(3), style=NEW_LOOK)
    assert learner.imports(publisher.release(day(4)), day(5)) == {**NOTHING, "updated": 1}
    after = learner.snapshot()
    assert_kept(before, after)
    assert NEW_LOOK in after.types[after.note("limit-a")["type"]][2]


def test_a_style_of_the_learners_own_stays_until_the_look_changes(learner: Learner, publisher: Publisher) -> None:
    learner.imports(publisher.release(day(0)), day(1))
    learner.study()
    learner.at(day(2))
    learner.style(CHOICE, ".card { color: red }")
    before = learner.snapshot()
    publisher.edit("Because of limit-a.", "Because of a law.")
    learner.imports(publisher.release(day(3)), day(4))
    assert learner.snapshot().types[CHOICE][2] == ".card { color: red }"
    publisher.look = Look(revision=day(5), style=NEW_LOOK)
    learner.imports(publisher.release(day(6), version="1.0.9"), day(7))
    after = learner.snapshot()
    assert_kept(before, after)
    assert NEW_LOOK in after.types[CHOICE][2]


def test_a_field_of_the_learners_own_stops_updates_of_that_note_type_and_loses_nothing(
    learner: Learner, publisher: Publisher
) -> None:
    learner.imports(publisher.release(day(0)), day(1))
    learner.study()
    learner.at(day(2))
    learner.add_field(CHOICE, "Mine")
    before = learner.snapshot()
    publisher.edit("Because of limit-a.", "Because of a law.")
    publisher.edit("Because of filled.", "Because of a law.")
    publisher.files[LIMITS] += choice("after-all")
    log = learner.imports(publisher.release(day(3)), day(4))
    after = learner.snapshot()
    assert (log["new"], log["updated"]) == (1, 1)
    # The Python importer does not count what it leaves alone.
    assert (log["conflicting"] > 0) == (learner.engine.version != OLD)
    assert_kept(before, after)
    assert after.touched(before) == {"filled"}
    assert after.note("after-all")["type"] != after.note("limit-a")["type"]


def test_merge_note_types_brings_updates_to_a_learner_who_added_a_field(newest: Learner, publisher: Publisher) -> None:
    newest.imports(publisher.release(day(0)), day(1))
    newest.study()
    newest.at(day(2))
    newest.add_field(CHOICE, "Mine")
    newest.edit("limit-a", "Mine", "My own words")
    newest.edit("limit-b", "Mine", "My own words")
    before = newest.snapshot()
    publisher.edit("Because of limit-a.", "Because of a law.")
    publisher.files[LIMITS] += choice("after-all")
    assert newest.imports(publisher.release(day(3)), day(4), merge_notetypes=True) == {
        **NOTHING,
        "new": 1,
        "updated": 1,
    }
    after = newest.snapshot()
    assert_kept(before, after)
    assert after.note("limit-a")["fields"]["Mine"] == ""
    assert after.note("limit-b")["fields"]["Mine"] == "My own words"
    assert after.note("after-all")["type"] == CHOICE
