"""What an author meant where YAML gave up: the line that slipped, in words that need no knowledge of YAML, and mended.

libyaml says where it could not go on, which is often below the cause. Question files have a plain form (keys, dashes,
texts after `|`), so that the lines above can be read again by eye: the first one out of form is the slip.
"""

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple


class Slip(NamedTuple):
    """A slip at a line and a column, both counted from 0."""

    line: int
    column: int
    message: str
    cure: str


class Stumble(NamedTuple):
    """Where libyaml gave up, in its own words. `first` is the line where what it was reading begins; all from 0."""

    problem: str
    context: str
    first: int
    line: int
    column: int


class _Key(NamedTuple):
    """A line with a key or a dash, or both: `lead` is what stands before the word, spaces and dashes."""

    line: int
    lead: str
    word: str
    value: str

    @property
    def column(self) -> int:
        return len(self.lead)

    @property
    def block(self) -> bool:
        """Whether a text follows on lines of its own."""
        return self.value[:1] in ("|", ">")

    @property
    def unfinished(self) -> bool:
        """Whether a quotation or a list in brackets may go on below."""
        return self.value[:1] in _OPENING and _OPENING[self.value[0]] not in self.value[1:]


class _Open(NamedTuple):
    """A list or a map that is open: where its dashes or keys stand."""

    column: int
    is_list: bool


Usual = dict[str, Counter[int]]

_OPENING = {'"': '"', "'": "'", "[": "]", "{": "}"}

# How many lines around a slip tell in which columns its keys usually stand.
_AROUND = 300

_STRANGE_SPACE = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000"
_DASHES = {
    "*": "an asterisk",
    "\u2022": "a bullet",
    "\u00b7": "a dot",
    "\u2013": "a long dash",
    "\u2014": "a long dash",
    "\u2212": "a minus sign",
}
_COLONS = ":\uff1a;="

_LINE = re.compile(r"(?P<lead> *(?:- +)*)(?P<word>\w(?:[\w.-]|:(?=\S))*):(?: +(?P<value>.*?))? *")
_DASH = re.compile(r"(?P<lead> *(?:- +)*-)(?: +(?P<value>.*?))? *")
_WRONG_DASH = re.compile(rf"(?P<lead> *)(?P<dash>[{''.join(_DASHES)}])[ {_STRANGE_SPACE}]*(?P<rest>(?P<word>[\w-]+).*)")
_GLUED_DASH = re.compile(r"(?P<lead> *)-(?P<rest>\w+:(?: .*)?)")
_WRONG_SPACE = re.compile(rf"(?: *(?:- *)*|.*?[:-] *)(?P<space>[{_STRANGE_SPACE}]).*")
_NO_COLON = re.compile(rf"(?P<lead> *(?:- +)*)(?P<word>\w[\w-]*) *(?P<sign>[{_COLONS}]?) *(?P<value>[|>][-+0-9]*) *")
_GLUED = re.compile(rf"(?P<lead> *(?:- +)*)(?P<word>\w[\w-]*)(?P<sign>[{_COLONS}])(?P<value>[^\s/].*)")
_TWO_WORDS = re.compile(r"(?P<lead> *(?:- +)*)(?P<word>\w[\w-]*)(?P<sign>) +(?P<value>\S.*)")
_ONE_WORD = re.compile(r"(?P<lead> *)(?P<word>\w[\w-]*)(?P<sign>)(?P<value>) *")


def slip(lines: Sequence[str], begin: int, stumble: Stumble) -> Slip:
    """What went wrong in a part of a file that begins at the line `begin`.

    `lines` are those of the whole file: they show in which columns its keys usually stand.
    """
    found = _out_of_form(lines, begin, stumble.line)
    if found is not None:
        return found
    # Where something is missing at the end, libyaml points behind the last line.
    number = min(stumble.line, len(lines) - 1)
    message, cure = _trap(lines, number, stumble)
    return Slip(number, stumble.column, message, cure)


