"""Questions and cards that come, go and move, on every engine."""

import re

from tests.real.update.learner import NOTHING, Learner, Snapshot, assert_kept
from tests.real.update.publisher import LIMITS, LISTENING, Publisher, choice, day, retired
from tests.visible import visible

TEXT = "Hope is {{c1::a start}}, and {{c2::work}} follows."


def started(learner: Learner, publisher: Publisher) -> Snapshot:
    """A learner who got the first release on the day after it and has studied since."""
    learner.imports(publisher.release(day(0)), day(1))
    learner.study()
    return learner.snapshot()


def updated(learner: Learner, publisher: Publisher) -> Snapshot:
    """The same learner after the next release."""
    learner.imports(publisher.release(day(2)), day(3))
    return learner.snapshot()


def is_new(card: list[object]) -> bool:
    return card[4:6] == [0, 0]


def test_an_added_deletion_is_a_new_card_and_the_old_ones_keep_their_history(
    learner: Learner, publisher: Publisher
) -> None:
    before = started(learner, publisher)
    publisher.edit(TEXT, "Hope is {{c1::a start}}, and {{c2::work}} follows {{c3::soon}}.")
    after = updated(learner, publisher)
    assert learner.log == {**NOTHING, "updated": 1}
    assert_kept(before, after)
    assert after.cards_of("filled").keys() == {0, 1, 2}
    assert is_new(after.cards_of("filled")[2])
    assert after.cards_of("filled")[2][0] == "Stock::01 Listening"
    assert "work follows [...]" in visible(learner.rendered()["filled"][2][0])
    assert learner.check_database() == []


def test_a_removed_deletion_leaves_an_empty_card_until_the_learner_removes_it(
    learner: Learner, publisher: Publisher
) -> None:
    before = started(learner, publisher)
    publisher.edit(TEXT, "Hope is {{c1::a start}}, and work follows.")
    assert publisher.changes(day(2)).emptied == ("filled",)
    after = updated(learner, publisher)
    assert learner.log == {**NOTHING, "updated": 1}
    assert_kept(before, after)
    assert len(learner.check_database()) == 1
    assert learner.remove_empty_cards() == 1
    cleaned = learner.snapshot()
    assert before.cards.keys() - cleaned.cards.keys() == {next(key for key in before.cards if key.endswith("/1"))}
    assert cleaned.reviews == before.reviews
    # It stays away.
    assert learner.imports(publisher.release(day(4), version="1.0.9"), day(5)) == NOTHING
    assert learner.snapshot().cards == cleaned.cards


def test_a_moved_question_stays_where_a_learner_has_it_and_a_new_learner_gets_it_where_it_is(
    learner: Learner, publisher: Publisher
) -> None:
    before = started(learner, publisher)
    moved = choice("listen-b")
    publisher.edit(moved, "")
    publisher.files[LIMITS] += moved
    assert publisher.changes(day(2)).moved == ("listen-b",)
    path = publisher.release(day(2))
    assert learner.imports(path, day(3)) == NOTHING
    assert learner.snapshot() == before
    learner.new()
    assert learner.imports(path)["new"] == 10
    assert [card[0] for card in learner.snapshot().cards_of("listen-b").values()] == ["Stock::02 Limits"]


def test_a_reordered_topic_touches_nothing_and_a_new_learner_gets_the_new_order(
    learner: Learner, publisher: Publisher
) -> None:
    before = started(learner, publisher)
    head, *blocks = re.split(r"(?m)^(?=  - id: )", publisher.files[LIMITS])
    publisher.files[LIMITS] = head + "".join(blocks[::-1])
    path = publisher.release(day(2), version="1.0.0")
    assert learner.imports(path, day(3)) == NOTHING
    assert learner.snapshot() == before
    learner.new()
    learner.imports(path)
    assert asked(learner)[-4:] == ["limit-d", "limit-c", "limit-b", "limit-a"]


