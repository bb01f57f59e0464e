"""Files in the plain form: what is read without libyaml is what libyaml would have read."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen import plainform
from deckgen.nodes import Mapping, Node, Scalar, Sequence
from deckgen.source import read_with_libyaml

ROOT = Path(__file__).parents[1]
QUESTION_FILES = sorted((ROOT / "content").rglob("[0-9]*.yaml"))

LINES = st.lists(
    st.tuples(
        st.integers(0, 10),
        st.sampled_from(
            [
                *("key:", "key: |", "other: word", "- id: a", "- word", "- key:", "- key: |", "list: [a, b-c, d::e]"),
                *(
                    "text of a block",
                    "- a list in it",
                    "# a comment",
                    "",
                    "",
                    "  ",
                    "key: a # b",
                    "key: a#b",
                    "key: a:b",
                ),
                *(
                    "key: a: b",
                    "key:  spaced  ",
                    "key: [a,b ]",
                    "key: []",
                    "key: 'quoted'",
                    "key: >",
                    "a: 1",
                    "\u00e9: \u00e9t\u00e9",
                ),
                *(
                    "key: \u00e9t\u00e9",
                    "---",
                    "...",
                    "? a",
                    "key: |2",
                    "key : a",
                    "key: word:",
                    "- - a",
                    "key: -",
                    "key: https://a.b/c#d",
                ),
            ]
        ),
    ),
    max_size=12,
)


def placed(node: Node) -> object:
    """A node with all places, less the comments beside keys, which nobody asks for."""
    match node:
        case Scalar():
            return node
        case Sequence():
            return (node.span, node.flow, [placed(item) for item in node.items])
        case Mapping():
            return (node.span, node.flow, [(key[:5], placed(value)) for key, value in node.items])
    return node


def assert_read_alike(text: str) -> None:
    """Where the plain form can be read, libyaml reads the same, and finds nothing wrong."""
    node = plainform.read("a.yaml", text)
    if node is not None:
        other, findings = read_with_libyaml("a.yaml", text)
        assert findings == []
        assert other is not None
        assert placed(node) == placed(other)


@pytest.mark.parametrize("path", QUESTION_FILES, ids=lambda path: path.name)
def test_the_questions_of_the_first_deck_are_in_the_plain_form(path: Path) -> None:
    text = path.read_text("utf-8")
    assert plainform.read("a.yaml", text) is not None
    assert_read_alike(text)


@given(LINES)
def test_lines_in_any_order_are_read_as_libyaml_reads_them(lines: list[tuple[int, str]]) -> None:
    assert_read_alike("".join(f"{' ' * indent}{line}\n" for indent, line in lines))


@given(st.data())
def test_a_file_with_a_few_signs_changed_is_read_as_libyaml_reads_it(data: st.DataObject) -> None:
    text = (ROOT / "tests" / "cases" / "clean" / "01-case.yaml").read_text("utf-8")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text) - 1))
        sign = data.draw(
            st.sampled_from(["", *" \n|:-#[]'\"&*!{}?,\u00a0\u00e9", "  ", "\n  ", "\n      ", "- ", ": "])
        )
        text = text[:at] + sign + text[at + (not sign) :]
    assert_read_alike(text)


@pytest.mark.parametrize(
    "text",
    [
        "a: 'b'\n",
        "a: b",
        "a: b # c\n",
        "a: |2\n   b\n",
        "a: >\n  b\n",
        "a:\n",
        "a: &b c\n",
        "a: b\na: c\n",
        "- a\n",
        "a: b\n  c\n",
    ],
)
def test_every_other_form_is_left_to_libyaml(text: str) -> None:
    assert plainform.read("a.yaml", text) is None
