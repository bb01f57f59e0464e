"""What Markdown makes of a text that its author hardly meant.

Lines it takes away, lists and tables it does not know, signs it takes for its own. Each is asked, not refused: the same
signs may be meant.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from deckgen.diagnostics import Flaw, Severity

if TYPE_CHECKING:
    from markdown_it.token import Token

# A list as people type it, and as Markdown does not know it: bullets; a hyphen or a number without its blank; letters.
_BULLET = re.compile("^ *(?P<sign>[\u2022\u25cf\u25aa\u25e6])", re.MULTILINE)
_ITEM = r"(?:-(?=[^\W\d_])|-\u00a0|\d{1,2}[.)](?=[^\W\d_]|\u00a0))"
_GLUED = re.compile(rf"^ *(?P<sign>{_ITEM})[^\n]+\n *{_ITEM}", re.MULTILINE)
_LETTERED = re.compile(r"^ *(?P<sign>[Aa]\)|a\.) [^\n]+\n *(?:[Bb]\)|b\.) ", re.MULTILINE)
# A list in the middle of a paragraph begins with 1, or is none (CommonMark, 5.3).
_LATE = re.compile(
    r"^(?! *(?:\d+[.)]|[-+*]) )[^\n]*\S[^\n]*\n *(?P<sign>(?!1[.)])\d{1,2}[.)]) [^\n]+\n *\d{1,2}[.)] ", re.MULTILINE
)
_TIMES = re.compile(r"\d(?P<sign>\*)\d+\*\d")
_DEFINITION = re.compile(r"^ {0,3}\[(?P<label>[^\]\n]+)\]:", re.MULTILINE)
# Maths ends where its paragraph ends.
_MATHS = re.compile(r"\\\((?:(?!\n\s*\n).)*?\\\)|\\\[(?:(?!\n\s*\n).)*?\\\]", re.DOTALL)
_HALF_MATHS = re.compile(r"(?<!\\)\\[()]")
_CODE = re.compile(r"`[^`\n]*`")
_DOLLARS = re.compile(r"\$[^$\n]*\\[a-zA-Z]+[^$\n]*\$|\$\$[^$]+\$\$")
_NO_LINK = re.compile(
    r"\[[^\]\n]+\] \(https?:|\([^)\n]+\)\[https?:|\[[^\]\n]+\]\(https?:[^)\s]*(?:\s+[^)\n\"']*\)|[^)\n]*$)",
    re.MULTILINE,
)
_CELL = re.compile(r"(?<!\\)\|")


def lettered(text: str) -> Iterator[Flaw]:
    """A list with letters. All that this module looks for in texts that are free of Markdown's signs."""
    match = _LETTERED.search(text)
    if match:
        message = "Markdown knows no lists with letters: on the card, the lines run together"
        cure = "Number them (1. and 2.), or begin each with a hyphen and a space, below a blank line."
        yield Flaw("DG425", match.start("sign"), message, cure, Severity.REVIEW)


