"""The guesser: catches banks that give themselves away, and leaves clean ones alone."""

import datetime
import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from deckgen.commands.stats import command
from deckgen.model import Bank, DeckFiles
from deckgen.parse import parse
from deckgen.rules import lint
from deckgen.rules.guess import CUES, Guess
from deckgen.stats import sit
from tests.rule_examples import DECK

TODAY = datetime.date(2026, 11, 24)
# Words that are neither warm nor harsh, careful nor absolute.
WORDS = [
    "lamp",
    "river",
    "table",
    "cloud",
    "paper",
    "stone",
    "glass",
    "wheel",
    "field",
    "bread",
    "house",
    "light",
    "metal",
    "grain",
    "cloth",
    "brick",
    "plant",
    "shelf",
]

Words = Callable[[int], str]
Maker = Callable[[random.Random, Words], tuple[str, list[str]]]


def bank_of(make: Maker, count: int = 120, seed: int = 7, fixed: bool = False, key_first: bool = False) -> Bank:
    """A bank of made-up questions; the first option that `make` gives is the right one."""
    chance = random.Random(seed)
    rows = ["topic: Case\nquestions:\n"]
    for number in range(count):
        stem, options = make(chance, lambda length: " ".join(chance.choice(WORDS) for _ in range(length)))
        shown = list(enumerate(options))
        if not (fixed or key_first):
            chance.shuffle(shown)
        rows.append(f"  - id: case-{number}-of-many\n    question: {stem}\n    options:\n")
        rows += [f"      - {'wrong' if place else 'correct'}: {text}.\n        why: So.\n" for place, text in shown]
        rows.append(
            "    hint: Think.\n    explanation: Because.\n    sources: [book]\n    area: work\n    level: apply\n"
        )
        rows.append("    shuffle: false\n" if fixed else "")
    files = {
        "deck.yaml": "\n".join(DECK.values()).encode(),
        "sources.yaml": b"book:\n  title: B\n  year: 2019\n",
        "01-case.yaml": "".join(rows).encode(),
    }
    bank, findings = parse(DeckFiles(path="made", files=files, media_path="media", media={}))
    assert bank is not None
    assert findings == []
    return bank


def clean(chance: random.Random, words: Words) -> tuple[str, list[str]]:
    return f"Which {words(3)} goes here?", [f"{word} {words(4)}" for word in chance.sample(WORDS, 4)]


def long_keys(chance: random.Random, words: Words) -> tuple[str, list[str]]:
    stem, (key, *wrong) = clean(chance, words)
    return stem, [f"{key} {words(5)}" if chance.random() < 0.7 else key, *wrong]


def careful_keys(chance: random.Random, words: Words) -> tuple[str, list[str]]:
    stem, (key, *wrong) = clean(chance, words)
    return stem, [f"often {key}", *(f"always {one}" for one in wrong)]


def echoing_keys(chance: random.Random, words: Words) -> tuple[str, list[str]]:
    first, second, *rest = chance.sample(WORDS, 6)
    return f"Which {first} has the {second}?", [f"{first} {second}", *(f"{one} {words(1)}" for one in rest[:3])]


def converging_keys(chance: random.Random, words: Words) -> tuple[str, list[str]]:
    a, b, c, d, e, f = chance.sample(WORDS, 6)
    return "What goes together?", [f"{a} and {b}", f"{a} and {c}", f"{d} and {b}", f"{e} and {f}"]


def kind_keys(chance: random.Random, words: Words) -> tuple[str, list[str]]:
    stem, (key, *wrong) = clean(chance, words)
    return stem, [f"listen {key}", *(f"lecture {one}" for one in wrong)]


def sat(bank: Bank) -> Guess:
    result = sit(bank, TODAY)
    assert result is not None
    return result


@pytest.mark.parametrize("seed", range(3))
def test_a_clean_bank_is_not_at_fault(seed: int) -> None:
    result = sat(bank_of(clean, seed=seed))
    assert not result.at_fault
    assert result.low < result.chance < result.high
    assert result.chance == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("make", "cue"),
    [
        (long_keys, "length"),
        (careful_keys, "hedges"),
        (echoing_keys, "stem overlap"),
        (converging_keys, "convergence"),
        (kind_keys, "tone"),
    ],
)
def test_a_leaking_bank_is_caught_and_the_cue_is_named(make: Maker, cue: str) -> None:
    result = sat(bank_of(make))
    assert result.at_fault
    assert result.score > 0.45
    assert result.cues[cue] == max(result.cues.values())


def test_a_key_that_stands_first_is_seen_where_the_order_is_kept() -> None:
    result = sat(bank_of(clean, fixed=True))
    assert result.cues["position"] == pytest.approx(1.0)
    assert result.at_fault


def test_a_key_that_stands_first_in_the_file_tells_nothing_where_the_options_are_shuffled() -> None:
    result = sat(bank_of(clean, key_first=True))
    assert result.cues["position"] < 0.4


def test_the_leaking_items_come_with_the_most_telling_first() -> None:
    leaks = sat(bank_of(long_keys)).leaks
    assert leaks
    assert [leak.confidence for leak in leaks] == sorted((leak.confidence for leak in leaks), reverse=True)
    assert all(leak.confidence > 1.4 * leak.chance for leak in leaks)


def test_the_result_is_the_same_each_time_and_in_any_order_of_files() -> None:
    bank = bank_of(long_keys)
    assert sat(bank) == sat(bank)


def test_a_small_bank_is_not_judged() -> None:
    assert sit(bank_of(long_keys, count=29), TODAY) is None


def test_the_check_reports_a_bank_that_can_be_guessed_and_no_other() -> None:
    def found(make: Maker) -> list[str]:
        return [finding.message for finding in lint(bank_of(make), TODAY) if finding.code == "DG349"]

    assert found(clean) == []
    (message,) = found(long_keys)
    assert "length" in message
    assert "chance is 25%" in message


def test_the_command_shows_score_chance_cues_and_items(tmp_path: Path) -> None:
    (tmp_path / "deck.yaml").write_text("\n".join(DECK.values()))
    (tmp_path / "sources.yaml").write_text("book:\n  title: B\n  year: 2019\n")
    text = "".join(
        f"  - id: case-{number}-kind\n    question: What helps {number}?\n    options:\n"
        f"      - correct: A long answer that says it all in many words {number}\n        why: So.\n"
        "      - wrong: One\n        why: So.\n      - wrong: Two\n        why: So.\n    hint: Think.\n"
        "    explanation: Because.\n    sources: [book]\n    area: work\n    level: apply\n"
        for number in range(40)
    )
    (tmp_path / "01-case.yaml").write_text(f"topic: Case\nquestions:\n{text}")
    shown = CliRunner().invoke(command, ["--guess", str(tmp_path)])
    assert shown.exit_code == 0, shown.output
    for words in (
        "40 multiple choice",
        "score   100.0%",
        "chance  33.3%",
        "length",
        "gives itself away",
        "case-0-kind",
    ):
        assert words in shown.output
    rows = json.loads(CliRunner().invoke(command, ["--guess", "--json", str(tmp_path)]).output)
    assert rows[0]["guess"]["at_fault"] is True
    assert set(rows[0]["guess"]["cues"]) == set(CUES)
    assert "guess" not in json.loads(CliRunner().invoke(command, ["--json", str(tmp_path)]).output)[0]
