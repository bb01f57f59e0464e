"""Identity and time: the rules of an update, one by one."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen import ledger, lock
from deckgen.build import lock_from
from deckgen.ledger import Changes, least_version
from deckgen.package import unpack
from tests.author import DAY, HOUR, START, Author, choice, cloze, out_of_use, rows, topic

ONE, TWO = "01-one.yaml", "02-two.yaml"


def author(*questions: str) -> Author:
    return Author({ONE: topic("One", *questions)})


def three() -> Author:
    """A deck with the questions a, b and c, released on the first day."""
    made = author(choice("a"), choice("b"), choice("c"))
    made.release(START)
    return made


def edit(made: Author, stem: str, key: str = "a", more: str = "") -> None:
    """The file of `three` with another text for one of its questions."""
    made.files[ONE] = topic("One", *(choice(one, stem, more) if one == key else choice(one) for one in "abc"))


# Identity


def test_a_guid_hangs_on_namespace_and_id_and_never_on_the_text() -> None:
    first = author(choice("a")).build(START)["a"].guid
    assert author(choice("a", "Something else?")).build(START + DAY)["a"].guid == first
    assert author(cloze("a", "A {{c1::gap}}")).build(START)["a"].guid == first
    assert author(choice("b")).build(START)["b"].guid != first
    other = author(choice("a"))
    other.deck_yaml = other.deck_yaml.replace(b"5d2d8f6c", b"77777777")
    assert other.build(START)["a"].guid != first


def test_note_ids_stay_when_questions_come_and_go() -> None:
    made = three()
    before = made.build(START + DAY)
    made.files[ONE] = topic("One", *map(choice, ("n", "a", "m", "b", "c", "o")))
    after = made.build(START + DAY)
    assert {key: after[key].note_id for key in before} == {key: before[key].note_id for key in before}
    made.files[ONE] = topic("One", *map(choice, ("a", "b", "c", "o")))
    last = made.build(START + DAY)
    assert last["o"].note_id == after["o"].note_id


@settings(max_examples=30, deadline=None)
@given(st.lists(st.from_regex(r"[a-z]{1,3}", fullmatch=True), unique=True, min_size=1, max_size=30))
def test_note_ids_are_unique_and_the_same_in_any_order(keys: list[str]) -> None:
    forward = author(*map(choice, keys)).build(START)
    backward = author(*map(choice, reversed(keys))).build(START)
    assert len({row.note_id for row in forward.values()}) == len(keys)
    assert {key: row.note_id for key, row in forward.items()} == {key: row.note_id for key, row in backward.items()}


def test_note_ids_that_meet_part_and_the_released_one_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a merge of two branches that each added a question whose number is the same by chance."""
    monkeypatch.setattr(ledger, "_ID_SLOTS", 1)
    made = author(choice("a"))
    made.release(START)
    other = author(choice("b"))
    other.build(START)
    assert made.line("a").note_id == other.line("b").note_id
    made.lock = joined(made, other.lock_row("b"))
    made.files[ONE] = topic("One", choice("b"), choice("a"))
    monkeypatch.undo()
    built = made.build(START + DAY)
    assert built["a"].note_id == other.line("b").note_id
    assert built["b"].note_id != built["a"].note_id


# Times


def test_a_draft_has_the_time_of_its_first_build_until_the_release_gives_all_one_time() -> None:
    made = author(choice("a"), choice("b"))
    assert {row.mod for row in made.build(START).values()} == {START}
    made.files[ONE] = topic("One", choice("a"), choice("b", "Which?"))
    built = made.build(START + DAY)
    assert (built["a"].mod, built["b"].mod) == (START, START + DAY)
    assert made.build(START + 2 * DAY) == built
    assert {row.mod for row in made.released(START + 3 * DAY).values()} == {START + 3 * DAY}


def test_a_release_touches_only_what_changed() -> None:
    made = three()
    edit(made, "Which?")
    released = made.released(START + DAY)
    assert {key: row.mod for key, row in released.items()} == {"a": START + DAY, "b": START, "c": START}


