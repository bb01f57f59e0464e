"""Texts that change: what an import updates, and what it leaves alone, on every engine."""

import pytest

from tests.real.update.learner import NOTHING, Learner, assert_kept
from tests.real.update.publisher import HOUR, Publisher, day


def test_unchanged_content_updates_nothing_on_the_second_and_the_tenth_import(
    learner: Learner, publisher: Publisher
) -> None:
    first = publisher.release(day(0))
    assert learner.imports(first, day(1))["new"] == 10
    learner.study()
    before = learner.snapshot()
    for number in range(2, 11):
        again = publisher.release(day(number), version=f"1.0.{number}")
        assert learner.imports(again, day(number) + HOUR) == NOTHING
    assert learner.snapshot() == before


def test_the_same_file_ten_times_changes_nothing(learner: Learner, publisher: Publisher) -> None:
    first = publisher.release(day(0))
    learner.imports(first, day(1))
    learner.study()
    before = learner.snapshot()
    for number in range(2, 11):
        assert learner.imports(first, day(number)) == NOTHING
    assert learner.snapshot() == before


def test_one_edited_question_is_the_one_that_is_updated_and_no_card_moves(
    learner: Learner, publisher: Publisher
) -> None:
    learner.imports(publisher.release(day(0)), day(1))
    learner.study()
    before = learner.snapshot()
    publisher.edit("Because of listen-b.", "Because we heard it.")
    assert learner.imports(publisher.release(day(2)), day(3)) == {**NOTHING, "updated": 1}
    after = learner.snapshot()
    assert_kept(before, after)
    assert after.cards.keys() == before.cards.keys()
    assert after.touched(before) == {"listen-b"}
    assert after.note("listen-b")["fields"]["Explanation"] == "Because we heard it."
    assert len(before.reviews) > 10
    assert len({tuple(card[4:6]) for card in before.cards.values()}) > 4, "cards are in many states"
    assert learner.check_database() == []


def test_releases_arrive_the_day_after_an_import_and_the_day_after_that(learner: Learner, publisher: Publisher) -> None:
    """Engines from 2.1.66 to 24.11 stamp an updated note with the time of the import; the next release is later."""
    learner.imports(publisher.release(day(0)), day(1))
    learner.study()
    before = learner.snapshot()
    for number in range(1, 6):
        old, new = f"{number - 1} times" if number > 1 else "Because of limit-c.", f"{number} times"
        publisher.edit(old, new)
        assert learner.imports(publisher.release(day(2 * number)), day(2 * number + 1)) == {**NOTHING, "updated": 1}
        assert learner.snapshot().note("limit-c")["fields"]["Explanation"] == f"{number} times"
    assert_kept(before, learner.snapshot())


def test_a_text_taken_back_after_its_release_is_taken_back_for_learners(learner: Learner, publisher: Publisher) -> None:
    learner.imports(publisher.release(day(0)), day(1))
    original = learner.snapshot().note("limit-a")["fields"]
    publisher.edit("Because of limit-a.", "Because of a mistake.")
    learner.imports(publisher.release(day(2)), day(3))
    publisher.edit("Because of a mistake.", "Because of limit-a.")
    assert learner.imports(publisher.release(day(4)), day(5)) == {**NOTHING, "updated": 1}
    assert learner.snapshot().note("limit-a")["fields"] == original


def test_a_text_taken_back_before_its_release_reaches_nobody(learner: Learner, publisher: Publisher) -> None:
    learner.imports(publisher.release(day(0)), day(1))
    before = learner.snapshot()
    publisher.edit("Because of limit-a.", "Because of a mistake.")
    publisher.build(day(2))
    publisher.edit("Because of a mistake.", "Because of limit-a.")
    assert learner.imports(publisher.release(day(4), version="1.0.1"), day(5)) == NOTHING
    assert learner.snapshot() == before


def test_who_imported_a_draft_gets_the_release_that_it_became(learner: Learner, publisher: Publisher) -> None:
    learner.imports(publisher.release(day(0)), day(1))
    learner.study()
    before = learner.snapshot()
    publisher.edit("Because of limit-a.", "Because of a draft.")
    assert learner.imports(publisher.draft(day(2)), day(3)) == {**NOTHING, "updated": 1}
    publisher.edit("Because of a draft.", "Because of a law.")
    assert learner.imports(publisher.draft(day(4)), day(5)) == {**NOTHING, "updated": 1}
    assert learner.imports(publisher.release(day(6)), day(7)) == {**NOTHING, "updated": 1}
    after = learner.snapshot()
    assert_kept(before, after)
    assert after.note("limit-a")["fields"]["Explanation"] == "Because of a law."


