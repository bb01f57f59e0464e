"""What `deckgen stats` counts, against decks small enough to count by hand."""

import datetime
import json
from pathlib import Path

from click.testing import CliRunner

from deckgen.commands.stats import command
from deckgen.parse import parse
from deckgen.stats import Row, Stats, count, to_json, to_text
from tests.stock import CASES, cloze, question, stock

TODAY = datetime.date(2026, 11, 24)
DECK = (CASES / "stock" / "deck.yaml").read_text("utf-8")


def items(*questions: str) -> bytes:
    """A file with these questions; each gets an id of its own."""
    bodies = (text.partition("questions:\n")[2].replace("id: a", f"id: q{n}") for n, text in enumerate(questions))
    return ("topic: Case\nquestions:\n" + "".join(bodies)).encode()


def counted(*questions: str, deck: str = "") -> Stats:
    bank, findings = parse(stock(("01-case.yaml", items(*questions)), deck=(DECK + deck).encode()))
    assert bank is not None
    assert findings == []
    return count(bank, TODAY)


def by_word(rows: tuple[Row, ...]) -> dict[str, int]:
    return {row.word: row.count for row in rows}


def test_questions_cards_and_kinds() -> None:
    stats = counted(
        question(),
        cloze("{{c1::a}} {{c2::b}} {{c1::c}}"),
        question() + "    retired:\n      since: 2026-01-01\n      because: |\n        Old.\n",
    )
    assert (stats.questions, stats.choices, stats.clozes, stats.cards, stats.retired) == (2, 1, 1, 3, 1)
    assert by_word(stats.coverage["kind"]) == {"multiple choice": 1, "cloze": 1, "asks for what is not so": 0}
    assert by_word(stats.coverage["topic"]) == {"01 Case": 2}


def test_every_word_of_a_vocabulary_is_counted_also_one_without_questions() -> None:
    stats = counted(question(), question(), question().replace("level: recall", "level: apply"))
    assert by_word(stats.coverage["level"])["recall"] == 2
    assert by_word(stats.coverage["level"])["apply"] == 1
    assert 0 in by_word(stats.coverage["area"]).values()


def test_a_target_is_met_or_missed_in_numbers_and_in_shares() -> None:
    deck = "targets:\n  levels:\n    recall: 2-3\n    apply: 40-60%\n  areas:\n    work: 9\n"
    stats = counted(question(), question(), question(), question().replace("level: recall", "level: apply"), deck=deck)
    rows = {row.word: row for name in ("level", "area") for row in stats.coverage[name]}
    assert (rows["recall"].target, rows["recall"].fits) == ("2-3", True)
    assert (rows["apply"].target, rows["apply"].fits, rows["apply"].least) == ("40-60%", False, 1.6)
    assert (rows["work"].fits, rows["work"].most) == (False, None)
    text = to_text(stats)
    assert "! of 9" in text
    assert "! of 2-3" not in text


def test_checked_stale_and_unchecked_add_up() -> None:
    checked = question() + "    checked: 2026-11-24\n"
    due = question() + "    checked: 2026-11-24\n    review-by: 2026-11-23\n"
    stats = counted(question(), checked, due, checked)
    assert by_word(stats.facts) == {"checked": 2, "stale": 1, "not checked": 1}


def test_right_answers_are_placed_in_the_files_and_in_the_deck() -> None:
    kept = question(options=("One", "Two", "Three")) + "    shuffle: false\n"
    stats = counted(kept, kept)
    assert by_word(stats.keys["Right answers in the files"]) == {"A": 2}
    assert by_word(stats.keys["Right answers in the deck"]) == {"A": 2}
    shuffled = counted(*(question(options=("One", "Two", "Three", "Four")) for _ in range(40)))
    assert by_word(shuffled.keys["Right answers in the files"])["A"] == 40
    assert min(by_word(shuffled.keys["Right answers in the deck"]).values()) > 0


def test_lengths_have_least_median_most_and_every_value_in_a_bar() -> None:
    stats = counted(*(question("word " * number, options=("One", "Two")) for number in (3, 5, 40)))
    spread = stats.spreads["Question"]
    assert (spread.least, spread.median, spread.most) == (3, 5, 40)
    assert sum(number for _, number in spread.bars) == 3
    assert spread.bars[0][0] <= 3
    assert spread.bars[-1][0] + spread.step > 40
    assert stats.spreads["Options of a question"].bars == ((2, 3),)


def test_a_source_is_counted_once_for_each_question_that_cites_it() -> None:
    twice = question().replace("sources: [book]", "sources: [book, {id: book, at: chapter 2}]")
    assert by_word(counted(twice, question()).sources)["book"] == 2


def test_an_empty_deck_is_no_failure() -> None:
    bank, _ = parse(stock(("01-case.yaml", b"topic: Case\nquestions: []\n")))
    assert bank is not None
    stats = count(bank, TODAY)
    assert stats.questions == 0
    assert to_text(stats)
    assert json.dumps(to_json(stats, None))


def test_the_command_writes_a_table_or_json(tmp_path: Path) -> None:
    (tmp_path / "deck.yaml").write_text(DECK, "utf-8")
    (tmp_path / "sources.yaml").write_bytes((CASES / "stock" / "sources.yaml").read_bytes())
    (tmp_path / "01-case.yaml").write_bytes(items(question(), cloze("{{c1::a}}")))
    table = CliRunner().invoke(command, [str(tmp_path)])
    assert table.exit_code == 0
    for words in (
        "2 questions",
        "1 multiple choice",
        "By level",
        "Right answers in the deck",
        "Reading grade",
        "not checked",
    ):
        assert words in table.output
    (found,) = json.loads(CliRunner().invoke(command, [str(tmp_path), "--json"]).output)
    assert found["questions"] == 2
    assert {"coverage", "facts", "sources", "spreads", "keys"} <= found.keys()