def test_a_text_that_is_equal_to_the_released_one_gets_the_released_time() -> None:
    made = three()
    before = made.build(START)
    before_edit = made.lock
    edit(made, "Which?")
    made.build(START + DAY)
    edit(made, "What helps?")
    assert made.build(START + 2 * DAY) == before
    assert made.lock == before_edit


def test_an_old_text_that_comes_back_after_its_release_gets_a_later_time() -> None:
    """`git revert` after a release: learners get the old text back."""
    made = three()
    old = made.build(START)["a"]
    edit(made, "Which?")
    wrong = made.released(START + DAY)["a"]
    edit(made, "What helps?")
    draft = made.build(START + 2 * DAY)["a"]
    mended = made.released(START + 3 * DAY)["a"]
    assert mended.text == draft.text == old.text
    assert old.mod < wrong.mod < draft.mod < mended.mod == START + 3 * DAY


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("xyz"), st.booleans(), st.integers(-3 * DAY, 3 * DAY)), max_size=8))
def test_times_rise_whatever_the_clock_says(steps: list[tuple[str, bool, int]]) -> None:
    """Released times never fall, a text that differs from the released one is later, an equal one has its time."""
    made = three()
    released = made.build(START)["a"]
    for stem, is_release, clock in steps:
        edit(made, f"{stem}?")
        row = (made.released if is_release else made.build)(START + clock)["a"]
        assert row.mod == released.mod if row.text == released.text else row.mod > released.mod
        assert row.mod <= max(
            START + clock, released.mod + len(steps) + 1, *(START + one[2] + len(steps) for one in steps)
        )
        if is_release:
            released = row
    assert made.build(START + 9 * DAY)["b"].mod == START


def test_a_slow_clock_is_reported_and_rising_wins_by_a_second() -> None:
    made = three()
    edit(made, "Which?")
    assert made.remarks(START - 59) == ()
    (remark,) = made.remarks(START - HOUR)
    assert remark == "this clock is 60 minutes behind the latest time in deck.lock; one of them is wrong"
    assert made.build(START - HOUR)["a"].mod == START + 1


def test_a_clock_that_ran_ahead_is_reported_by_the_next_one_that_does_not() -> None:
    made = three()
    edit(made, "Which?")
    made.release(START + 400 * DAY)
    edit(made, "Who?")
    assert made.remarks(START + DAY) == (
        f"this clock is {399 * 24 * 60} minutes behind the latest time in deck.lock; one of them is wrong",
    )
    assert made.released(START + DAY)["a"].mod == START + 400 * DAY + 1


def test_a_draft_that_is_older_than_a_release_gets_a_later_time_than_the_release() -> None:
    """A branch built a draft; meanwhile the question was released with another text."""
    made = three()
    branch = Author(dict(made.files), lock=made.lock)
    edit(branch, "Theirs?")
    branch.build(START + HOUR)
    edit(made, "Ours?")
    made.release(START + DAY)
    branch.lock, branch.deck_yaml = joined(made, branch.lock_row("a")), made.deck_yaml
    assert branch.build(START + 2 * DAY)["a"].mod == START + 2 * DAY
    assert branch.build(START + 3 * DAY)["a"].mod == START + 2 * DAY


def test_resend_sends_an_unchanged_question_once_more() -> None:
    made = three()
    done = made.release(START + DAY, resend=("b",))
    assert {key: row.mod for key, row in rows(done.built).items()} == {"a": START, "b": START + DAY, "c": START}
    assert made.build(START + 2 * DAY)["b"].mod == START + DAY
    with pytest.raises(KeyError, match="nobody"):
        made.release(START + DAY, resend=("nobody",))


# Two hashes


def test_what_only_an_editor_reads_changes_nothing() -> None:
    made = three()
    before = made.lock
    more = "    checked: 2026-01-01\n    review-by: 2027-01-01\n"
    made.files[ONE] = "# A comment.\n" + topic(
        "One", choice("a", "What  helps?".replace("  ", " "), more), choice("b"), choice("c")
    )
    made.deck_yaml = made.deck_yaml.replace(b"Write to the editors.", b"Write to us.")
    assert made.changes().changed == ()
    assert {row.mod for row in made.build(START + DAY).values()} == {START}
    assert made.lock == before


