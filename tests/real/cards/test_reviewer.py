"""The cards in the real Anki's reviewer and previewers. Each test fails if any page reports an error (see `anki`)."""

import json

import pytest

from tests.real.cards import odd
from tests.real.cards.look import Look
from tests.real.cards.odd import options
from tests.real.cards.samples import (
    CLOZE,
    CLOZE_ES,
    CLOZE_RETIRED,
    HARM_REDUCTION,
    MATHS,
    OARS_TWO,
    RETIRED,
    SPANISH,
    TOP,
    Note,
    Option,
    choice,
    cloze,
)
from tests.real.cards.session import Anki

RIGHT = "Ask what he wants to change first, and plan safer steps toward it with him."
WRONG = "Find out how severe his use is, so that the team can pick a program for him."
WRONG_REASON = "Rating severity and placing people in programs are clinical tasks"


def judges_nothing(look: Look) -> bool:
    return not (look.verdict or look.advice or look.own or any(look.marks))


def test_a_mouse_click_picks_an_option_and_the_back_keeps_order_and_choice(anki: Anki) -> None:
    front = anki.study(HARM_REDUCTION)
    assert front.kinds == ["radio"] * 4
    assert front.picked == []
    anki.choose(WRONG)
    assert anki.look().picked == [WRONG]
    back = anki.answered()
    assert back.options == front.options
    assert back.letters == list("ABCD")
    assert back.marked() == {WRONG: "✗ Your answer", RIGHT: "✓ Correct, missed"}
    assert back.key == back.letter(RIGHT)


def test_every_option_and_every_reason_is_shown_once(anki: Anki) -> None:
    front = anki.study(HARM_REDUCTION)
    shown = "document.querySelector('.dg-card').innerText"
    assert [anki.js(shown).count(option) for option in front.options] == [1] * 4
    back = anki.answered()
    assert [anki.js(shown).count(text) for text in back.options + back.reasons] == [1] * 8


def test_every_option_has_its_own_reason_below_it(anki: Anki) -> None:
    anki.study(options(8, 3))
    back = anki.answered()
    assert back.reasons == [option.replace("Option number", "Reason") for option in back.options]
    assert back.lists == 0


def test_a_wrong_answer_is_judged_kindly_with_its_reason_first_in_view(anki: Anki) -> None:
    for seen in range(2):
        anki.study(choice(f"view-{seen}", HARM_REDUCTION.fields["Question"] * 3, [
            Option(text=f"Wrong {n}" * 9, why=f"Reason {n} " * 20) for n in range(5)] + [Option(text="Right", why="Good", right=True)]))  # fmt: skip
        anki.do("resize", width=360, height=640)
        picked = next(option for option in reversed(anki.look().options) if option != "Right")
        anki.choose(picked)
        back = anki.answered()
        assert back.verdict == "✗ Not quite"
        assert back.advice == "Rate it Again."
        reason = picked[:7].replace("Wrong", "Reason")
        tops = anki.js(
            "Array.from(document.querySelectorAll('.dg-reason')).filter((node) => node.textContent.startsWith("
            f"{json.dumps(reason)})).map((node) => node.getBoundingClientRect().top)"
        )
        assert 0 <= min(tops) < 500


def test_the_first_options_reason_is_not_shown_twice(anki: Anki) -> None:
    front = anki.study(options(3, 1, setup="fixed"))
    anki.choose(front.options[0])
    assert anki.answered().own == []
    anki.study(options(3, 1, name="other", setup="fixed"))
    anki.choose(front.options[2])
    assert anki.answered().own == ["CReason 2"]


def test_a_right_answer_is_praised_with_advice_for_a_guess(anki: Anki) -> None:
    anki.study(HARM_REDUCTION)
    anki.choose(RIGHT)
    back = anki.answered()
    assert back.verdict == "✓ Correct"
    assert back.advice == "If you guessed, rate it Again."
    assert back.marked() == {RIGHT: "✓ Correct, your answer"}


