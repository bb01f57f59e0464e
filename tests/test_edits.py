"""Editing a question file changes what was asked for and nothing else, however the file is written."""

import datetime
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.edits import EditError, with_id, with_retirement, with_value, without_retirement
from deckgen.model import Bank, Question, Retirement, Text
from deckgen.nodes import Mapping, Scalar, Sequence
from deckgen.parse import parse
from deckgen.source import last_lines, read
from tests.stock import stock

DAY = datetime.date(2027, 1, 2)
IDS = ("one", "two-2", "3")
WORDS = ["hope", "# no", "é", "988", "يوم", "it's", "x: y", '"q"', "*b*", "- d"]
TEXT = st.lists(st.lists(st.sampled_from(WORDS), min_size=1).map(" ".join), min_size=1, max_size=3).map("\n\n".join)


def bank_of(data: bytes) -> Bank:
    bank, findings = parse(stock(("01-case.yaml", data)))
    assert findings == []
    assert bank is not None
    return bank


class Author:
    """Writes question files in many layouts; the same seed gives the same file."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.one_of = self.random.choice

    def file(self) -> bytes:
        dash = self.one_of(["- ", "  - ", "    -   ", "  -\n    "])
        line, _, lead = dash.rpartition("\n")
        parts = [(f"{line}\n" if line else "") + self.question(id_, lead, "" if line else lead.strip()) for id_ in IDS]
        between = self.one_of(["", "\n", "\n# about the next\n", " # near\n\n"])
        text = "# first\ntopic: Case\nquestions:\n" + between.join(parts) + self.one_of(["", "\n\n", "# last\n"])
        text = text[:-1] if self.one_of([True, False]) else text
        text = text.replace("\n", "\r\n") if self.one_of([True, False]) else text
        return (self.one_of(["", "\ufeff"]) + text).encode()

    def question(self, id_: str, lead: str, dash: str) -> str:
        """A question with its keys in any order and style, and remarks between them."""
        own = " " * len(lead)
        ids = [id_, f"'{id_}'", f'"{id_}" # the id', f"|\n{own}  {id_}", f"\n{own}  {id_}"]
        sources = ["[book]", "book", f"[book,\n{own} leaflet]", f"\n{own}- id: book\n{own}  at: 3"]
        keys = {"id": self.one_of(ids), "sources": self.one_of(sources), "level": "recall", "area": "work # where"}
        keys |= {"hint": self.text(own), "explanation": self.text(own)}
        if self.one_of([True, False]):
            keys["cloze"] = f"|\n{own}  A {{{{c1::start}}}}."
        else:
            inner = self.one_of([own, own + "  "])
            keys["question"] = self.text(own)
            keys["options"] = f"\n{inner}- correct: yes\n{inner}  why: |\n{inner}    So.\n{inner}- wrong: no"
            keys["options"] += f"\n{inner}  why: So."
        if self.one_of([True, False]):
            keys["checked"] = "2026-11-23"
        lines = []
        names = list(keys)
        self.random.shuffle(names)
        for place, key in enumerate(names):
            lines.append(f"{own if place or not dash else lead}{key}: {keys[key]}".replace(": \n", ":\n"))
            column = self.one_of(["", " ", own, own + " " * 6])
            lines += self.one_of([[], [], [f"{column}# a remark: see"], ["", f"{column}# far", ""]])
        return "\n".join(lines) + "\n"

    def text(self, indent: str) -> str:
        """A text in one of YAML's styles, from behind the colon on."""
        style = self.one_of(["|", "|-", "|+", "|2", ">", ">+", '"', "'", "plain", "plain lines"])
        lines = [self.one_of(WORDS) for _ in range(self.one_of([1, 2, 3]))]
        if style[0] in "|>":
            return f"{style}\n" + "\n".join(f"{indent}  {line}" for line in lines) + self.one_of(["", "\n", "\n\n"])
        if style == '"':
            return '"' + f"\n{indent} ".join(line.replace('"', '\\"') for line in lines) + '"'
        if style == "'":
            return "'" + f"\n{indent} ".join(line.replace("'", "''") for line in lines) + "'"
        return "plain words" if style == "plain" else f"plain\n{indent}  words"


def whole(data: bytes) -> bool:
    _, findings = parse(stock(("01-case.yaml", data)))
    return not findings


FILES = st.integers(0, 10**6).map(lambda seed: Author(seed).file())
WHOLE = FILES.filter(whole)


def lines(data: bytes) -> list[bytes]:
    """The lines with their ends; the last one gets one if it has none."""
    end = b"\r\n" if b"\r\n" in data else b"\n"
    return (data if data.endswith(b"\n") else data + end).splitlines(keepends=True)


def with_question(bank: Bank, index: int, question: Question) -> Bank:
    topic = bank.topics[0]
    changed = (*topic.questions[:index], question, *topic.questions[index + 1 :])
    return replace(bank, topics=(replace(topic, questions=changed),))


@settings(deadline=None)
@given(WHOLE, st.integers(0, 2), TEXT)
def test_retiring_adds_lines_and_changes_no_other(data: bytes, index: int, because: str) -> None:
    bank = bank_of(data)
    after = with_retirement(data, IDS[index], DAY, because)
    told = Retirement(since=DAY, because=Text(because, bank.deck.name.span))
    assert bank_of(after) == with_question(bank, index, replace(bank.questions()[index], retired=told))
    before, now = lines(data), lines(after)
    start = next(row for row, line in enumerate(now) if line.strip() == b"retired:")
    assert [*now[:start], *now[start + len(now) - len(before) :]] == before
    assert (b"\r\n" in after) == (b"\r\n" in data)
    assert after.endswith(b"\n") == data.endswith(b"\n")


