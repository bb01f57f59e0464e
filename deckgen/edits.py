"""Changes in place to YAML that people wrote: comments, layout, line ends and a byte order mark stay as they are.

Each function takes the bytes of a file and gives them back with one change and nothing else.
"""

import datetime
import re
from itertools import count

from deckgen.model import Text
from deckgen.nodes import Mapping, Node, Scalar, Sequence
from deckgen.source import last_lines, read

_MARK = "\ufeff"


class EditError(ValueError):
    """A change that cannot be made in place. The message says why, and what to do."""


def with_value(data: bytes, old: Text, new: str) -> bytes:
    """The file with another word in the place of a one-line value. Raises `EditError` where the value is not there."""
    lines = _lines(data)
    place = old.at(0)
    row, column = place.line - 1, place.column - 1
    line = lines[row].removeprefix(_MARK) if row == 0 else lines[row]
    mark = lines[row][: len(lines[row]) - len(line)]
    if not line[column:].startswith(old.value):
        raise EditError(f'line {place.line} writes "{old}" in a way of its own. Write it as a plain word first.')
    lines[row] = mark + line[:column] + new + line[column + len(old.value) :]
    return "".join(lines).encode()


def with_id(data: bytes, old: str, new: str) -> bytes:
    """A question file with another id for one of its questions.

    Raises `EditError` where the file has no such question, or two, or writes its id in an unusual way.
    """
    value = _value(_question(data, old), "id")
    assert isinstance(value, Scalar), "a question is found by its id"
    return with_value(data, Text(value.value.rstrip(), value.span, value.indent), new)


def with_retirement(data: bytes, id_: str, since: datetime.date, because: str) -> bytes:
    """A question file with `retired:` at the end of one of its questions.

    `because` is Markdown and becomes a `|` block. Raises `EditError` where the file has no such question, or two, or
    where the question is retired already or is written between braces.
    """
    question = _question(data, id_)
    if _value(question, "retired") is not None:
        raise EditError(f'"{id_}" is out of use already.')
    if question.flow:
        raise EditError(f'"{id_}" is written between braces on line {question.span.line}. Give each key its own line.')
    lines = _lines(data)
    indent = question.span.column - 1
    row = _end(data, question) + _own_comments(lines[_end(data, question) :], indent)
    neighbor = lines[row - 1] if lines[row - 1].endswith("\n") else lines[0]
    line_end = "\r\n" if neighbor.endswith("\r\n") else "\n"
    texts = [line.rstrip() for line in because.strip().splitlines()]
    # The date comes last: a remark that follows could be taken for a line of the reason.
    block = [
        f"{' ' * indent}retired:",
        f"{' ' * indent}  because: |",
        *(f"{' ' * indent}    {text}" if text else "" for text in texts),
        f"{' ' * indent}  since: {since}",
    ]
    if not lines[row - 1].endswith("\n"):
        return "".join((*lines, *(line_end + line for line in block))).encode()
    return "".join((*lines[:row], *(line + line_end for line in block), *lines[row:])).encode()


def without_retirement(data: bytes, id_: str) -> bytes:
    """A question file in which one of its questions is back in use: `with_retirement` undone.

    Raises `EditError` where the file has no such question, or two, or where the question is in use or is written
    between braces.
    """
    question = _question(data, id_)
    key = next((key for key, _ in question.items if key.value == "retired"), None)
    value = _value(question, "retired")
    if key is None or value is None:
        raise EditError(f'"{id_}" is in use.')
    if question.flow:
        raise EditError(f'"{id_}" is written between braces on line {question.span.line}. Delete `retired` by hand.')
    lines = _lines(data)
    first, last = key.span.line - 1, _end(data, value)
    kept, rest = lines[:first], lines[last:]
    lead = lines[first][: key.span.column - 1]
    if lead.strip(f" {_MARK}"):
        # The question began with this key, so its dash moves to the next one.
        row = next(row for row in count() if rest[row].strip() and not rest[row].lstrip().startswith("#"))
        rest[row] = lead + rest[row].lstrip(" ")
    if not rest and not lines[-1].endswith("\n"):
        kept[-1] = kept[-1].rstrip("\r\n")
    return "".join((*kept, *rest)).encode()


def _lines(data: bytes) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", data.decode("utf-8"))


def _question(data: bytes, id_: str) -> Mapping:
    """The one question of a file that has this id."""
    root, _ = read("", data)
    listed = _value(root, "questions") if isinstance(root, Mapping) else None
    items = listed.items if isinstance(listed, Sequence) else ()
    found = [item for item in items if isinstance(item, Mapping) and _word(_value(item, "id")) == id_]
    if len(found) != 1:
        raise EditError(f'"{id_}" stands {len(found)} times in the file.' if found else f'"{id_}" is not in the file.')
    return found[0]


def _value(node: Mapping, key: str) -> Node | None:
    return next((value for word, value in node.items if word.value == key), None)


def _word(node: Node | None) -> str:
    return node.value.rstrip() if isinstance(node, Scalar) else ""


def _end(data: bytes, node: Node) -> int:
    """The number of a collection's last line."""
    last = last_lines(data).get((node.span.line, node.span.column))
    if last is None:
        raise EditError("The file cannot be read as a whole. Mend what `deckgen check` says first.")
    return last


def _own_comments(lines: list[str], indent: int) -> int:
    """How many of these lines still belong to the question above them: up to the last comment in its columns."""
    own = 0
    for number, line in enumerate(lines, 1):
        text = line.lstrip(" ")
        if text.startswith("#") and len(line) - len(text) >= indent:
            own = number
        elif text.strip() and not text.startswith("#"):
            break
    return own