def test_who_imported_a_draft_that_was_taken_back_keeps_it_until_it_is_sent_once_more(
    learner: Learner, publisher: Publisher
) -> None:
    learner.imports(publisher.release(day(0)), day(1))
    publisher.edit("Because of limit-a.", "Because of a draft.")
    learner.imports(publisher.draft(day(2)), day(3))
    publisher.edit("Because of a draft.", "Because of limit-a.")
    assert learner.imports(publisher.release(day(4), version="1.0.1"), day(5)) == NOTHING
    assert learner.snapshot().note("limit-a")["fields"]["Explanation"] == "Because of a draft."
    sent = publisher.release(day(6), version="1.0.2", resend=("limit-a",))
    assert learner.imports(sent, day(7)) == {**NOTHING, "updated": 1}
    assert learner.snapshot().note("limit-a")["fields"]["Explanation"] == "Because of limit-a."


def test_an_edit_of_the_learners_own_on_an_unchanged_question_survives(learner: Learner, publisher: Publisher) -> None:
    learner.imports(publisher.release(day(0)), day(1))
    learner.study()
    learner.at(day(2))
    learner.edit("listen-a", "Explanation", "My own words")
    learner.tag("listen-a", "mine")
    learner.tag("listen-a", "marked")
    before = learner.snapshot()
    publisher.edit("Because of listen-b.", "Because we heard it.")
    assert learner.imports(publisher.release(day(3)), day(4)) == {**NOTHING, "updated": 1}
    after = learner.snapshot()
    assert_kept(before, after)
    assert after.touched(before) == {"listen-b"}
    assert after.note("listen-a")["fields"]["Explanation"] == "My own words"
    assert {"mine", "marked"} <= set(after.note("listen-a")["tags"])


def test_own_edits_tags_and_marks_on_a_question_that_changes_give_way_and_flags_stay(
    learner: Learner, publisher: Publisher
) -> None:
    learner.imports(publisher.release(day(0)), day(1))
    learner.study()
    learner.at(day(2))
    learner.edit("limit-b", "Hint", "My own words")
    learner.tag("limit-c", "mine")
    learner.tag("limit-d", "marked")
    before = learner.snapshot()
    for letter in "bcd":
        publisher.edit(f"Because of limit-{letter}.", "Because of a law.")
    assert learner.imports(publisher.release(day(3)), day(4)) == {**NOTHING, "updated": 3}
    after = learner.snapshot()
    assert_kept(before, after)
    for letter in "bcd":
        note = after.note(f"limit-{letter}")
        assert note["fields"]["Explanation"] == "Because of a law."
        assert note["fields"]["Hint"] == f"Think of limit-{letter}."
        assert sorted(note["tags"]) == ["stock::area::work", "stock::level::recall"]
    flags = [card[-2] for card in before.cards.values()]
    assert any(flags)
    assert flags == [card[-2] for card in after.cards.values()]


@pytest.mark.parametrize("touch", ["edit", "tag", "mark", "leech"])
def test_a_question_touched_between_the_release_and_its_import_keeps_the_old_text_until_it_changes_again(
    learner: Learner, publisher: Publisher, touch: str
) -> None:
    learner.imports(publisher.release(day(0)), day(1))
    publisher.edit("Because of limit-a.", "Because of a law.")
    publisher.edit("Because of limit-b.", "Because of a law.")
    second = publisher.release(day(2))
    learner.at(day(3))
    if touch == "edit":
        learner.edit("limit-a", "Hint", "My own words")
    elif touch == "leech":
        learner.answer("limit-a", 0, 4, *(1, 3) * 8)
        assert learner.snapshot().note("limit-a")["tags"][0] == "leech"
    else:
        learner.tag("limit-a", "mine" if touch == "tag" else "marked")
    before = learner.snapshot()
    assert learner.imports(second, day(4)) == {**NOTHING, "updated": 1}
    after = learner.snapshot()
    assert after.note("limit-a") == before.note("limit-a")
    assert_kept(before, after)
    # Later releases that do not change it do not bring it either; `--resend` does, and so does another change.
    publisher.edit("Because of limit-c.", "Because of a law.")
    assert learner.imports(publisher.release(day(5)), day(6))["updated"] == 1
    third = publisher.release(day(7), version="1.0.9", resend=("limit-a",))
    assert learner.imports(third, day(8)) == {**NOTHING, "updated": 1}
    assert learner.snapshot().note("limit-a")["fields"]["Explanation"] == "Because of a law."


def test_an_update_imported_late_counts_as_a_touch_where_an_engine_stamps_it_with_its_own_clock(
    learner: Learner, publisher: Publisher
) -> None:
    """2.1.66 to 24.11 do; so who imports a release after the next one is out gets only the next but one of a text."""
    learner.imports(publisher.release(day(0)), day(1))
    publisher.edit("Because of limit-a.", "One.")
    second = publisher.release(day(2))
    publisher.edit("One.", "Two.")
    third = publisher.release(day(3))
    learner.imports(second, day(4))
    stamps = learner.engine.version in ("2.1.66", "24.11")
    assert learner.snapshot().note("limit-a")["mod"] == (day(4) if stamps else day(2))
    assert learner.imports(third, day(5))["updated"] == (0 if stamps else 1)
    publisher.edit("Two.", "Three.")
    assert learner.imports(publisher.release(day(6)), day(7))["updated"] == 1
    assert learner.snapshot().note("limit-a")["fields"]["Explanation"] == "Three."