def test_a_retired_question_shows_its_notice_to_who_has_it_and_keeps_its_history(
    learner: Learner, publisher: Publisher
) -> None:
    before = started(learner, publisher)
    publisher.edit(choice("limit-b"), choice("limit-b", extra=retired("The law changed.")))
    after = updated(learner, publisher)
    assert learner.log == {**NOTHING, "updated": 1}
    assert_kept(before, after)
    assert after.cards.keys() == before.cards.keys()
    note = after.note("limit-b")
    assert "Out of use since 2026-03-01" in note["fields"]["Question"]
    assert "The law changed." in note["fields"]["Question"]
    assert "stock::retired" in note["tags"]
    assert "Out of use" in learner.rendered()["limit-b"][0][0]
    # The notice says that a deleted card will not come back. The tag finds it.
    learner.delete("limit-b")
    learner.imports(publisher.release(day(4), version="1.1.9"), day(5))
    assert learner.snapshot().cards_of("limit-b") == {}


def test_a_retired_question_brings_no_card_to_who_deleted_it_before(learner: Learner, publisher: Publisher) -> None:
    started(learner, publisher)
    learner.delete("limit-b")
    before = learner.snapshot()
    publisher.edit(choice("limit-b"), choice("limit-b", extra=retired("The law changed.")))
    after = updated(learner, publisher)
    assert_kept(before, after)
    assert after.cards.keys() == before.cards.keys()


def test_a_retired_question_is_never_met_by_a_new_learner(learner: Learner, publisher: Publisher) -> None:
    publisher.release(day(0))
    publisher.edit(choice("limit-b"), choice("limit-b", extra=retired("The law changed.")))
    learner.imports(publisher.release(day(2)), day(3))
    assert learner.snapshot().cards_of("limit-b") == {}
    assert "limit-b" not in learner.new_cards()
    assert learner.check_database() == []


def test_a_question_back_in_use_has_its_history_and_comes_to_who_never_had_it(
    learner: Learner, publisher: Publisher
) -> None:
    before = started(learner, publisher)
    out = choice("limit-b", extra=retired("The law changed."))
    publisher.edit(choice("limit-b"), out)
    second = publisher.release(day(2))
    learner.imports(second, day(3))
    publisher.edit(out, choice("limit-b"))
    third = publisher.release(day(4))
    assert learner.imports(third, day(5)) == {**NOTHING, "updated": 1}
    after = learner.snapshot()
    assert_kept(before, after)
    assert after.cards.keys() == before.cards.keys()
    assert "Out of use" not in after.note("limit-b")["fields"]["Question"]
    assert "stock::retired" not in after.note("limit-b")["tags"]
    # Who began while it was out of use gets its card now.
    learner.new()
    learner.imports(second, day(3))
    learner.imports(third, day(5))
    assert [is_new(card) for card in learner.snapshot().cards_of("limit-b").values()] == [True]


def insert_in_the_middle(publisher: Publisher) -> None:
    publisher.edit(choice("listen-c"), choice("between-1") + choice("between-2") + choice("listen-c"))
    publisher.edit(choice("limit-a"), choice("before-all") + choice("limit-a"))
    publisher.files[LIMITS] += choice("after-all")


def in_files(publisher: Publisher) -> list[str]:
    """Questions in the order of the files."""
    return re.findall(r"(?m)^  - id: (\S+)", publisher.files[LISTENING] + publisher.files[LIMITS])


def asked(learner: Learner) -> list[str]:
    """Questions in the order in which their first new cards come. (Anki asks a text's further deletions later.)"""
    return list(dict.fromkeys(learner.new_cards()))


def test_new_cards_come_in_the_order_of_the_files_after_insertions_in_the_middle(
    learner: Learner, publisher: Publisher
) -> None:
    learner.imports(publisher.release(day(0)), day(1))
    assert asked(learner) == in_files(publisher)
    insert_in_the_middle(publisher)
    second = publisher.release(day(2))
    assert learner.imports(second, day(3)) == {**NOTHING, "new": 4}
    assert asked(learner) == in_files(publisher)
    # In the gaps that were filled once, and between what was put there.
    publisher.edit(choice("between-2"), choice("between-1b") + choice("between-2"))
    third = publisher.release(day(4))
    assert learner.imports(third, day(5)) == {**NOTHING, "new": 1}
    assert asked(learner) == in_files(publisher)
    learner.new()
    learner.imports(third)
    assert asked(learner) == in_files(publisher)


