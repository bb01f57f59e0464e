"""What the rules leave alone. A critic earns trust by its silences; each case names its reason."""

import datetime
from typing import Any

import pytest

from deckgen.build import check
from deckgen.diagnostics import Diagnostic
from tests.rule_examples import NOW, deck_of, found_in


def codes(example: str) -> set[str]:
    return {finding.code for finding in found_in(example)}


def choice(stem: str, key: str, *wrong: str, **more: str) -> str:
    rows = "".join(
        f"\n  - {kind}: |\n      {text}" for kind, text in (("correct", key), *(("wrong", one) for one in wrong))
    )
    keys = "".join(f"\n{key}: {text}" for key, text in more.items())
    return f"question: |\n  {stem}\noptions:{rows}{keys}\n"


QUIET: dict[str, tuple[str, str]] = {
    "DG301 both of two long options": (
        "DG301",
        choice(
            "What helps?", "To sit down with the person and to ask", "To sit down alone and wait for an hour", "To go"
        ),
    ),
    "DG301 short names of different length": ("DG301", choice("Who came?", "Anna-Maria", "Jo", "Al")),
    "DG302 all of the people": ("DG302", choice("Who decides?", "All of the members", "The chair", "The county")),
    "DG303 vitamins have letters": ("DG303", choice("Which vitamins B hold this?", "B and C", "Iron", "Zinc")),
    "DG303 a hepatitis has a letter": (
        "DG303",
        choice("What is it?", "A virus", "A germ", "A toxin", explanation="Hepatitis B spreads by blood."),
    ),
    "DG304 in the right answer, too": (
        "DG304",
        choice("What holds?", "Consent always comes first", "Consent is never asked for", "Consent is asked for once"),
    ),
    "DG304 what someone says": (
        "DG304",
        choice("Who listens?", "I hear you", '"You always say that to me"', "Go on then"),
    ),
    "DG304 what never happened": (
        "DG304",
        choice("What did she do?", "She left at noon", "She never worked at a clinic", "She came"),
    ),
    "DG305 the month of May": (
        "DG305",
        choice("When is it?", "In the month of May", "In the month of June", "In July"),
    ),
    "DG305 a hedge in a clause": (
        "DG305",
        choice("What is a plan?", "A list that you may change", "A list that you keep", "A list that you lose"),
    ),
    "DG306 every option repeats it": (
        "DG306",
        choice("Which plan comes first?", "The crisis plan", "The lesson plan", "The floor plan"),
    ),
    "DG307 every part twice": (
        "DG307",
        choice("Which two?", "Tea and milk", "Tea and rum", "Gin and rum", "Gin and milk"),
    ),
    "DG308 an hour": ("DG308", choice("The meeting lasted an", "hour", "evening", "afternoon")),
    "DG308 an acronym, whose sound nobody knows": ("DG308", choice("She had a", "MRI", "scan", "test")),
    "DG309 ranges side by side": ("DG309", choice("How old?", "10 to 14", "15 to 19", "20 to 24", shuffle="false")),
    "DG309 order matters": ("DG309", choice("Which way?", "To go from A to B", "To go from B to A", "To stay at home")),
    "DG310 a negation in a condition": ("DG310", choice("What helps if he does not answer?", "Time", "Noise", "Haste")),
    "DG310 a negation in a reason": ("DG310", choice("Why does she not sleep well?", "Noise", "Tea", "Light")),
    "DG310 the best reason not to": (
        "DG310",
        choice("Which is the best reason not to post it?", "Trust", "Time", "Cost"),
    ),
    "DG310 a person who has not": ("DG310", choice("A person who has not eaten needs", "food", "sleep", "work")),
    "DG310 bold": ("DG310", choice("Which is **not** so?", "This", "That", "Those")),
    "DG311 a title": (
        "DG311",
        choice("Which is **NOT** one of the songs?", "Old Road", "No Way Home", "Blue Sea"),
    ),
    "DG312 a sentence to complete": ("DG312", choice("The first step of a plan is to", "listen", "write", "rest")),
    "DG312 a blank": ("DG312", choice("The first step is ____ .", "listening", "writing", "resting")),
    "DG312 a task": ("DG312", choice("Choose the first step of the plan.", "Listen", "Write", "Rest")),
    "DG312 true or false": ("DG312", choice("Peer support is voluntary.", "True", "False")),
    "DG313 numbers within a text": (
        "DG313",
        choice("What helps?", "2 days of rest a week", "1 day off, paid", "3 naps"),
    ),
    "DG313 other units": ("DG313", choice("How long?", "3 weeks", "10 days", "1 month")),
    "DG319 a word that the question has, too": (
        "DG319",
        choice("Which plan is it?", "A plan", "A note", "A form", hint="The plan is short."),
    ),
    "DG321 a reason with a number": (
        "DG321",
        "question: How many?\noptions:\n  - correct: Some\n    why: |\n      It is 4.\n  - wrong: Many\n    why: |\n      It is 3.\n"
        "  - wrong: None at all\n    why: |\n      It is 2.\n",
    ),
    "DG323 a number that matters": ("DG323", "cloze: |\n  Report it within {{c1::two::how many?}} hours.\n"),
    "DG325 the same number twice": (
        "DG325",
        "cloze: |\n  {{c1::Hope}} is a start, and {{c1::hope}} grows in company.\n",
    ),
    "DG325 part of another word": ("DG325", "cloze: |\n  {{c1::Rest}} restores the tired, as friends of mine say.\n"),
    "DG326 a small word that carries the rule": ("DG326", "cloze: |\n  Ask {{c1::before}} you touch anyone at work.\n"),
    "DG327 a quotation": ("DG327", 'cloze: |\n  He says, "I am an addict," and means {{c1::himself}}.\n'),
    "DG327 a name": ("DG327", "cloze: |\n  The National Institute on Drug Abuse studies {{c1::addiction}}.\n"),
    "DG327 words that only look alike": ("DG327", "cloze: |\n  A psychosocial group met in a {{c1::clean}} room.\n"),
    "DG517 a law without a number": (
        "DG517",
        "review-by:\ncloze: |\n  Any {{c1::law::rule}} can be read by everyone.\n",
    ),
}