def misread(text: str, tokens: "Sequence[Token]", references: Iterable[str]) -> Iterator[Flaw]:
    """What the author of a text should look at. `tokens` are its blocks, `references` the labels it defines."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    yield from _lists(text)
    for index, token in enumerate(tokens):
        if token.map is None:
            continue
        first, end = token.map
        flaw = _block(token, tokens[index + 1 :], lines[first:end], lines[first - 1] if first else "")
        if flaw is not None:
            row, code, message, cure = flaw
            yield Flaw(code, starts[first + row], message, cure, Severity.REVIEW)
    yield from _definitions(text, references)
    yield from _inline(text)


def _lists(text: str) -> Iterator[Flaw]:
    yield from lettered(text)
    cure = "Begin each line of a list with a hyphen and a space, or with 1. and a space, below a blank line."
    for pattern in (_BULLET, _GLUED, _LATE):
        match = pattern.search(text)
        if match and "\n" in text:
            message = "Markdown does not know this as a list: on the card, its lines run together"
            yield Flaw("DG425", match.start("sign"), message, cure, Severity.REVIEW)
            return


def _block(
    token: "Token", after: "Sequence[Token]", lines: Sequence[str], above: str
) -> tuple[int, str, str, str] | None:
    """The line (from 0), the code, the message and the cure for a block, or None. `above` is the line before it."""
    begins = next((one.content for one in after if one.type == "inline"), "")
    match token.type:
        case "heading_open" if token.markup in ("-", "="):
            cure = "For a line across, leave a blank line above it. For a heading, write ## before its words."
            return len(lines) - 1, "DG426", f"the row of {token.markup} makes a heading of the text above it", cure
        case "heading_open" if begins[:1].isdigit():
            return 0, "DG426", "# at the beginning of a line makes a heading", "For a number, write No. 1."
        case "blockquote_open" if begins[:1].isdigit():
            return 0, "DG426", "> at the beginning of a line makes a quotation", "Write it in words: more than."
        case "bullet_list_open" if token.level == 0 and _is_no_list(token, after, begins, above):
            cure = (
                "For a minus or a plus, put it on the line above, or write it in words. For a list, leave a blank line."
            )
            return 0, "DG426", f"{token.markup} at the beginning of a line makes a list", cure
        case "ordered_list_open" if not _in_order([int(one.info) for one in _items(after)]):
            cure = "Number them in order, or write the number in words, as in Day 2."
            return 0, "DG426", "Markdown counts on from the first number, whatever stands before the others", cure
        case "code_block":
            cure = "Take away the four spaces. For code, put ``` above and below it."
            return 0, "DG429", "a paragraph that stands four spaces further in is shown as code", cure
        case "table_open":
            return _table(after, lines)
        case "paragraph_open":
            return _no_table(lines)
    return None


def _is_no_list(token: "Token", after: "Sequence[Token]", begins: str, above: str) -> bool:
    """Whether a sign was hardly meant to begin a list: one item with a number, or one sign at once below a text."""
    one = len(_items(after)) == 1
    return (one and begins[:1].isdigit()) or (bool(above.strip()) and (one or token.markup == "+"))


def _in_order(numbers: Sequence[int]) -> bool:
    """Whether each number is one more than the one before, or all are the same, as some write lists."""
    return len(set(numbers)) == 1 or all(after == before + 1 for before, after in pairwise(numbers))


def _items(after: "Sequence[Token]") -> "list[Token]":
    """The beginnings of a list's own items, from the tokens that follow the list's beginning."""
    level = 0
    items = []
    for token in after:
        items += [token] if token.type == "list_item_open" and level == 0 else []
        level += token.nesting
        if level < 0:
            break
    return items


def _table(after: "Sequence[Token]", lines: Sequence[str]) -> tuple[int, str, str, str] | None:
    head = 0
    for token in after:
        head += token.type == "th_open"
        if token.type == "thead_close":
            break
    for row, line in enumerate(lines):
        cells = _cells(line)
        if row > 1 and cells > head:
            message = f"this row has {cells} cells, and the first one has {head}: the last ones would not be shown"
            cure = "Give all rows as many cells. A | within a cell is written \\|."
            return row, "DG428", message, cure
    return None


def _no_table(lines: Sequence[str]) -> tuple[int, str, str, str] | None:
    bare = [_MATHS.sub("", _CODE.sub("", line)).strip() for line in lines]
    rows = [row for row, line in enumerate(bare) if _cells(line) > 2 or (line[:1] == "|" and _cells(line) > 1)]
    if len(rows) < 2:
        return None
    row = rows[0]
    cure = "Below its first row, write a row such as |---|---|, with as many parts as there are cells."
    return row, "DG428", "this is no table to Markdown: on the card, its rows run together", cure


def _cells(line: str) -> int:
    return len(_CELL.split(line.strip().removeprefix("|").removesuffix("|")))


def _definitions(text: str, references: Iterable[str]) -> Iterator[Flaw]:
    labels = {label.casefold() for label in references}
    for match in _DEFINITION.finditer(text):
        label = match["label"].casefold()
        if label in labels and text.casefold().count(f"[{label}]") == 1:
            message = f"Markdown takes this line away, because it begins with [{match['label']}]:"
            cure = f"Write it without the brackets, as in **{match['label']}:**"
            yield Flaw("DG427", match.start(), message, cure, Severity.REVIEW)


def _inline(text: str) -> Iterator[Flaw]:
    bare = _CODE.sub(lambda code: " " * len(code[0]), text)
    match = _TIMES.search(bare)
    if match:
        cure = 'Put a backslash before each asterisk, \\*, or write "times".'
        yield Flaw("DG426", match.start("sign"), "asterisks between numbers are not shown", cure, Severity.REVIEW)
    match = _DOLLARS.search(bare)
    if match:
        message, cure = "Anki shows this as it stands, and not as maths", r"Maths stands between \( and \)."
        yield Flaw("DG422", match.start(), message, cure, Severity.REVIEW)
    half = _HALF_MATHS.search(_MATHS.sub(lambda maths: " " * len(maths[0]), bare))
    if half:
        message = f"the maths that {'begins' if half[0][1] == '(' else 'ends'} with {half[0]} has no other half here"
        cure = r"It stands between \( and \), within one paragraph."
        yield Flaw("DG422", half.start(), message, cure, Severity.REVIEW)
    match = _NO_LINK.search(bare)
    if match:
        cure = "A link is [its words](https://...), without a space between the brackets, or in the address."
        yield Flaw("DG423", match.start(), "this link is not written as one", cure, Severity.REVIEW)