def block_cure(lines: Sequence[str], number: int) -> str:
    """How to write the text that begins on a line so that it means what it looks like: after `|`, in its place."""
    match = _LINE.fullmatch(lines[number])
    if match is None:
        return "Put the text on its own line after |, two spaces further in than its key."
    column = len(match["lead"])
    text = (match["value"] or "").removeprefix("|").removeprefix(">").strip()
    texts = _unquoted([text, *(line.strip() for line in _deeper(lines, number, column))])
    shown = "".join(f"\n{' ' * (column + 2)}{line}" for line in texts if line)
    return f"Put the text on its own line after |, like this:\n{match['lead']}{match['word']}: |{shown}"


def misplaced(lines: Sequence[str], number: int, column: int, *, whole: bool) -> Slip:
    """The slip of a question whose dash does not stand in the column of the others.

    With `whole`, all its lines are shifted alike.
    """
    line = lines[number]
    here = _indent(line)
    moved = _moved(column - here)
    cure = (
        f"{moved} before each line of this question, so that it begins like this:"
        if whole
        else (f"{moved} before the dash, so that each question begins in the same column:")
    )
    message = f"this question begins in column {here + 1}, the others in column {column + 1}"
    return Slip(number, here, message, f"{cure}\n{' ' * column}{line.lstrip()}")


def _out_of_form(lines: Sequence[str], begin: int, stop: int) -> Slip | None:
    """The first line that slipped, from `begin` to where libyaml gave up, or None where all have the usual form."""
    usual = _usual_columns(lines[max(0, begin - _AROUND) : stop + _AROUND])
    open_: list[_Open] = []
    key: _Key | None = None
    before: _Key | None = None
    text_column = 0
    for number in range(begin, min(stop + 3, len(lines))):
        line = lines[number]
        if "\t" in line[: _indent(line)]:
            # libyaml stumbles later, or over something else.
            cure = "Use spaces: two for each step to the right."
            return Slip(number, line.index("\t"), "a tab stands at the beginning of the line", cure)
        if number > stop or not line.strip():
            continue
        indent = len(line) - len(line.lstrip(" "))
        match = _LINE.fullmatch(line) or _DASH.fullmatch(line)
        if key is not None and key.value and indent > key.column:
            if key.block and indent >= text_column:
                text_column = text_column or indent
                continue
            if key.unfinished or not (key.block or (match and match.re is _LINE and match["word"] in usual)):
                continue
        if line[indent] == "#":
            continue
        dashed = match is not None and match.re is _DASH
        if key is not None and key.block and not text_column and (match is None or dashed):
            return _belongs_nowhere(lines, number, key, text_column)
        for look in _LOOKS:
            found = look(lines, number, usual)
            if found is not None:
                return found
        if match is None:
            return _belongs_nowhere(lines, number, key, text_column)
        found = _out_of_column(line, number, open_, key, usual)
        if found is not None:
            if before is not None and key is not None and not before.value and before.column == key.column < indent:
                # The line above has slipped out of what it belongs to.
                return _too_far_left(lines, key, indent)
            return found
        before, key, text_column = (
            key,
            _Key(number, match["lead"], "" if dashed else match["word"], match["value"] or ""),
            0,
        )
    return None


def _usual_columns(lines: Iterable[str]) -> Usual:
    """In which columns each key stands, and how often."""
    usual: Usual = {}
    for line in lines:
        match = _LINE.fullmatch(line)
        if match:
            usual.setdefault(match["word"], Counter())[len(match["lead"])] += 1
    return usual


def _wrong_space(lines: Sequence[str], number: int, _: Usual) -> Slip | None:
    line = lines[number]
    match = _WRONG_SPACE.fullmatch(line)
    if match is None:
        return None
    message = f"a space of another kind (U+{ord(match['space']):04X}) stands here, which YAML takes for a letter"
    cure = "Delete it and type a space. It often comes along when text is pasted. The line then is:"
    return Slip(number, match.start("space"), message, f"{cure}\n{re.sub(f'[{_STRANGE_SPACE}]', ' ', line)}")


def _wrong_dash(lines: Sequence[str], number: int, usual: Usual) -> Slip | None:
    match = _WRONG_DASH.fullmatch(lines[number])
    if match is None or match["word"] not in usual:
        return None
    message = f"a list begins with a hyphen, but here stands {_DASHES[match['dash']]} ({match['dash']})"
    cure = f"Type the hyphen of the keyboard and a space:\n{match['lead']}- {match['rest']}"
    return Slip(number, match.start("dash"), message, cure)