@pytest.mark.parametrize(("code", "example"), QUIET.values(), ids=QUIET.keys())
def test_a_rule_stays_silent(code: str, example: str) -> None:
    assert code not in codes(example)


LOUD: dict[str, tuple[str, str]] = {
    "DG302 none of these": ("DG302", choice("Who decides?", "The person", "The clinic", "None of these")),
    "DG302 both of the above": ("DG302", choice("Who decides?", "Both of the above", "The clinic", "The county")),
    "DG303 letters of their own": ("DG303", choice("Who decides?", "A) The person", "B) The clinic", "C) The county")),
    "DG303 both A and C": ("DG303", choice("Who decides?", "Both A and C", "The clinic", "The county")),
    "DG303 in the hint": ("DG303", choice("Who?", "The person", "The clinic", "The county", hint="Not option A.")),
    "DG308 a plural verb": ("DG308", choice("The units of heredity are called", "genes", "cell", "atom")),
    "DG309 one holds two others": ("DG309", choice("Who helps?", "Friends", "Family", "Friends and family")),
    "DG309 two limits": ("DG309", choice("How many?", "More than 5", "More than 10", "Exactly 2", shuffle="false")),
    "DG310 except": ("DG310", choice("All of these calm, except", "noise", "music", "tea")),
    "DG310 isn't": ("DG310", choice("Which one isn't a task of yours?", "This", "That", "Those")),
    "DG313 kept out of order": ("DG313", choice("How many?", "5", "3", "9", shuffle="false")),
    "DG314 seven": ("DG314", choice("Which day?", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")),
    "DG319 the word in a cloze": ("DG319", "cloze: |\n  Hope grows in {{c1::company}}.\nhint: It needs company.\n"),
    "DG324 nothing left": ("DG324", "cloze: |\n  {{c1::Hope}} {{c1::grows}} here.\n"),
    "DG325 in another deletion": (
        "DG325",
        "cloze: |\n  The {{c1::plan}} is short, and a {{c2::plan}} is kept at hand.\n",
    ),
    "DG517 a bill": ("DG517", "review-by:\ncloze: |\n  California passed SB 803 in {{c1::2020::year}}.\n"),
}


@pytest.mark.parametrize(("code", "example"), LOUD.values(), ids=LOUD.keys())
def test_a_rule_speaks_up(code: str, example: str) -> None:
    assert code in codes(example)


def test_english_words_are_not_looked_for_in_another_language() -> None:
    example = choice("Which is not a plan?", "This", "That", "Those")
    assert "DG310" in codes(example)
    assert "DG310" not in codes(f"{example}# deck.yaml\nlanguage: es\n")


def test_a_question_out_of_use_is_not_judged() -> None:
    example = choice("Which of the following is true?", "This", "That", "All of these")
    assert {"DG302", "DG312"} <= codes(example)
    retired = "retired:\n  since: 2026-01-01\n  because: |\n    The law changed.\n"
    assert not {"DG302", "DG312"} & codes(example + retired)


def test_an_allowance_lets_a_finding_stand_and_is_reported_when_nothing_needs_it() -> None:
    example = choice("Which of the following is true?", "This one", "That one", "Those ones")
    allowed = f"{example}allow:\n  DG312: |\n    It is a drill.\n"
    assert codes(allowed) == codes(example) - {"DG312"}
    idle = (
        choice("Which plan is short?", "This one", "That one", "Those ones")
        + "allow:\n  DG312: |\n    It is a drill.\n"
    )
    assert "DG115" in codes(idle)


def test_without_the_rules_their_allowances_count_as_needed() -> None:
    idle = (
        choice("Which plan is short?", "This one", "That one", "Those ones")
        + "allow:\n  DG312: |\n    It is a drill.\n"
    )
    assert check(deck_of(idle), NOW).findings == ()


def test_rules_that_count_wait_until_every_file_can_be_understood() -> None:
    broken = "cloze: |\n  Hope grows in {{c1::company}}.\nhnt: A typing error.\n"
    assert codes(broken) == {"DG102"}


def test_a_finding_names_the_question_the_part_and_the_word() -> None:
    (finding,) = found_in(choice("Which is not short here?", "This one", "That one", "Those ones"))
    assert (finding.code, finding.where, finding.question) == ("DG310", 'question "case"', "case")
    assert (finding.span.line, finding.span.column) == (5, 16)


def test_the_day_of_the_check_decides_what_is_due() -> None:
    example = "review-by: 2026-11-24\ncloze: |\n  Hope grows in {{c1::company}}.\n"

    def due(day: datetime.date) -> list[Diagnostic]:
        now = int(datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC).timestamp())
        return [one for one in check(deck_of(example), now, judge=True).findings if one.code == "DG516"]

    assert due(datetime.date(2026, 11, 24)) == []
    assert len(due(datetime.date(2026, 11, 25))) == 1


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("3", "1 question has"),
        ("2-4", "1 question has"),
        ("0-40%", "100% of the questions have"),
        ("1", ""),
        ("50-100%", ""),
    ],
)
def test_a_target_is_a_number_a_range_or_a_share(target: str, message: str) -> None:
    example = f"cloze: |\n  Hope grows in {{{{c1::company}}}}.\n# deck.yaml\nareas:\n  work: W\ntargets:\n  areas:\n    work: {target}\n"
    found = [finding.message for finding in found_in(example)]
    assert len(found) == bool(message)
    assert all(message in one for one in found)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("areas:\n    wrok: 3", "DG105"),
        ("areas:\n    work: many", "DG106"),
        ("areas:\n    work: 9-3", "DG106"),
        ("araes:\n    work: 3", "DG102"),
        ("negative: 5%", ""),
        ("negative: some", "DG106"),
    ],
)
def test_a_target_that_cannot_be_meant_is_reported(lines: str, code: str) -> None:
    example = f"cloze: |\n  Hope grows in {{{{c1::company}}}}.\n# deck.yaml\nareas:\n  work: W\ntargets:\n  {lines}\n"
    assert codes(example) == ({code} if code else set())


def _numbered(count: int, text: Any) -> str:
    return "".join(f"- id: number-{number}-here\n  cloze: |\n    {text(number)}\n" for number in range(count))


def test_the_same_question_is_found_again_in_another_file_and_far_away() -> None:
    many = _numbered(
        60, lambda number: f"Chapter {number} of volume {number * 7} treats {{{{c1::theme{number}}}}} at length."
    )
    first = "- id: first-one\n  cloze: |\n    In the county of Fresno, a peer meets people at the {{c1::door}}.\n"
    again = "- id: second-one\n  cloze: |\n    In the county of Fresno a peer meets people at the {{c1::door}} first.\n"
    found = [finding for finding in found_in(first + many + again) if finding.code == "DG340"]
    assert [finding.question for finding in found] == ["second-one"]
    assert '"first-one"' in found[0].message