def test_new_cards_of_who_has_studied_come_in_the_order_of_the_files(learner: Learner, publisher: Publisher) -> None:
    before = started(learner, publisher)
    insert_in_the_middle(publisher)
    after = updated(learner, publisher)
    assert learner.log == {**NOTHING, "new": 4}
    assert_kept(before, after)
    own = [note for guid, note in after.notes.items() if is_new(after.cards.get(f"{guid}/0", []))]
    ids = {note["id"] for note in own}
    places = {one: after.cards_of(one)[0] for one in ids}
    assert {"between-1", "between-2", "before-all", "after-all"} < ids
    in_order = sorted(ids, key=lambda one: (places[one][0], places[one][6]))
    assert in_order == [one for one in in_files(publisher) if one in ids]


def test_a_learner_who_renames_the_deck_as_its_makers_did_has_one_deck(learner: Learner, publisher: Publisher) -> None:
    started(learner, publisher)
    learner.rename_deck("Stock", "Stocks")
    before = learner.snapshot()
    publisher.deck_yaml = publisher.deck_yaml.replace(b"name: Stock", b"name: Stocks")
    publisher.files[LIMITS] += choice("after-all")
    after = updated(learner, publisher)
    assert_kept(before, after)
    assert [card[0] for card in after.cards_of("after-all").values()] == ["Stocks::02 Limits"]
    assert not [name for name in learner.state()["decks"] if name.split("::")[0] == "Stock"]


def test_a_touched_text_with_a_new_deletion_gets_the_card_and_keeps_the_old_text(
    learner: Learner, publisher: Publisher
) -> None:
    """The one case in which a touch leaves something odd: an empty card until the text arrives."""
    started(learner, publisher)
    publisher.edit(TEXT, "Hope is {{c1::a start}}, and {{c2::work}} follows {{c3::soon}}.")
    second = publisher.release(day(2))
    learner.at(day(3))
    learner.edit("filled", "Hint", "My own words")
    before = learner.snapshot()
    assert learner.imports(second, day(4)) == NOTHING
    after = learner.snapshot()
    assert_kept(before, after)
    assert after.note("filled") == before.note("filled")
    assert len(learner.check_database()) == 1
    # Another change of the question, or --resend, mends it.
    learner.imports(publisher.release(day(5), version="1.2.0", resend=("filled",)), day(6))
    assert learner.check_database() == []


def test_a_renamed_deck_leaves_cards_where_they_are_and_puts_new_ones_beside_them(
    learner: Learner, publisher: Publisher
) -> None:
    before = started(learner, publisher)
    publisher.deck_yaml = publisher.deck_yaml.replace(b"name: Stock", b"name: Stocks")
    publisher.files[LIMITS] += choice("after-all")
    assert publisher.changes(day(2)).renamed
    after = updated(learner, publisher)
    assert learner.log == {**NOTHING, "new": 1}
    assert_kept(before, after)
    assert [card[0] for card in after.cards_of("after-all").values()] == ["Stocks::02 Limits"]


def test_an_older_file_changes_no_text_but_brings_back_cards_that_a_newer_one_took_out_of_use(
    learner: Learner, publisher: Publisher
) -> None:
    """A card row in a file is a new card wherever the note has none of that ordinal."""
    first = publisher.release(day(0))
    publisher.edit(TEXT, "Hope is {{c1::a start}}, and work follows.")
    publisher.edit(choice("limit-b"), choice("limit-b", extra=retired("The law changed.")))
    learner.imports(publisher.release(day(2)), day(3))
    learner.study()
    before = learner.snapshot()
    assert learner.imports(first, day(4)) == NOTHING
    after = learner.snapshot()
    assert_kept(before, after)
    assert after.notes == before.notes
    assert [len(before.cards_of(one)) for one in ("filled", "limit-b")] == [1, 0]
    assert [len(after.cards_of(one)) for one in ("filled", "limit-b")] == [2, 1]
    assert "Out of use" in learner.rendered()["limit-b"][0][0]
    assert learner.remove_empty_cards() == 1


def test_undo_import_takes_an_update_back(newest: Learner, publisher: Publisher) -> None:
    newest.imports(publisher.release(day(0)))
    newest.study()
    before = newest.snapshot()
    publisher.edit("Because of limit-a.", "Because of a law.")
    publisher.files[LIMITS] += choice("after-all")
    assert newest.imports(publisher.release(day(2))) == {**NOTHING, "new": 1, "updated": 1}
    assert newest.undo() == "Import"
    assert newest.snapshot() == before