def _glued_dash(lines: Sequence[str], number: int, _: Usual) -> Slip | None:
    match = _GLUED_DASH.fullmatch(lines[number])
    if match is None:
        return None
    cure = f"Write:\n{match['lead']}- {match['rest']}"
    return Slip(number, len(match["lead"]), "a space is missing after the dash", cure)


def _no_colon(lines: Sequence[str], number: int, usual: Usual) -> Slip | None:
    """`hint |`, `hint:|`, `hint; |`, `area:work`, `area work`, and `area` alone above its words."""
    line = lines[number]
    if _LINE.fullmatch(line):
        return None
    match = _NO_COLON.fullmatch(line)
    if match is None:
        match = _GLUED.fullmatch(line) or _TWO_WORDS.fullmatch(line) or _ONE_WORD.fullmatch(line)
        if match is None:
            return None
        usually_here = usual.get(match["word"], Counter())[len(match["lead"])]
        if not usually_here and (match["value"] or not _deeper(lines, number, len(match["lead"]))):
            return None
    return _with_colon(number, match)


def _with_colon(number: int, match: re.Match[str]) -> Slip:
    word, glued = match["word"], match["sign"] == ":"
    message = f"a space is missing after `{word}:`" if glued else f"the colon after `{word}` is missing"
    cure = f"Write:\n{match['lead']}{word}: {match['value']}".rstrip()
    return Slip(number, match.end("word"), message, cure)


_LOOKS: tuple[Callable[[Sequence[str], int, Usual], Slip | None], ...] = (
    _wrong_space,
    _wrong_dash,
    _glued_dash,
    _no_colon,
)


def _belongs_nowhere(lines: Sequence[str], number: int, key: _Key | None, text_column: int) -> Slip | None:
    """A line that is neither a key nor part of a text."""
    line = lines[number]
    indent = _indent(line)
    above = next((lines[at] for at in range(number - 1, -1, -1) if lines[at].strip()), "")
    if above.lstrip().startswith("#"):
        message = "this line belongs to no key: the line above it is a comment"
        return Slip(number, indent, message, "Take away the # above it, or put one before this line, too.")
    if key is not None and key.block:
        column = text_column or key.column + 2
        message = f"the text of `{key.word}` stands too far left here"
        cure = f"{_moved(column - indent)} before it:\n{' ' * column}{line.strip()}"
        return Slip(number, indent, message, cure)
    match = _TWO_WORDS.fullmatch(line) or _ONE_WORD.fullmatch(line)
    if match is not None and (key is None or indent == key.column or not key.value):
        return _with_colon(number, match)
    return None


def _too_far_left(lines: Sequence[str], key: _Key, column: int) -> Slip:
    message = f"`{key.word}` stands too far left, outside of what it belongs to"
    cure = f"{_moved(column - key.column)} before it:\n{' ' * column}{lines[key.line].strip()}"
    return Slip(key.line, key.column, message, cure)


def _out_of_column(line: str, number: int, open_: list[_Open], key: _Key | None, usual: Usual) -> Slip | None:
    """The slip of a line that stands in no column where one is expected. Keeps account of what is open."""
    match = _LINE.fullmatch(line)
    lead = match["lead"] if match else line[: line.rindex("-", 0, _indent(line) + 1) + 1]
    begins = [_Open(at, True) for at, sign in enumerate(lead) if sign == "-"]
    begins += [_Open(len(lead), False)] if match else []
    first = begins[0]
    if first in open_:
        del open_[open_.index(first) + 1 :]
    elif not open_ or (key is not None and not key.value and first.column >= key.column + (not first.is_list)):
        open_.append(first)
    else:
        habit = usual.get(match["word"], Counter()) if match and not first.is_list else Counter()
        return _beside(line, number, first, [one.column for one in open_ if one.is_list == first.is_list], habit)
    open_ += begins[1:]
    return None