def test_update_notes_always_brings_the_text_that_a_touch_kept_away(newest: Learner, publisher: Publisher) -> None:
    newest.imports(publisher.release(day(0)), day(1))
    publisher.edit("Because of limit-a.", "Because of a law.")
    second = publisher.release(day(2))
    newest.at(day(3))
    newest.edit("limit-a", "Hint", "My own words")
    assert newest.imports(second, day(4)) == NOTHING
    assert newest.imports(second, day(4), update_notes=1) == {**NOTHING, "updated": 1}
    note = newest.snapshot().note("limit-a")["fields"]
    assert (note["Explanation"], note["Hint"]) == ("Because of a law.", "Think of limit-a.")


@pytest.mark.parametrize("skipped", [1, 2, 3, 4])
def test_a_learner_who_skips_releases_gets_all_that_changed(
    learner: Learner, publisher: Publisher, skipped: int
) -> None:
    learner.imports(publisher.release(day(0)), day(1))
    learner.study()
    before = learner.snapshot()
    for number in range(1, skipped + 2):
        letter = "abcda"[number - 1]
        old = f"Because of limit-{letter}." if number < 5 else "Change 1."
        publisher.edit(old, f"Change {number}.")
        newest = publisher.release(day(number + 1))
    changed = {f"limit-{letter}" for letter in "abcda"[: skipped + 1]}
    assert learner.imports(newest, day(9)) == {**NOTHING, "updated": len(changed)}
    after = learner.snapshot()
    assert_kept(before, after)
    assert after.touched(before) == changed
    assert after.note("limit-a")["fields"]["Explanation"] == f"Change {1 if skipped < 4 else 5}."


def test_an_older_file_after_a_newer_one_changes_nothing(learner: Learner, publisher: Publisher) -> None:
    first = publisher.release(day(0))
    publisher.edit("Because of limit-a.", "Because of a law.")
    second = publisher.release(day(2))
    learner.imports(second, day(3))
    learner.study()
    before = learner.snapshot()
    assert learner.imports(first, day(4)) == NOTHING
    assert learner.snapshot() == before
    assert learner.imports(second, day(5)) == NOTHING
    assert learner.snapshot() == before


def test_a_deleted_question_comes_back_as_new_and_a_suspended_one_stays_away(
    learner: Learner, publisher: Publisher
) -> None:
    first = publisher.release(day(0))
    learner.imports(first, day(1))
    learner.study()
    learner.delete("limit-a")
    before = learner.snapshot()
    suspended = [key for key, card in before.cards.items() if card[5] == -1]
    assert suspended
    assert learner.imports(first, day(2)) == {**NOTHING, "new": 1}
    after = learner.snapshot()
    assert_kept(before, after)
    assert after.added(before) == {"limit-a"}
    (card,) = after.cards_of("limit-a").values()
    assert card[4:6] == [0, 0]
    assert all(after.cards[key][5] == -1 for key in suspended)


def test_a_release_from_a_clock_that_fell_back_arrives_all_the_same(learner: Learner, publisher: Publisher) -> None:
    learner.imports(publisher.release(day(10)), day(11))
    publisher.edit("Because of limit-a.", "Because of a law.")
    assert learner.imports(publisher.release(day(5)), day(12)) == {**NOTHING, "updated": 1}


@pytest.mark.parametrize(
    "options",
    [
        {"with_scheduling": True},
        {"with_deck_configs": True},
        {"merge_notetypes": True},
        {"update_notes": 1, "update_notetypes": 1},
        {"with_scheduling": True, "with_deck_configs": True, "merge_notetypes": True, "update_notes": 1},
    ],
    ids=lambda options: "+".join(options),
)
def test_other_import_options_cost_no_card_and_no_review(
    newest: Learner, publisher: Publisher, options: dict[str, int]
) -> None:
    newest.imports(publisher.release(day(0)), day(1), **options)
    newest.study()
    before = newest.snapshot()
    publisher.edit("Because of limit-a.", "Because of a law.")
    assert newest.imports(publisher.release(day(2)), day(3), **options) == {**NOTHING, "updated": 1}
    after = newest.snapshot()
    assert_kept(before, after)
    assert after.touched(before) == {"limit-a"}


def test_an_older_file_with_update_notes_always_brings_the_old_text_back(newest: Learner, publisher: Publisher) -> None:
    first = publisher.release(day(0))
    publisher.edit("Because of limit-a.", "Because of a law.")
    newest.imports(publisher.release(day(2)), day(3))
    newest.study()
    before = newest.snapshot()
    assert newest.imports(first, day(4), update_notes=1) == {**NOTHING, "updated": 1}
    assert_kept(before, newest.snapshot())
    assert newest.snapshot().note("limit-a")["fields"]["Explanation"] == "Because of limit-a."