@settings(deadline=None)
@given(WHOLE, st.integers(0, 2))
def test_retiring_undone_gives_the_file_back(data: bytes, index: int) -> None:
    assert without_retirement(with_retirement(data, IDS[index], DAY, "Old.\n\nVery."), IDS[index]) == data


@settings(deadline=None)
@given(WHOLE, st.integers(0, 2))
def test_renaming_changes_one_line(data: bytes, index: int) -> None:
    bank = bank_of(data)
    after = with_id(data, IDS[index], "new-id")
    question = bank.questions()[index]
    assert bank_of(after) == with_question(bank, index, replace(question, id=Text("new-id", question.id.span)))
    changed = [pair for pair in zip(data.split(b"\n"), after.split(b"\n"), strict=True) if pair[0] != pair[1]]
    assert len(changed) == 1
    assert with_id(after, "new-id", IDS[index]) == data


def test_retirement_can_be_taken_back_wherever_it_stands() -> None:
    file = (
        "topic: Case\nquestions:\n  - retired: # why\n      since: 2027-01-02\n      because: |\n        Old.\n\n"
        "    # the id\n    id: a\n    cloze: |\n      {{c1::x}}\n  - {id: b, retired: {since: 2027-01-02, because: Old}}\n"
    )
    assert without_retirement(file.encode(), "a").decode() == (
        "topic: Case\nquestions:\n\n    # the id\n  - id: a\n    cloze: |\n      {{c1::x}}\n"
        "  - {id: b, retired: {since: 2027-01-02, because: Old}}\n"
    )
    with pytest.raises(EditError, match=r"braces on line 12"):
        without_retirement(file.encode(), "b")


def test_a_remark_in_a_questions_own_columns_does_not_become_the_reason() -> None:
    file = "topic: Case\nquestions:\n  - id: a\n    level: recall\n          # far to the right\n\n  # about b\n  - id: b\n"
    after = with_retirement(file.encode(), "a", DAY, "Old.").decode()
    assert "# far to the right\n    retired:\n" in after
    assert after.endswith("      since: 2027-01-02\n\n  # about b\n  - id: b\n")


def test_a_remark_below_a_retirement_is_not_taken_for_a_line_of_the_reason() -> None:
    file = "topic: Case\nquestions:\n  - id: a\n    level: recall\n # about b\n  - level: recall\n    id: b\n"
    _, findings = read("", with_retirement(file.encode(), "a", DAY, "Old."))
    assert findings == []


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("questions:\n  - id: b\n", "is not in the file"),
        ("questions: none\n", "is not in the file"),
        ("questions:\n  - id: a\n  - id: a\n", "stands 2 times"),
        ("questions:\n  - id: a\n    retired: {since: 2027-01-01}\n", "out of use already"),
        ("questions:\n  - {id: a}\n", "braces on line 3"),
        ("questions:\n  - id: a\n    hint: a: b\n  - id: c\n    hint: d\n", "is not in the file"),
        ("questions:\n  - id: a\n    hint: d\n  - id: c\n    hint: a: b\n", "cannot be read as a whole"),
    ],
)
def test_what_cannot_be_edited_is_refused_in_words(file: str, words: str) -> None:
    with pytest.raises(EditError, match=words):
        with_retirement(("topic: Case\n" + file).encode(), "a", DAY, "Old.")


def test_taking_back_what_is_in_use_is_refused() -> None:
    with pytest.raises(EditError, match="in use"):
        without_retirement(b"questions:\n  - id: a\n", "a")


def test_an_id_that_is_written_in_a_way_of_its_own_is_refused() -> None:
    with pytest.raises(EditError, match="plain word"):
        with_id(b'questions:\n  - id: "\\x61"\n', "a", "b")


def test_a_value_is_replaced_where_it_was_read() -> None:
    data = "\ufeffversion: '1.0.0' # now\r\nname: x\r\n".encode()
    node, _ = read("deck.yaml", data)
    assert isinstance(node, Mapping)
    value = node.items[0][1]
    assert isinstance(value, Scalar)
    assert with_value(data, Text(value.value, value.span), "1.1.0") == data.replace(b"1.0.0", b"1.1.0")


def test_the_last_line_of_a_node_leaves_out_blank_lines_and_remarks() -> None:
    text = "a:\n  - id: x\n    t: |+\n      one\n\n\n    # a remark\n    f: [1,\n2]\n\n    q: 'y\n\n\n      z'\n# end\n"
    node, _ = read("a.yaml", text.encode())
    assert isinstance(node, Mapping)
    listed = node.items[0][1]
    assert isinstance(listed, Sequence)
    item = listed.items[0]
    assert isinstance(item, Mapping)
    last = last_lines(text.encode())
    ends = {key.value: last[value.span.line, value.span.column - (key.value == "q")] for key, value in item.items}
    assert ends == {"id": 2, "t": 4, "f": 9, "q": 14}
    assert last[item.span.line, item.span.column] == 14
    assert last_lines(b"a: [\n") == {}