def test_an_unanswered_card_shows_the_key_and_says_that_nothing_was_chosen(anki: Anki) -> None:
    anki.study(HARM_REDUCTION)
    back = anki.answered()
    assert back.verdict == "No option chosen"
    assert back.marked() == {RIGHT: "✓ Correct"}


def test_several_right_options_are_checkboxes_with_choose_two(anki: Anki) -> None:
    front = anki.study(OARS_TWO)
    assert front.kinds == ["checkbox"] * 5
    assert front.asks == "Choose two"
    both = ["“Part of you misses the old crowd.”", "“So work is what worries you most.”"]
    anki.choose(*both)
    assert sorted(anki.look().picked) == both
    back = anki.answered()
    assert back.verdict == "✓ Correct"
    assert back.key == ", ".join(sorted(map(back.letter, both)))


def test_one_of_two_is_not_quite_and_the_other_is_marked_as_missed(anki: Anki) -> None:
    anki.study(OARS_TWO)
    anki.choose("“Part of you misses the old crowd.”")
    back = anki.answered()
    assert back.verdict == "✗ Not quite"
    assert back.marked() == {
        "“Part of you misses the old crowd.”": "✓ Correct, your answer",
        "“So work is what worries you most.”": "✓ Correct, missed",
    }


def test_a_checkbox_can_be_cleared_again(anki: Anki) -> None:
    anki.study(OARS_TWO)
    option = anki.look().options[2]
    anki.choose(option, option)
    assert anki.look().picked == []
    assert anki.answered().verdict == "No option chosen"


def test_the_back_says_whether_the_hint_was_used(anki: Anki) -> None:
    assert anki.study(HARM_REDUCTION).hint == ""
    anki.do("click", selector=".dg-hint summary")
    assert anki.look().hint == "Think about who sets the goal, and what has to happen before help can start."
    anki.choose(RIGHT)
    assert anki.answered().advice == "If you guessed, rate it Again. You used the hint."


def test_a_card_without_a_hint_has_no_place_for_one(anki: Anki) -> None:
    anki.study(options(3, 0))
    assert anki.js("document.querySelectorAll('.dg-hint').length") == 0


def test_explanation_source_and_report_stand_open_on_the_back(anki: Anki) -> None:
    anki.study(HARM_REDUCTION)
    anki.answered()
    text = anki.js("document.querySelector('.dg-back').innerText")
    for words in ("meeting people where they are", "Checked 2026-11-23", "harm-reduction-stance", "Found a mistake?"):
        assert words in text
    assert anki.js("Array.from(document.querySelectorAll('.dg-source a')).map((link) => link.protocol)") == ["https:"]


def test_cards_in_a_row_do_not_disturb_each_other(anki: Anki) -> None:
    notes = [HARM_REDUCTION, CLOZE, OARS_TWO, odd.QUOTES, MATHS, odd.EIGHT]
    front = anki.study(*notes)
    seen = []
    while True:
        seen.append(front.stem)
        assert front.picked == []
        if front.options:
            anki.choose(front.options[-1])
            back = anki.answered()
            assert back.options == front.options
            assert back.verdict in ("✓ Correct", "✗ Not quite")
        else:
            anki.answered()
        if not anki.do("rate", ease=4):
            break
        front = anki.look()
    assert len(seen) == len(notes) + 1  # the cloze note has two cards


def test_the_same_card_again_is_a_new_presentation(anki: Anki) -> None:
    first = anki.study(odd.ALL_26)
    anki.choose(first.options[0])
    anki.answered()
    anki.do("rate", ease=1)
    second = anki.look()
    assert second.stem == first.stem
    assert second.picked == []
    assert second.options != first.options
    assert sorted(second.options) == sorted(first.options)
    assert anki.answered().options == second.options


def test_redrawing_a_side_changes_nothing(anki: Anki) -> None:
    front = anki.study(odd.ALL_26)
    anki.choose(front.options[4])
    before = anki.look()
    anki.do("redraw")
    assert anki.look() == before
    back = anki.answered()
    anki.do("redraw")
    assert anki.look() == back
    assert back.marked()[front.options[4]].endswith("answer")