def test_a_text_that_only_looks_different_is_kept_back_until_rerender() -> None:
    made = three()
    made.deck_yaml = made.deck_yaml.replace(b"Write to the editors.", b"Write to us.")
    changes = made.changes()
    assert changes.rerendered == ("a", "b", "c")
    assert not changes
    kept = made.release(START + DAY)
    assert {row.mod for row in rows(kept.built).values()} == {START}
    assert made.changes().rerendered == ("a", "b", "c"), "learners still have the old look"
    sent = made.release(START + 2 * DAY, rerender=True)
    assert {row.mod for row in rows(sent.built).values()} == {START + 2 * DAY}
    assert made.changes().rerendered == ()


def test_a_tag_of_the_file_changes_all_its_questions() -> None:
    made = three()
    made.files[ONE] = made.files[ONE].replace("questions:\n", 'tags: ["part::one"]\nquestions:\n')
    assert made.changes().changed == ("a", "b", "c")


# Retiring


def test_a_vanished_question_is_an_error_that_shows_the_commands() -> None:
    made = three()
    made.files[ONE] = topic("One", choice("a"), choice("c"))
    (finding,) = made.findings()
    assert (finding.code, str(finding.span)) == ("DG202", "stock/deck.lock:5:1")
    assert 'deckgen retire b --because "why"' in finding.cure
    assert "deckgen rename b NEW-ID" in finding.cure


def test_a_broken_question_is_not_called_vanished() -> None:
    made = three()
    made.files[ONE] = made.files[ONE].replace("    hint: |\n", "    hnt: |\n", 1)
    assert "DG202" not in made.codes()


def test_a_question_that_was_never_released_may_vanish_and_change_its_kind() -> None:
    made = author(choice("a"), choice("b"))
    made.build(START)
    made.files[ONE] = topic("One", cloze("b", "A {{c1::gap}} and {{c2::more}}"))
    built = made.build(START + DAY)
    assert list(built) == ["b"]
    assert (list(built["b"].cards), built["b"].mod) == ([0, 1], START + DAY)
    assert list(made.known().lines) == ["b"]


def test_a_retired_question_is_a_note_without_cards_and_later_than_before() -> None:
    made = three()
    edit(made, "What helps?", "a", out_of_use())
    assert made.changes() == Changes(retired=("a",))
    assert made.build(START + DAY)["a"].cards == {}
    assert made.line("a").state == "retiring"
    row = made.released(START + 2 * DAY)["a"]
    assert (row.cards, row.mod) == ({}, START + 2 * DAY)
    assert "Nobody asks this any more." in row.text
    assert made.line("a").state == "retired"
    assert made.codes() == []
    assert not made.changes()


def test_a_retired_question_comes_back_with_its_card_its_place_and_a_later_time() -> None:
    made = three()
    before = made.build(START)["a"]
    edit(made, "What helps?", "a", out_of_use())
    made.release(START + DAY)
    edit(made, "What helps?")
    assert made.changes() == Changes(returned=("a",))
    made.build(START + 2 * DAY)
    assert made.line("a").state == "returning"
    after = made.released(START + 3 * DAY)["a"]
    assert (after.cards, after.text, after.guid) == (before.cards, before.text, before.guid)
    assert after.mod == START + 3 * DAY
    assert made.line("a").state == "live"


def test_a_retirement_that_is_taken_back_before_a_release_leaves_no_trace() -> None:
    made = three()
    before = made.lock
    edit(made, "What helps?", "a", out_of_use())
    made.build(START + DAY)
    edit(made, "What helps?")
    assert made.build(START + 2 * DAY)["a"].mod == START
    assert made.lock == before


def test_the_reason_of_a_retired_question_can_be_mended() -> None:
    made = three()
    edit(made, "What helps?", "a", out_of_use())
    made.release(START + DAY)
    edit(made, "What helps?", "a", out_of_use("The law changed."))
    assert made.changes() == Changes(changed=("a",))


