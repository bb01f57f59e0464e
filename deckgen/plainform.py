"""Files in the plain form that the guide teaches, read without libyaml, which takes twice as long.

In the plain form every line is a key with a short word, a text after `|`, a list of words in brackets, a dash before
one of these, a comment, or blank. Whatever else a file holds, it is left to libyaml as a whole: this module never says
that something is wrong. Property tests hold both readers together.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple, cast

from deckgen.diagnostics import Span
from deckgen.nodes import MAX_DEPTH, Mapping, Node, Scalar, Sequence

# A text on the line of its key: YAML ends it at a colon or a comment sign with a space beside it.
_PLAIN = r"\w[^:\#\n]*(?:(?::(?=[^ \n])|(?<![ ])\#)[^:\#\n]*)*"
_LINE = re.compile(
    rf"""(?P<lead>[ ]*)(?P<dash>-[ ]+)?(?P<key>[A-Za-z][A-Za-z0-9_.-]*):(?:[ ]*\n|(?P<gap>[ ]+)(?:
        \|[ ]*\n(?P<above>\n*)(?P<indent>[ ]+)(?P<block>[^ \n].*\n(?:\n*(?P=indent).*\n)*)
        |(?P<plain>{_PLAIN})\n
        |(?P<brackets>\[[^\]\n]*\])[ ]*\n
    ))""",
    re.VERBOSE,
)
_ITEM = re.compile(rf"(?P<lead> *)(?P<dash>- +)(?P<plain>{_PLAIN})\n")
_SKIPPED = re.compile(r"(?: *(?:#.*)?\n)+")
_ONLY_SPACES = re.compile(r"^ +$", re.MULTILINE)
_WORD = r"[A-Za-z0-9](?:[A-Za-z0-9_.-]|::(?=[A-Za-z0-9]))*"
_FIND_WORD = re.compile(_WORD)
_WORDS = re.compile(rf"\[ *{_WORD}(?:, *{_WORD})* *\]")


class _OtherForm(Exception):  # noqa: N818 (nothing is wrong)
    """The file is not in the plain form."""


class _Open(NamedTuple):
    """A list or a map that is not closed yet. `key` is the one below which it stands in the map around it."""

    column: int
    is_list: bool
    span: Span
    children: list[Any]
    key: Scalar | None


# A named tuple without the call in Python that its own constructor makes.
_scalar = cast(Callable[[tuple[str, str, int, int, int, int]], Scalar], partial(tuple.__new__, Scalar))


def read(path: str, text: str) -> Node | None:
    """The nodes of a text, or None when it is not in the plain form.

    The text has neither carriage returns nor other control characters.
    """
    if not text.endswith("\n") or "\t" in text or (" \n" in text and _ONLY_SPACES.search(text)):
        return None
    try:
        return _read(path, text)
    except _OtherForm:
        return None


def _read(path: str, text: str) -> Node:
    open_: list[_Open] = []
    # The key whose value stands on the lines below it.
    waiting: Scalar | None = None
    at, line, end, column = 0, 1, len(text), 0
    # Whether the last line belongs to a text, and no blank line follows.
    told = False
    while at < end:
        match = _LINE.match(text, at)
        if match is None:
            match = _ITEM.match(text, at)
            if match is None:
                skipped = _SKIPPED.match(text, at)
                if skipped is None:
                    raise _OtherForm
                if "#" in skipped[0] and (
                    (told and skipped[0].lstrip(" ").startswith("#")) or _indented(skipped[0]) > column
                ):
                    # A comment below a text may belong to it.
                    raise _OtherForm
                told = False
                line += text.count("\n", at, skipped.end())
                at = skipped.end()
                continue
            lead, dash, plain = match.groups()
            column = len(lead)
            _enter(open_, column, True, Span(path, line, column + 1), waiting)
            open_[-1].children.append(_scalar((plain.rstrip(" "), path, line, column + len(dash) + 1, 0, 0)))
            at, line, waiting, told = match.end(), line + 1, None, False
            continue
        lead, dash, word, gap, above, indent, block, plain, brackets = match.groups()
        column = len(lead)
        last = open_[-1] if open_ else None
        if waiting is not None or dash is not None or last is None or last.column != column or last.is_list:
            _enter(open_, column, dash is not None, Span(path, line, column + 1), waiting)
            waiting = None
            if dash is not None:
                column += len(dash)
                open_.append(_Open(column, False, Span(path, line, column + 1), [], None))
            last = open_[-1]
        key = _scalar((word, path, line, column + 1, 0, 0))
        told = block is not None
        if gap is None:
            waiting = key
            at, line = match.end(), line + 1
            continue
        place = column + len(word) + len(gap) + 2
        node: Node
        if block is not None:
            if len(indent) <= column:
                raise _OtherForm
            value = above + block.replace(f"\n{indent}", "\n")
            node = _scalar((value, path, line, place, len(indent), 0))
            line += value.count("\n")
        elif plain is not None:
            node = _scalar((plain.rstrip(" "), path, line, place, 0, 0))
        else:
            node = _words(path, line, place, brackets)
        last.children.append((key, node))
        line += 1
        at = match.end()
    if waiting is not None or not open_:
        raise _OtherForm
    while len(open_) > 1:
        _close(open_)
    return _close(open_)


def _indented(lines: str) -> int:
    """How far in the first comment of some lines stands."""
    return next(len(line) - len(line.lstrip()) for line in lines.split("\n") if "#" in line)


def _enter(open_: list[_Open], column: int, is_list: bool, span: Span, key: Scalar | None) -> None:
    """Closes what stands further in than a line, so that its list or map is the last one; begins it below `key`."""
    if key is not None:
        # Dashes may stand in the column of their key.
        if column < open_[-1].column + (not is_list) or len(open_) >= MAX_DEPTH - 2:
            raise _OtherForm
        open_.append(_Open(column, is_list, span, [], key))
    elif open_:
        last = open_[-1]
        while last.column > column or (last.column == column and last.is_list and not is_list):
            _close(open_)
            if not open_:
                raise _OtherForm
            last = open_[-1]
        if last.column != column or last.is_list != is_list:
            raise _OtherForm
    elif column or is_list:
        raise _OtherForm
    else:
        open_.append(_Open(0, False, span, [], None))


def _close(open_: list[_Open]) -> Node:
    _, is_list, span, children, key = open_.pop()
    node: Node
    if is_list:
        node = Sequence(tuple(children), span)
    else:
        if len({one[0][0] for one in children}) < len(children):
            # A key that stands twice is a finding, and those are made elsewhere.
            raise _OtherForm
        node = Mapping(tuple(children), span)
    if open_:
        open_[-1].children.append(node if key is None else (key, node))
    return node


def _words(path: str, line: int, column: int, brackets: str) -> Sequence:
    """The list of the words in brackets, which begin in a column."""
    if _WORDS.fullmatch(brackets) is None:
        raise _OtherForm
    words = _FIND_WORD.finditer(brackets)
    items = tuple(_scalar((word[0], path, line, column + word.start(), 0, 0)) for word in words)
    return Sequence(items, Span(path, line, column), flow=True)