def test_an_opened_hint_stays_open_when_the_front_is_drawn_anew(anki: Anki) -> None:
    anki.study(HARM_REDUCTION)
    anki.do("click", selector=".dg-hint summary")
    anki.do("redraw")
    assert anki.look().hint.startswith("Think about")


def test_editing_the_note_keeps_order_and_choice_on_both_sides(anki: Anki) -> None:
    front = anki.study(odd.ALL_26)
    anki.choose(front.options[7])
    anki.do("edit", field="Question", value="A better stem")
    again = anki.look()
    assert again.stem == "A better stem"
    assert (again.options, again.picked) == (front.options, [front.options[7]])
    back = anki.answered()
    anki.do("edit", field="Explanation", value="A better explanation")
    assert anki.look() == back
    assert "A better explanation" in anki.js("document.querySelector('.dg-back').innerText")


def test_an_option_taken_away_by_an_edit_does_no_harm(anki: Anki) -> None:
    anki.study(odd.THREE)
    anki.choose("Option number 2")
    short = "<ol><li>Option number 0</li><li>Option number 1</li></ol>"
    anki.do("edit", field="Options", value=short)
    anki.do("edit", field="Rationale", value="<ol><li>Reason 0</li><li>Reason 1</li></ol>")
    back = anki.answered()
    assert back.marked() == {"Option number 1": "✓ Correct"}


def test_undo_shows_the_question_before_afresh(anki: Anki) -> None:
    first = anki.study(HARM_REDUCTION, OARS_TWO)
    anki.choose(WRONG)
    anki.answered()
    anki.do("rate", ease=3)
    anki.choose(anki.look().options[0])
    anki.do("undo")
    again = anki.look()
    assert again.stem == first.stem
    assert again.picked == []
    anki.choose(RIGHT)
    assert anki.answered().verdict == "✓ Correct"


def test_no_listener_is_left_behind_by_cards_that_are_gone(anki: Anki) -> None:
    anki.study(*(options(3, 0, name=f"row-{n}") for n in range(5)))
    anki.do("run", script="""
        window.dg_test_keys = new Set();
        const add = document.addEventListener, remove = document.removeEventListener;
        document.addEventListener = function (kind, run) { if (kind === "keydown") dg_test_keys.add(run); add.apply(this, arguments); };
        document.removeEventListener = function (kind, run) { dg_test_keys.delete(run); remove.apply(this, arguments); };
    """)  # fmt: skip
    for _ in range(4):
        anki.answered()
        anki.do("rate", ease=4)
    assert anki.js("dg_test_keys.size") == 1
    anki.answered()
    assert anki.js("dg_test_keys.size") == 0


@pytest.mark.parametrize(
    "note", [HARM_REDUCTION, OARS_TWO, CLOZE, RETIRED, odd.NO_KEY], ids=lambda note: note.fields["ID"]
)
def test_a_script_that_runs_twice_changes_nothing(anki: Anki, note: Note) -> None:
    anki.study(note)
    for turn in (lambda: None, anki.answered):
        turn()
        before = anki.js("document.querySelector('.dg-card').outerHTML")
        anki.do("run", script="(0, eval)(document.querySelector('#qa script').textContent)")
        assert anki.js("document.querySelector('.dg-card').outerHTML") == before


def test_a_fixed_order_is_kept_on_both_sides(anki: Anki) -> None:
    written = [f"Option number {n}" for n in range(5)]
    assert anki.study(odd.FIXED).options == written
    assert anki.answered().options == written


@pytest.mark.parametrize("note", odd.UNSOUND, ids=lambda note: note.fields["ID"])
def test_a_note_whose_lists_or_key_do_not_fit_is_shown_as_it_stands_and_not_judged(anki: Anki, note: Note) -> None:
    front = anki.study(note)
    anki.choose(front.options[0])
    back = anki.answered()
    assert judges_nothing(back)
    assert back.options[1] == RIGHT
    assert back.reasons == [""] * 4
    assert back.key == note.fields["Correct"]
    assert back.lists == (1 if note.fields["Rationale"] else 0)