def test_a_question_that_starts_retired_brings_no_card() -> None:
    made = author(choice("a", more=out_of_use()))
    assert made.released(START)["a"].cards == {}
    assert made.line("a").state == "retired"
    made.files[ONE] = topic("One", choice("a"))
    assert made.changes() == Changes(returned=("a",))


# Kinds and numbers


def test_a_released_question_keeps_its_kind() -> None:
    made = three()
    made.files[ONE] = topic("One", cloze("a", "A {{c1::gap}}"), choice("b"), choice("c"))
    (finding,) = made.findings()
    assert (finding.code, finding.span.line) == ("DG203", 3)
    assert "multiple choice" in finding.message
    assert "deckgen retire a" in finding.cure


def gaps(text: str, more: str = "") -> str:
    return topic("One", cloze("a", text, more))


def gapped() -> Author:
    made = author(cloze("a", "{{c1::Hope}} and {{c2::work}} and {{c3::rest}}"))
    made.release(START)
    return made


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{c2::Hope}} and {{c1::work}} and {{c3::rest}}", "what was c1 is now c2"),
        ("{{c1::work}} and {{c2::rest}}", "what was c2 is now c1"),
        ("{{c4::Hope}} and {{c2::work}} and {{c3::rest}}", "what was c1 is now c4"),
        ("{{c1::New}}, {{c2::Hope}}, {{c3::work}} and {{c4::rest}}", "what was c1 is now c2"),
    ],
)
def test_a_released_number_is_never_renumbered(text: str, words: str) -> None:
    made = gapped()
    made.files[ONE] = gaps(text)
    finding = next(one for one in made.findings() if one.code == "DG204")
    assert words in finding.message
    assert "{{c" in finding.cure
    assert finding.span.line == 3


@pytest.mark.parametrize(
    "text",
    [
        "{{c1::Hopes}} and {{c2::works}} and {{c3::rests}}",
        "{{c1::Hope::a hint}}, then {{c3::rest}}, then {{c2::work}}",
        "{{c1::Hope}} and {{c2::work}} and {{c3::rest}} and {{c4::sleep}}",
        "{{c1::Hope}} and {{c2::work}} and {{c3::rest}} and {{c1::rest}}",
    ],
)
def test_other_words_another_order_and_more_numbers_are_fine(text: str) -> None:
    made = gapped()
    made.files[ONE] = gaps(text)
    assert made.codes() == []


def test_a_number_that_goes_is_reported_until_it_is_allowed_and_makes_a_major_release() -> None:
    made = gapped()
    made.files[ONE] = gaps("{{c1::Hope}} and {{c2::work}} and rest")
    (finding,) = made.findings()
    assert (finding.code, finding.severity.value) == ("DG205", "review")
    assert "c3 is gone" in finding.message
    allowed = "    allow:\n      DG205: |\n        It was too easy.\n"
    made.files[ONE] = gaps("{{c1::Hope}} and {{c2::work}} and rest", allowed)
    assert made.findings() == []
    assert made.changes() == Changes(changed=("a",), emptied=("a",))
    assert made.release(START + DAY).built.version == "1.0.0"
    assert made.findings() == [], "the reason stands, and is needed as long as learners may have the card"
    made.files[ONE] = gaps("{{c1::Hope}} and {{c2::work}} and a rest", allowed)
    assert made.changes() == Changes(changed=("a",)), "the card is empty already"


def test_a_number_that_went_is_not_given_to_another_answer() -> None:
    made = gapped()
    made.files[ONE] = gaps("{{c1::Hope}} and {{c2::work}}")
    made.release(START + DAY)
    made.files[ONE] = gaps("{{c1::Hope}} and {{c2::work}} and {{c3::sleep}}")
    (finding,) = made.findings()
    assert finding.code == "DG204"
    assert "c3 was another answer once" in finding.message
    made.files[ONE] = gaps("{{c1::Hope}} and {{c2::work}} and {{c4::sleep}}")
    assert "DG204" not in made.codes()
    made.files[ONE] = gaps("{{c1::Hope}} and {{c2::work}} and {{c3::rest}}")
    assert made.codes() == []
    assert list(made.released(START + 2 * DAY)["a"].cards) == [0, 1, 2]
    assert made.codes() == []


