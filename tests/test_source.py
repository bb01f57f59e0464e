"""Reading YAML as text, with the place of every word."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from deckgen.diagnostics import Diagnostic
from deckgen.model import Text
from deckgen.nodes import Mapping, Node, Scalar, Sequence
from deckgen.slips import Stumble, slips
from deckgen.source import MAX_BYTES, read

ROOT = Path(__file__).parents[1]
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="\ufeff\ufffe\uffff"))


def node_of(text: str | bytes) -> Node:
    node, findings = read("a.yaml", text.encode() if isinstance(text, str) else text)
    assert findings == []
    assert node is not None
    return node


def plain(node: Node) -> object:
    """A node as the value that a YAML library would give, all scalars being texts."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {key.value: plain(value) for key, value in node.items}
    raise AssertionError(node)


def finding_of(data: bytes) -> Diagnostic:
    node, findings = read("a.yaml", data)
    assert node is None
    assert len(findings) == 1
    return findings[0]


@pytest.mark.parametrize(
    "word", ["no", "Yes", "on", "007", "988", "1:30", "1.10", "2026-11-23", "null", "~x", "0x1F", "1e3", ".5"]
)
def test_a_word_means_what_it_looks_like(word: str) -> None:
    assert plain(node_of(f"a: {word}\n")) == {"a": word}


@given(st.dictionaries(TEXT.filter(bool), TEXT, min_size=1, max_size=4), st.sampled_from([None, '"', "'", "|", ">"]))
def test_text_survives_yaml_in_every_style(values: dict[str, str], style: str | None) -> None:
    written = yaml.safe_dump(values, default_style=style, allow_unicode=True)
    node, _ = read("a.yaml", written.encode())
    assert node is not None
    assert plain(node) == values


@given(st.binary(max_size=300))
def test_any_bytes_give_a_node_or_a_finding(data: bytes) -> None:
    node, findings = read("a.yaml", data)
    assert node is not None or findings


@given(
    st.lists(
        st.sampled_from(
            [
                "- id: a",
                "  ",
                "question: ",
                "|",
                ">",
                "\n",
                "\n  - id: b",
                "{",
                "[",
                "*",
                "&",
                "!",
                '"',
                "'",
                ": ",
                "# ",
                "- ",
                "x",
                "---",
                "\t",
                "? ",
                "%",
                "@",
                "`",
                "\\",
                "<<: ",
            ]
        ),
        max_size=30,
    ).map("".join)
)
def test_broken_yaml_gives_findings_with_a_line_of_the_file(text: str) -> None:
    node, findings = read("a.yaml", text.encode())
    assert node is not None or findings
    for finding in findings:
        assert 1 <= finding.span.line <= text.count("\n") + 1
        assert finding.span.column >= 1
        assert finding.message


@given(
    st.lists(TEXT.filter(lambda line: line.strip() == line and line), min_size=1, max_size=4),
    st.integers(1, 6),
    st.data(),
)
def test_a_place_in_a_literal_block_is_exact(lines: list[str], indent: int, data: st.DataObject) -> None:
    text = "\n".join(lines)
    file = "key: |\n" + "".join(f"{' ' * indent}{line}\n" for line in lines)
    node = node_of(file)
    assert isinstance(node, Mapping)
    scalar = node.items[0][1]
    assert isinstance(scalar, Scalar)
    offset = data.draw(st.integers(0, len(text) - 1).filter(lambda at: text[at] != "\n"))
    place = Text(scalar.value, scalar.span, scalar.indent).at(offset)
    assert file.split("\n")[place.line - 1][place.column - 1] == text[offset]


@pytest.mark.parametrize("written", ["key: a word", "key: 'a word'", 'key: "a word"', "- key: a word"])
def test_a_place_on_one_line_is_exact(written: str) -> None:
    node = node_of(written + "\n")
    if isinstance(node, Sequence):
        node = node.items[0]
    assert isinstance(node, Mapping)
    scalar = node.items[0][1]
    assert isinstance(scalar, Scalar)
    place = Text(scalar.value, scalar.span, scalar.indent).at(2)
    assert written[place.column - 1 :].startswith("word")


def test_windows_line_ends_read_like_others() -> None:
    assert plain(node_of("a: |\r\n  one\r\n  two\r\n")) == plain(node_of("a: |\n  one\n  two\n"))


def test_a_byte_order_mark_at_the_beginning_is_ignored() -> None:
    assert plain(node_of(b"\xef\xbb\xbfa: b\n")) == {"a": "b"}


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [(b"a: b\nc: caf\xe9\n", 2, 7), ("a: é\nb: x".encode() + b"\xff", 2, 5), ("a: b\n".encode("utf-16"), 1, 1)],
    ids=["windows-1252", "after-other-letters", "utf-16"],
)
def test_a_file_that_is_not_utf8_names_the_byte(data: bytes, line: int, column: int) -> None:
    finding = finding_of(data)
    assert (finding.code, finding.span.line, finding.span.column) == ("DG002", line, column)
    assert "UTF-8" in finding.cure


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1f", "\x7f", "\x85", "\u2028", "\u2029", "\ufeff", "\r"])
def test_a_control_character_is_found_where_it_stands(sign: str) -> None:
    finding = finding_of(f"a: one\nb: two{sign}three\n".encode())
    assert (finding.code, finding.span.line, finding.span.column) == ("DG003", 2, 7)


def test_a_file_beyond_the_bound_is_refused() -> None:
    assert finding_of(b"a" * (MAX_BYTES + 1)).code == "DG001"


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_nesting_beyond_the_bound_is_refused(opening: str) -> None:
    assert finding_of((opening * 5000).encode()).code in ("DG004", "DG010")


def test_every_finding_inside_a_question_names_it() -> None:
    _, findings = read(
        "a.yaml", b"questions:\n  - id: one\n    question: x\n    question: y\n  - id: two\n    hint: a: b\n"
    )
    assert sorted(finding.where for finding in findings) == ['question "one"', 'question "two"']


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / "content").rglob("*.yaml")) + sorted((ROOT / "tests" / "cases" / "ok").glob("*.yaml")),
    ids=lambda path: path.name,
)
def test_no_line_of_a_good_file_is_taken_for_a_slip(path: Path) -> None:
    lines = path.read_text("utf-8-sig").split("\n")
    end = len(lines) - 1
    (found,) = slips(lines, 0, len(lines), Stumble(problem="made up", context="", first=end, line=end, column=0))
    assert found.message == "YAML cannot be read here: made up"
    assert found.line == end


def test_a_long_file_with_many_slips_is_read_to_its_end() -> None:
    text = "topic: x\nquestions:\n" + "".join(f"  - id: q{n}\n    hint |\n      a\n" for n in range(1_000))
    node, findings = read("a.yaml", text.encode())
    assert node is not None
    assert len(findings) == 1_000


@given(st.data())
def test_a_good_file_with_one_sign_too_many_or_too_few_gives_findings_in_it(data: st.DataObject) -> None:
    text = (ROOT / "tests" / "cases" / "clean" / "01-case.yaml").read_text("utf-8")
    at = data.draw(st.integers(0, len(text) - 1))
    sign = data.draw(st.sampled_from(["", *" \n\t|:-*[{\"'#\u00a0\u2013"]))
    broken = text[:at] + sign + text[at + (not sign) :]
    _, findings = read("a.yaml", broken.encode())
    for finding in findings:
        assert 1 <= finding.span.line <= broken.count("\n") + 1
        assert finding.message
        assert finding.cure