def test_options_that_are_no_list_are_shown_as_they_stand(anki: Anki) -> None:
    anki.study(odd.NOT_A_LIST)
    assert anki.js("document.querySelector('.dg-options').innerText") == "one\ntwo"
    assert judges_nothing(anki.answered())


def test_a_note_made_by_hand_without_setup_works_with_checkboxes(anki: Anki) -> None:
    front = anki.study(odd.BY_HAND)
    assert front.kinds == ["checkbox"] * 4
    assert front.asks == ""
    anki.choose(RIGHT)
    back = anki.answered()
    assert back.options == front.options
    assert back.verdict == "✓ Correct"


def test_the_previewer_turns_from_front_to_back_in_one_order(anki: Anki) -> None:
    anki.load([odd.EIGHT])
    anki.do("preview", search="deck:*", both=False)
    front = anki.look()
    assert front.marks == [""] * 8
    anki.do("preview_turn")
    back = anki.look()
    assert back.options == front.options
    assert back.marked() == {"Option number 7": "✓ Correct"}


def test_the_previewer_of_the_back_alone_claims_nothing_about_the_learner(anki: Anki) -> None:
    anki.study(HARM_REDUCTION)
    anki.choose(WRONG)
    anki.answered()
    anki.do("preview", search="deck:*", both=True)
    back = anki.look()
    assert (back.verdict, back.advice, back.own) == ("", "", [])
    assert back.marked() == {RIGHT: "✓ Correct"}
    assert back.key == back.letter(RIGHT)
    assert back.reasons.count("") == 0
    anki.do("close_preview")
    assert anki.look().verdict == "✗ Not quite"


def test_a_filtered_deck_shows_the_topic_of_the_home_deck(anki: Anki) -> None:
    anki.load([HARM_REDUCTION])
    anki.do("study_filtered", search="deck:*")
    assert anki.look().topic == "04 Rehabilitation and recovery"


def test_a_topic_that_names_an_option_stays_off_the_front(anki: Anki) -> None:
    names = [Option(text="Housing First", why="a", right=True), Option(text="Recovery housing", why="b")]
    note = choice("telling", "What is this model called?", names, deck=f"{TOP}::05 The Housing First model")
    assert anki.study(note).topic == ""
    assert anki.answered().topic == "05 The Housing First model"


def test_a_topic_that_names_a_deletion_stays_off_the_front(anki: Anki) -> None:
    telling = cloze("telling", "It is called {{c1::rehabilitation}}.")
    assert anki.study(telling).topic == ""
    assert anki.answered().topic == "04 Rehabilitation and recovery"
    assert anki.study(CLOZE).topic == "04 Rehabilitation and recovery"


def test_the_front_is_the_same_whatever_the_key_the_reasons_and_the_id_are(anki: Anki) -> None:
    secrets = {
        "correct": "C",
        "rationale": "<ol><li>a</li><li>b</li><li>c</li><li>d</li></ol>",
        "explanation": "x",
        "extra": "y",
        "source": "z",
    }
    anki.load([HARM_REDUCTION, odd.edited("another-id", **secrets)])
    one, other = anki.do("rendered")
    assert one["front"] == other["front"]
    assert one["back"] != other["back"]


@pytest.mark.parametrize("note", [odd.QUOTES, odd.CLOZE_QUOTES], ids=["choice", "cloze"])
def test_quotes_script_ends_braces_and_formulas_in_fields_are_only_text(anki: Anki, note: Note) -> None:
    front = anki.study(note)
    assert "\" ' `" in front.stem
    assert "</script>" in front.stem
    assert "עברית" in front.stem
    assert anki.js("document.querySelectorAll('.dg-stem mjx-container').length") == 1
    if front.options:
        right = next(option for option in front.options if option.startswith("Right"))
        anki.choose(right)
        back = anki.answered()
        assert back.verdict == "✓ Correct"
        assert back.reasons[back.options.index(right)].startswith("Because \" ' `")
    else:
        anki.answered()
        assert '"it\'s" `x`' in anki.look().stem