def test_numbers_of_a_draft_may_change_freely() -> None:
    made = author(cloze("a", "{{c1::Hope}} and {{c2::work}}"))
    made.build(START)
    made.files[ONE] = gaps("{{c2::Hope}} and {{c1::work}}")
    assert made.codes() == []
    made.files[ONE] = gaps("Hope and {{c1::work}}")
    assert made.codes() == []
    assert list(made.build(START + DAY)["a"].cards) == [0]


def test_a_question_that_returns_without_one_of_its_numbers_is_reported_too() -> None:
    made = gapped()
    made.files[ONE] = gaps("{{c1::Hope}} and {{c2::work}} and {{c3::rest}}", out_of_use())
    made.release(START + DAY)
    made.files[ONE] = gaps("{{c1::Hope}} and {{c2::work}} and rest")
    assert made.codes() == ["DG205"]
    assert made.changes() == Changes(returned=("a",), emptied=("a",))


# Decks and positions


def test_a_moved_question_keeps_everything_but_its_deck() -> None:
    made = Author({ONE: topic("One", choice("a"), choice("b")), TWO: topic("Two", choice("c"))})
    made.release(START)
    before = made.build(START)
    made.files = {ONE: topic("One", choice("b")), TWO: topic("Two", choice("a"), choice("c"))}
    assert made.changes() == Changes(moved=("a",))
    after = made.build(START + DAY)
    assert after["a"].cards == {0: ("Stock::02 Two", 50)}
    assert (after["a"].mod, after["a"].guid) == (START, before["a"].guid)
    assert {key: after[key] for key in "bc"} == {key: before[key] for key in "bc"}
    assert made.changes().moved == ("a",), "until the release"
    made.release(START + 2 * DAY)
    assert not made.changes()


def test_a_move_that_is_taken_back_leaves_no_trace() -> None:
    made = Author({ONE: topic("One", choice("a"), choice("b")), TWO: topic("Two", choice("c"))})
    made.release(START)
    files, before = made.files, made.lock
    made.files = {ONE: topic("One", choice("b")), TWO: topic("Two", choice("a", more=out_of_use()), choice("c"))}
    made.build(START + DAY)
    made.files = {ONE: topic("One", choice("b")), TWO: topic("Two", choice("a"), choice("c"))}
    made.build(START + DAY)
    assert made.changes() == Changes(moved=("a",))
    made.files = files
    made.build(START + DAY)
    assert not made.changes()
    assert made.lock == before


def test_a_topic_with_a_new_name_moves_its_questions() -> None:
    made = three()
    made.files[ONE] = made.files[ONE].replace("topic: One", "topic: First")
    assert made.changes() == Changes(moved=("a", "b", "c"))
    assert {row.cards[0][0] for row in made.released(START + DAY).values()} == {"Stock::01 First"}
    assert not made.changes()


def test_a_deck_with_a_new_name_is_reported_and_makes_a_major_release() -> None:
    made = three()
    made.deck_yaml = made.deck_yaml.replace(b"name: Stock", b"name: Bond")
    (finding,) = made.findings()
    assert (finding.code, finding.severity.value) == ("DG206", "review")
    assert '"Bond"' in finding.message
    assert '"Stock"' in finding.message
    assert made.changes() == Changes(renamed=True)
    made.build(START + DAY)
    assert made.changes() == Changes(renamed=True), "a build is not a release"
    assert made.release(START + DAY).built.version == "1.0.0"
    assert made.findings() == []


def test_a_deck_that_nobody_has_is_renamed_freely() -> None:
    made = author(choice("a"))
    made.build(START)
    made.deck_yaml = made.deck_yaml.replace(b"name: Stock", b"name: Bond")
    assert made.findings() == []
    assert not made.changes().renamed