def _beside(line: str, number: int, stands: _Open, columns: Sequence[int], habit: Counter[int]) -> Slip | None:
    """The slip of a dash or a key beside the others, which stand in `columns`."""
    if not columns:
        if not stands.is_list:
            return None
        cure = f"Take away the dash and the space after it:\n{' ' * stands.column}{line.strip()[1:].lstrip()}"
        return Slip(number, stands.column, "a dash begins a list, but no list stands in this place", cure)
    target = min(columns, key=lambda at: (abs(at - stands.column), -habit[at], -at))
    text = line.strip()
    what, others = ("this dash", "the dashes") if stands.is_list else (f"`{text.partition(':')[0]}`", "the keys")
    message = f"{what} stands in column {stands.column + 1}, but {others} it belongs to stand in column {target + 1}"
    cure = f"{_moved(target - stands.column)} before it:\n{' ' * target}{text}"
    return Slip(number, stands.column, message, cure)


def _trap(lines: Sequence[str], number: int, stumble: Stumble) -> tuple[str, str]:
    """What went wrong on a line, and its cure, from libyaml's words and the first characters of the value."""
    problem, context = stumble.problem, stumble.context
    match = _LINE.fullmatch(lines[number])
    text = (match["value"] or "") if match else ""
    block = block_cure(lines, number)
    if "found unknown escape character" in problem:
        return "a backslash inside double quotes means something special to YAML", block
    if "scanning a quoted scalar" in context:
        return "the quotation mark that opens here is never closed", block
    if "mapping values are not allowed" in problem:
        return "a colon and a space inside a text look like a new key to YAML", block
    if text.startswith(("|", ">")) and "block scalar" in context:
        return f"nothing may follow {text[0]} on its line", block
    if "flow sequence" in context:
        opened = lines[stumble.first]
        cure = f"Close it where it ends:\n{opened.rstrip()}]" if "]" not in opened else block_cure(lines, stumble.first)
        return "the list that begins with [ is never closed", cure
    if text.startswith("{"):
        return "YAML reads { at the beginning of a text as the start of a map", block
    if text.startswith("["):
        return "YAML reads [ at the beginning of a text as the start of a list", block
    if text.startswith(("*", "&", "!")):
        return f"YAML gives {text[0]} at the beginning of a text a meaning of its own", block
    if text[:1] and text[0] in "`@%]},":
        return f"a text cannot begin with {text[0]} in YAML", block
    if text.startswith("- ") or "block sequence entries are not allowed" in problem:
        return "a dash and a space at the beginning of a text look like a list to YAML", block
    if text.startswith("? "):
        return "a question mark and a space at the beginning of a text mean something special to YAML", block
    if text.startswith(('"', "'")):
        return "text follows after the closing quotation mark", block
    if "could not find expected ':'" in problem:
        return "this line is neither a key with a colon nor part of a text", (
            "Text that goes on over several lines stands after |, each line indented alike."
        )
    if "did not find expected" in problem:
        return "this line does not stand where YAML expects it: its indentation differs from its neighbors", (
            "Keys of one question begin in the same column; the lines of a text stand two spaces further in."
        )
    return f"YAML cannot be read here: {problem}", block


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _deeper(lines: Sequence[str], number: int, column: int) -> list[str]:
    """The lines below a line that stand further in than a column."""
    below = itertools.takewhile(
        lambda line: line.strip() and _indent(line) > column, (lines[at] for at in range(number + 1, len(lines)))
    )
    return list(below)


def _moved(spaces: int) -> str:
    number = abs(spaces)
    noun = "space" if number == 1 else "spaces"
    return f"Put {number} more {noun}" if spaces > 0 else f"Take away {number} {noun}"


def _unquoted(texts: list[str]) -> list[str]:
    """The lines of a text without the quotation marks around it, which `|` makes superfluous."""
    quote, whole = texts[0][:1], "".join(texts)
    if quote not in ('"', "'"):
        return texts
    count = whole.count(quote)
    if count == 1:
        return [texts[0][1:], *texts[1:]]
    if whole.endswith(quote) and (count == 2 or count % 2):
        first, *rest = texts
        return [first[1:-1]] if not rest else [first[1:], *rest[:-1], rest[-1][:-1]]
    return texts