def test_formulas_are_set_in_options_and_reasons(anki: Anki) -> None:
    anki.study(MATHS)
    assert anki.js("document.querySelectorAll('.dg-text mjx-container').length") == 3
    anki.answered()
    assert anki.js("document.querySelectorAll('.dg-reason mjx-container').length") == 1


def test_lists_and_tables_inside_options_stay_whole(anki: Anki) -> None:
    front = anki.study(odd.NESTED)
    assert sorted(front.options) == ["Two steps:callwait", "a cell", "one bullet"]
    anki.choose("Two steps:callwait")
    back = anki.answered()
    assert back.verdict == "✓ Correct"
    assert back.reasons[back.options.index("Two steps:callwait")] == "It isshortclear"
    assert anki.js("document.querySelectorAll('.dg-text ol > li').length") == 2


@pytest.mark.parametrize(
    "note", [odd.TWO, odd.THREE, odd.EIGHT, odd.ALL_26, odd.ALL_RIGHT], ids=lambda note: note.fields["ID"]
)
def test_any_number_of_options_works(anki: Anki, note: Note) -> None:
    front = anki.study(note)
    count = note.fields["Options"].count("<li>")
    right = [f"Option number {ord(letter) - 65}" for letter in note.fields["Correct"].split(", ")]
    assert front.letters == [chr(65 + n) for n in range(count)]
    anki.choose(*right)
    back = anki.answered()
    assert back.verdict == "✓ Correct"
    assert set(back.marked()) == set(right)


def test_a_cloze_card_hides_and_reveals_one_deletion_with_its_hint(anki: Anki) -> None:
    front = anki.study(CLOZE)
    assert "is in [a stage of change]. A person" in front.stem
    assert "month is in preparation." in front.stem
    anki.do("click", selector=".dg-hint summary")
    assert anki.look().hint.startswith("One word is about weighing")
    back = anki.answered()
    assert "is in contemplation. A person" in back.stem
    assert "The stages describe where someone is" in anki.js("document.querySelector('.dg-back').innerText")


@pytest.mark.parametrize("note", [RETIRED, CLOZE_RETIRED], ids=["choice", "cloze"])
def test_a_retired_card_says_so_on_both_sides_and_asks_and_judges_nothing(anki: Anki, note: Note) -> None:
    anki.study(note)
    for turn in (lambda: None, anki.answered):
        turn()
        text = anki.js("document.querySelector('.dg-card').innerText")
        assert "Out of use since 2027-01-01." in text
        assert "Delete Notes" in text
        assert "$150" not in text
        assert "It was so until 2026." not in text
        assert anki.js("document.querySelectorAll('.dg-card input').length") == 0
        assert judges_nothing(anki.look())


def test_a_spanish_card_speaks_spanish_and_says_so_to_screen_readers(anki: Anki) -> None:
    front = anki.study(SPANISH)
    assert anki.js("document.querySelector('.dg-card').lang") == "es"
    assert anki.js("document.querySelector('.dg-hint summary').textContent") == "Pista"
    anki.choose(front.options[0])
    back = anki.answered()
    assert back.verdict in ("✓ Correcto", "✗ Todavía no")
    assert "Explicación" in anki.js("document.querySelector('.dg-back').innerText")
    anki.study(CLOZE_ES)
    assert anki.js("document.querySelector('.dg-hint summary').textContent") == "Pista"


def test_day_and_night_have_their_own_colors_by_ankis_classes(anki: Anki) -> None:
    anki.study(HARM_REDUCTION)
    colors = "((style) => [style.color, getComputedStyle(document.body).backgroundColor])(getComputedStyle(document.querySelector('.dg-card')))"
    day = anki.js(colors)
    anki.do("night", on=True)
    night = anki.js(colors)
    assert day == ["rgb(31, 35, 41)", "rgb(251, 250, 248)"]
    assert night == ["rgb(231, 230, 227)", "rgb(30, 32, 36)"]