@pytest.mark.parametrize(
    "name", ["A\\tB", "A\\nB", " A ", "Ä #12345678", "A\\u2028B", "guid=1 note=2", "release 1.0.0"]
)
def test_names_of_decks_and_topics_survive_in_the_lock_or_are_refused(name: str) -> None:
    made = author(choice("a"))
    made.deck_yaml = made.deck_yaml.replace(b"name: Stock", f'name: "{name}"'.encode())
    made.files[ONE] = made.files[ONE].replace("topic: One", f'topic: "{name}"')
    checked = made.check()
    if checked.ok:
        made.release(START)
        assert made.findings() == []
        assert not made.changes()
    else:
        assert {finding.code for finding in checked.findings} <= {"DG003", "DG111"}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=1), min_size=1, max_size=4))
def test_new_cards_come_in_the_order_of_the_files_after_any_edits(orders: list[list[str]]) -> None:
    made = author(choice("a"))
    for order in orders:
        made.files[ONE] = topic("One", *map(choice, order))
        built = made.build(START)
        positions = [built[key].cards[0][1] for key in order]
        assert all(before < after for before, after in pairwise((0, *positions, 1_000_000)))
        assert made.build(START) == built


def test_an_insertion_leaves_the_positions_of_others_alone() -> None:
    made = three()
    made.files[ONE] = topic("One", *map(choice, ("n", "a", "b", "m", "c", "o")))
    built = made.build(START + DAY)
    assert [built[key].cards[0][1] for key in "nabmco"] == [50, 100, 200, 250, 300, 400]


# Renamed questions, and what a merge makes of them


def joined(made: Author, row: bytes) -> bytes:
    """A lock with a row from another branch's, as git's union leaves it."""
    assert made.lock is not None
    return made.lock + row


def renamed(made: Author, old: str, new: str) -> None:
    """What `deckgen rename` does to the lock and the file."""
    made.lock = lock.write(ledger.renamed(made.known(), old, new)).encode()
    made.files[ONE] = made.files[ONE].replace(f"- id: {old}\n", f"- id: {new}\n")


def test_a_renamed_question_keeps_its_guid_and_sends_nothing() -> None:
    made = three()
    before = made.build(START)["b"]
    renamed(made, "b", "z")
    after = made.build(START + DAY)["z"]
    assert (after.guid, after.note_id, after.mod) == (before.guid, before.note_id, before.mod)
    assert made.findings() == []
    assert not made.changes()
    made.release(START + DAY)
    assert made.line("z").was == "b"


def test_a_former_id_is_not_given_to_another_question() -> None:
    made = three()
    renamed(made, "b", "z")
    made.files[ONE] = topic("One", choice("a"), choice("b", "New?"), choice("c"), choice("z"))
    finding = next(one for one in made.findings() if one.code == "DG209")
    assert '"b" and "z"' in finding.message
    assert finding.where == 'question "b"'
    assert finding.span.line == made.files[ONE].splitlines().index("  - id: b") + 1


def test_an_edit_that_meets_a_rename_in_a_merge_goes_to_the_new_id() -> None:
    made = three()
    edited = Author(dict(made.files), lock=made.lock, deck_yaml=made.deck_yaml)
    edit(edited, "Which?", "b")
    edited.build(START + DAY)
    renamed(made, "b", "z")
    edited.files[ONE] = edited.files[ONE].replace("- id: b\n", "- id: z\n")
    edited.lock = joined(made, edited.lock_row("b"))
    assert edited.findings() == []
    assert "z: was b, one question now" in edited.remarks()
    assert edited.changes() == Changes(changed=("z",))
    row = edited.build(START + 2 * DAY)["z"]
    assert (row.guid, row.mod) == (made.line("z").guid, START + DAY)
    assert "b" not in edited.known().lines
    assert edited.line("z").was == "b"


def test_a_rename_that_is_taken_back_by_hand_is_the_same_question_still() -> None:
    made = three()
    renamed(made, "b", "z")
    made.files[ONE] = topic("One", choice("a"), choice("b"), choice("c"))
    assert made.findings() == []
    made.build(START + DAY)
    assert (made.line("b").was, "z" in made.known().lines) == ("", False)


# A lost lock


def test_a_lock_made_from_the_released_file_takes_over_guids_times_and_positions() -> None:
    made = Author(
        {
            ONE: topic("One", choice("a"), choice("b"), choice("c", more=out_of_use())),
            TWO: topic("Two", cloze("d", "{{c1::Hope}} and {{c3::work}}")),
        }
    )
    made.release(START)
    renamed(made, "b", "z")
    made.files[ONE] = made.files[ONE].replace("What helps?", "Which?", 1)
    made.files[TWO] = topic("Two", choice("first"), cloze("d", "{{c1::Hope}} and {{c3::work}}"))
    done = made.release(START + DAY)
    before = rows(done.built)
    old = made.known()
    made.lock = lock.write(lock_from(done.built.packed.data, old.namespace)).encode()
    assert made.findings(START + 2 * DAY) == []
    assert not made.changes(START + 2 * DAY)
    after = made.build(START + 2 * DAY)
    assert {key: (row.guid, row.note_id, row.mod) for key, row in after.items()} == {
        key: (row.guid, row.note_id, row.mod) for key, row in before.items()
    }
    assert after == before
    new = made.known()
    assert new.releases == old.releases[-1:]
    for key, line in new.lines.items():
        was = old.lines[key]
        assert line.released is not None
        assert was.released is not None
        assert (line.released.source, line.released.time) == (was.released.source, was.released.time)
        assert (line.draft, line.cards, line.state) == (None, was.cards, was.state)
    made.files[TWO] = topic("Two", choice("first"), cloze("d", "{{c3::Hope}} and {{c1::work}}"))
    assert "DG204" in made.codes(START + 2 * DAY)


def test_a_file_that_is_no_deck_of_ours_makes_no_lock() -> None:
    with pytest.raises(ValueError, match=r"not an \.apkg"):
        lock_from(b"PK", "stock")


def test_an_older_file_as_start_gives_every_edit_since_a_later_time() -> None:
    made = three()
    old = made.release(START + HOUR, version="0.2.0").built.packed.data
    edit(made, "Which?")
    made.lock = lock.write(lock_from(old, made.known().namespace)).encode()
    assert made.changes(START + DAY) == Changes(changed=("a",))
    assert made.build(START + DAY)["a"].mod == START + DAY


# Versions and words


@pytest.mark.parametrize(
    ("changes", "version"),
    [
        (Changes(), "1.2.4"),
        (Changes(changed=("a",)), "1.2.4"),
        (Changes(rerendered=("a",)), "1.2.4"),
        (Changes(added=("a",)), "1.3.0"),
        (Changes(moved=("a",)), "1.3.0"),
        (Changes(retired=("a",)), "1.3.0"),
        (Changes(returned=("a",), changed=("b",)), "1.3.0"),
        (Changes(changed=("a",), emptied=("a",)), "2.0.0"),
        (Changes(renamed=True), "2.0.0"),
    ],
)
def test_the_least_version_promises_what_the_changes_are(changes: Changes, version: str) -> None:
    assert least_version(changes, "1.2.3") == version


def test_the_first_version_is_1_0_0() -> None:
    assert least_version(Changes(added=("a",)), None) == "1.0.0"


def test_changes_are_counted_in_words() -> None:
    changes = Changes(changed=("a",), added=("b", "c"), moved=("d",), retired=("e",), returned=("f",), renamed=True)
    assert str(changes) == "1 changed, 2 new, 1 moved, 1 retired, 1 back in use, the deck's name"
    assert str(Changes()) == "nothing changed"


def test_the_notes_of_a_released_file_are_those_of_the_next_build() -> None:
    made = three()
    edit(made, "Which?")
    released = made.release(START + DAY).built
    checked = made.check(START + 2 * DAY)
    assert checked.resolved is not None
    assert rows(released) == made.build(START + 2 * DAY)
    assert unpack(released.packed.data).notes
