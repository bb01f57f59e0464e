"""What an author meant where YAML gave up: the lines that slipped, in words that need no knowledge of YAML, and mended.

libyaml says where it could not go on, which is often below the cause. But question files have a plain form (keys,
dashes, texts after `|`), and a key usually stands in one place of its file. So the lines are read once more by eye:
each one that is out of form, or not where its key usually stands, has slipped.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple


class Slip(NamedTuple):
    """A slip at a line and a column, both counted from 0. `mended` is how the line should be, where that is certain."""

    line: int
    column: int
    message: str
    cure: str
    mended: str | None = None


def _rewritten(line: int, column: int, message: str, advice: str, mended: str) -> Slip:
    """A slip that is answered with the line as it should be."""
    return Slip(line, column, message, f"{advice}\n{mended}", mended)


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

    def goes_on(self, line: str) -> bool:
        """Whether a line below may belong to a text that stands beside its key, and not after `|`."""
        return self.word in _KEYS and " " in self.value and _indent(line) == self.column

    @property
    def unfinished(self) -> bool:
        """Whether a quotation or a list in brackets may go on below."""
        return self.value[:1] in _CLOSING and _CLOSING[self.value[0]] not in self.value[1:]


# How often each key stands in each place of a file, the place being what stands before it.
Usual = Mapping[str, Counter[str]]

_KEY_NAMES = """
    id question cloze options correct wrong why hint explanation sources area level fact checked review-by shuffle tags
    allow retired since because at topic about questions namespace slug name version description license language report
    areas levels targets title publisher year url copy author
"""
_KEYS = frozenset(_KEY_NAMES.split())
# Where the keys of a question stand in the files that `deckgen new` makes.
_PLACES = {
    **dict.fromkeys(("topic", "about", "questions"), ""),
    **dict.fromkeys(("question", "cloze", "options", "hint", "explanation", "sources", "area", "level"), "    "),
    **dict.fromkeys(("fact", "checked", "review-by"), "    "),
    "id": "  - ",
    "correct": "      - ",
    "wrong": "      - ",
    "why": "        ",
}
# The lists of a question file, and a key with which what stands in them begins.
_LISTS = {"questions": "id", "options": "correct"}
_CLOSING = {'"': '"', "'": "'", "[": "]", "{": "}"}
_LISTED = re.compile(r"(?:[-*+]|\d{1,2}[.)]) +\S")
# How many lines around a slip tell where its keys usually stand.
_AROUND = 300

_SPACES = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000"
_SIGNS = {
    "*": "an asterisk (*)",
    "\u2022": "a bullet (\u2022)",
    "\u00b7": "a dot (\u00b7)",
    "\u2013": "a long dash (\u2013)",
    "\u2014": "a long dash (\u2014)",
    "\u2212": "a minus sign (\u2212)",
}
_COLONS = ":\uff1a;="

_LEAD = r"(?P<lead> *(?:- +)*)"
_LINE = re.compile(_LEAD + r"(?P<word>\w(?:[\w.-]|:(?=\S))*):(?: +(?P<value>.*?))? *")
_DASH = re.compile(r"(?P<lead> *(?:- +)*-)(?: +(?P<value>.*?))? *")
_OTHER_DASH = re.compile(
    rf"(?P<lead> *)(?P<sign>[{''.join(_SIGNS)}]|--|[_~+>]|-(?=\t)|\d+[.)]|\w[.)])[ \t{_SPACES}]*"
    r"(?P<rest>(?P<word>[\w-]+).*)"
)
_GLUED_DASH = re.compile(r"(?P<lead> *)-(?P<word>\w[\w-]*):(?P<value>.*)")
_OTHER_SPACE = re.compile(rf"(?:[ \t]*(?:- *)*|.*?[:-] *)(?P<space>[{_SPACES}]).*")
_BAR_WITHOUT_COLON = re.compile(
    rf"{_LEAD}(?P<word>\w[\w-]*) *(?P<sign>[{_COLONS}.,\u2013-]?) *(?P<value>[|>][-+0-9]*) *"
)
_GLUED = re.compile(rf"{_LEAD}(?P<word>\w[\w-]*)(?P<sign>[{_COLONS}])(?P<value>[^\s/].*)")
_WITHOUT_COLON = re.compile(_LEAD + r"(?P<word>\w[\w-]*(?:\.\w+)?)(?P<sign>)(?: +(?P<value>\S.*))? *")
_TWO_LINES = re.compile(r"(?P<value>.*?\S)\s+(?P<rest>(?P<dash>- +)?(?P<word>\w[\w-]*):(?: \|[-+]?| +[\w-]+)?) *")
_ID = re.compile(r" *- +id:")
_COMMENTED_KEY = re.compile(r" *# *[\w-]+: *[|>]? *")


def slips(lines: Sequence[str], begin: int, end: int, stumble: Stumble) -> list[Slip]:
    """What went wrong in the lines from `begin` up to `end`, where libyaml could not go on: one slip at least.

    `lines` are those of the whole file: they show where its keys usually stand.
    """
    found = list(_out_of_form(lines, begin, end))
    if found:
        return found
    out_of_column = _source_without_id(lines, stumble.line) or _out_of_column(lines, begin, stumble.line)
    if out_of_column is not None:
        return [out_of_column]
    # Where something is missing at the end, libyaml points behind the last line.
    number = min(stumble.line, len(lines) - 1)
    above = _key_above(lines, number)
    message, cure = _trap(lines, number if above is None else above, stumble)
    column = stumble.column if above is None else _indent(lines[above])
    return [Slip(number if above is None else above, column, message, cure)]


def misplaced(lines: Sequence[str], number: int, *, is_text: bool = False) -> Slip | None:
    """The slip of a key that does not stand where it usually stands in its file, or None.

    With `is_text`, it stands so far in that it has become part of a text.
    """
    match = _LINE.fullmatch(lines[number])
    if match is None or match["word"] not in _PLACES or (match["word"] == "id" and not is_text):
        return None
    if match["word"] == "question" and not match["lead"]:
        # Meant as `questions`.
        return None
    return _misplaced_key(lines[number], number, match, _usual(lines, number, number + 1))


def block_cure(lines: Sequence[str], number: int, last: int | None = None) -> str:
    """How to write the text that begins on a line so that it means what it looks like: after `|`, in its place.

    `last` is the text's last line, where that is known; without it, blank lines are taken for its end.
    """
    match = _LINE.fullmatch(lines[number])
    if match is None:
        return "Put the text on its own line after |, two spaces further in than its key."
    column = len(match["lead"])
    text = match["value"] or ""
    if text[:1] == "|" or text in (">", ">-"):
        text = text.lstrip("|>-").strip()
    below = _deeper(lines, number, column) if last is None else list(lines[number + 1 : last + 1])
    if below and not any(map(str.isalnum, text)):
        return f"Write the line so, and leave the text below it:\n{match['lead']}{match['word']}: |"
    texts = _unquoted([text, *(line.strip() for line in below)])
    shown = "".join(f"\n{' ' * (column + 2)}{line}" if line else "\n" for line in texts[not texts[0] :])
    what = f"these {len(below) + 1} lines on lines of their own" if below else "the text on its own line"
    return f"Put {what} after |, like this:\n{match['lead']}{match['word']}: |{shown}"


def run_together(lines: Sequence[str], first: int, last: int) -> Slip | None:
    """The slip of a text that YAML makes one line of, though it holds a list or several paragraphs; None for others.

    The text stands on the lines from `first` to `last`.
    """
    rows = [line.strip() for line in lines[first : last + 1]]
    gaps = any(row and not gap and after for row, gap, after in zip(rows, rows[1:], rows[2:], strict=False))
    if not gaps and sum(map(bool, map(_LISTED.match, rows[1:]))) < 2:
        return None
    above = _LINE.fullmatch(lines[first - 1]) if first and not _LINE.fullmatch(lines[first]) else None
    # The text may begin below its key.
    number = first - 1 if above is not None and not above["value"] else first
    what = "paragraphs" if gaps else "lines of this list"
    message = f"the {what} would run together, because the text does not stand after |"
    return Slip(number, _indent(lines[number]), message, block_cure(lines, number, last))


def misplaced_question(lines: Sequence[str], number: int, column: int, *, whole: bool) -> Slip:
    """The slip of a question whose dash does not stand in the column of the others.

    With `whole`, all its lines are shifted alike.
    """
    line = lines[number]
    here = _indent(line)
    mended = f"{' ' * column}{line.lstrip()}"
    moved = _moved(column - here)
    cure = f"{moved} before the dash, so that each question begins in the same column:"
    if whole:
        cure = f"{moved} before each line of this question, so that it begins like this:"
    message = f"this question begins in column {here + 1}, the others in column {column + 1}"
    return _rewritten(number, here, message, cure, mended)


def without_questions(lines: Sequence[str], number: int) -> Slip:
    """The slip of a first question above which nothing says that questions follow."""
    message = "the line `questions:` is missing above the first question"
    return Slip(number, _indent(lines[number]), message, f"Write it in the first column:\nquestions:\n{lines[number]}")


def _out_of_form(lines: Sequence[str], begin: int, end: int) -> Iterator[Slip]:
    """Each line that is out of form, or not where its key usually stands."""
    usual = _usual(lines, begin, end)
    key: _Key | None = None
    # Where the text of that key begins, or 0 before it does.
    text_column = 0
    numbers = iter(range(begin, end))
    for number in numbers:
        line = lines[number]
        if not line.strip():
            continue
        slip = _in_lead(line, number, usual, key, text_column)
        if slip is not None:
            yield slip
            line = slip.mended or line
        indent = _indent(line)
        match = _LINE.fullmatch(line)
        known = match is not None and (match["word"] in _KEYS or match["word"] in usual)
        begins = known or key is None or key.word in _LISTS or line[indent] in "-#"
        if key is not None and not key.value and not begins:
            begins = _sign(lines, number, usual, after_text=False) is not None
        if key is not None and indent > key.column and (key.value or not begins):
            # The text of the key above goes on, or should.
            if key.block:
                if indent >= (text_column or 1):
                    text_column = text_column or indent
                    continue
                if match is None and _BAR_WITHOUT_COLON.fullmatch(line) is None:
                    yield _text_too_far_left([line], number, key, text_column)
                    continue
            elif line[indent] == "#":
                slip = _comment_in_text(lines, number, key)
                if slip is not None:
                    yield slip
                continue
            elif not known:
                # A text that goes on without |.
                closed = _CLOSING[key.value[0]] if key.unfinished and _CLOSING[key.value[0]] in line else ""
                key = key._replace(value=(key.value or line.strip()) + closed)
                continue
        if line[indent] == "#":
            after = next((one for one in lines[number + 1 : number + 3] if one.strip()), "")
            if key is not None and key.block and _indent(after) > key.column and _LINE.fullmatch(after) is None:
                message = f"a comment cuts off the text of `{key.word}`"
                yield Slip(number, indent, message, f"Delete this line, or put it above `{key.word}:`.")
            continue
        if key is not None and key.unfinished and known:
            yield _never_closed(lines, key)
        if key is not None and key.block and not text_column and match is None:
            text = _text_lines(lines, number, end)
            yield _text_too_far_left(text, number, key, key.column + 2)
            _skip(numbers, len(text) - 1)
            text_column = key.column + 2
            continue
        # From here on, the line must be a key or a dash.
        if match is None:
            slip = _sign(lines, number, usual, after_text=key is not None and (key.block or key.goes_on(line)))
            slip = _moved_too(slip, usual) if slip is not None else None
        elif key is not None and key.word in _LISTS and not key.value and "-" not in match["lead"]:
            slip = _first_without_dash(line, number, key.word, usual)
        else:
            slip = _joined(line, number, match, usual)
            if slip is not None:
                yield slip
                continue
            in_sources = match["word"] in ("id", "at") and key is not None and key.word in ("sources", "id", "at")
            slip = None if in_sources else _misplaced_key(line, number, match, usual)
        in_text = key is not None and key.block and text_column and lines[number - 1].lstrip().startswith("- ")
        if slip is None and match is None and (in_text or _DASH.fullmatch(line) is None):
            text = _text_lines(lines, number, end)
            slip = _lost_key(lines, number, text, usual) or _belongs_nowhere(lines, number, key, text, text_column)
            _skip(numbers, len(text) - 1)
        if slip is not None:
            yield slip
            # Reading goes on as if it were mended, so that one slip is not answered twice.
            line = slip.mended or line
            match = _LINE.fullmatch(line)
        match = match or _DASH.fullmatch(line)
        if match is not None:
            word = match["word"] if match.re is _LINE else ""
            key, text_column = _Key(number, match["lead"], word, match["value"] or ""), 0
            if key.value[:1] == "[" and "#" in key.value:
                yield _comment_in_list(line, number)


def _moved_too(slip: Slip, usual: Usual) -> Slip:
    """A slip whose line, once mended, also goes where its key usually stands."""
    match = _LINE.fullmatch(slip.mended or "")
    moved = _misplaced_key(match[0], slip.line, match, usual) if match is not None else None
    if moved is None or moved.mended is None:
        return slip
    return _rewritten(slip.line, slip.column, f"{slip.message}; {moved.message}", "Write:", moved.mended)


def _first_without_dash(line: str, number: int, above: str, usual: Usual) -> Slip:
    places = usual.get(_LISTS[above], Counter())
    place = next((place for place, _ in places.most_common() if "-" in place), f"{' ' * max(_indent(line) - 2, 0)}- ")
    mended = f"{place}{line.strip()}"
    message = f"what stands below `{above}:` begins with a dash"
    return _rewritten(number, _indent(line), message, "Write:", mended)


def _comment_in_text(lines: Sequence[str], number: int, key: _Key) -> Slip | None:
    """The slip of a text without |, which a line that begins with # cuts in two."""
    after = next((line for line in lines[number + 1 : number + 3] if line.strip()), "")
    if _indent(after) <= key.column or _LINE.fullmatch(after):
        return None
    message = f"a # begins a comment, in the middle of the text of `{key.word}`"
    return Slip(key.line, key.column, message, block_cure(lines, key.line))


def _comment_in_list(line: str, number: int) -> Slip:
    mended = line.replace("#", "")
    message = "a # begins a comment, so that the list is never closed"
    return _rewritten(number, line.index("#"), message, "Write the word without it:", mended)


def _usual(lines: Sequence[str], begin: int, end: int) -> Usual:
    """Where each key stands in the lines around."""
    usual: dict[str, Counter[str]] = {}
    for number in range(max(0, begin - _AROUND), min(len(lines), end + _AROUND)):
        match = _LINE.fullmatch(lines[number].replace("\t", "  "))
        if match:
            usual.setdefault(match["word"], Counter())[match["lead"]] += 1
    if usual.get("id", Counter())[_PLACES["id"]]:
        # The file looks as `deckgen new` makes it, but may be short.
        for word, lead in _PLACES.items():
            usual.setdefault(word, Counter())[lead] += 3
    return usual


def _in_lead(line: str, number: int, usual: Usual, key: _Key | None, text_column: int) -> Slip | None:
    """The slip of a line that begins with a tab, or with spaces of another kind, or has one after its dash or colon."""
    lead = line[: _indent(line)]
    rest = line.lstrip()
    if "\t" in lead:
        match = _LINE.fullmatch(rest)
        column = len(lead.expandtabs(2))
        if match and match["word"] in usual:
            mended = f"{usual[match['word']].most_common(1)[0][0]}{rest.removeprefix(match['lead'])}"
        elif key is not None and key.block:
            mended = f"{' ' * (text_column or key.column + 2)}{rest}"
        else:
            mended = f"{' ' * column}{rest}"
        message = "a tab stands at the beginning of the line"
        return _rewritten(number, line.index("\t"), message, "Use spaces: two for each step to the right.", mended)
    match = _OTHER_SPACE.fullmatch(line)
    if match is None:
        return None
    mended = re.sub(f"[{_SPACES}]", lambda space: "" if space[0] == "\u200b" else " ", line)
    message = f"a space of another kind (U+{ord(match['space']):04X}) stands here, which YAML takes for a letter"
    cure = "Delete it and type a space. It often comes along when text is pasted. The line then is:"
    return _rewritten(number, match.start("space"), message, cure, mended)


def _sign(lines: Sequence[str], number: int, usual: Usual, *, after_text: bool) -> Slip | None:
    """The slip of a line whose dash or colon is missing or another sign. `after_text`, it may be part of the text."""
    line = lines[number]
    match = _OTHER_DASH.fullmatch(line)
    if match is not None and (match["word"] in _KEYS or match["word"] in usual):
        sign = match["sign"]
        stands = _SIGNS.get(sign) or ("a tab after it" if sign == "-" else sign)
        message = f"a list begins with a hyphen and a space, but here stands {stands}"
        mended = f"{match['lead']}- {match['rest']}"
        return _rewritten(number, match.start("sign"), message, "Type a hyphen and a space:", mended)
    match = _GLUED_DASH.fullmatch(line)
    if match is not None:
        mended = f"{match['lead']}- {match['word']}: {match['value'].strip()}".rstrip()
        return _rewritten(number, len(match["lead"]), "a space is missing after the dash", "Write:", mended)
    match = _BAR_WITHOUT_COLON.fullmatch(line)
    if match is not None:
        return _with_colon(number, match)
    match = _GLUED.fullmatch(line) or _WITHOUT_COLON.fullmatch(line)
    if match is None:
        return None
    word, value = match["word"], match["value"] or ""
    below = _deeper(lines, number, len(match["lead"]))
    here = usual.get(word, Counter())[match["lead"]]
    if here or word in _KEYS or (match["sign"] and " " not in word) or (not value and below):
        return _with_colon(number, match)
    # A word of a vocabulary: what stands below it, in the same column, has a colon.
    beside = _LINE.fullmatch(next((one for one in lines[number + 1 : number + 3] if one.strip()), ""))
    if not after_text and word.islower() and beside is not None and beside["lead"] == match["lead"] != "":
        return _with_colon(number, match)
    return None


def _with_colon(number: int, match: re.Match[str]) -> Slip:
    word, glued = match["word"], match["sign"] == ":"
    message = f"a space is missing after `{word}:`" if glued else f"the colon after `{word}` is missing"
    mended = f"{match['lead']}{word}: {match['value'] or ''}".rstrip()
    return _rewritten(number, match.end("word"), message, "Write:", mended)


def _misplaced_key(line: str, number: int, match: re.Match[str], usual: Usual) -> Slip | None:
    """The slip of a key that does not stand where it usually stands, for one column or one dash."""
    lead, word = match["lead"], match["word"]
    places = usual.get(word, Counter())
    likely = [place for place, times in places.items() if place != lead and times >= max(2, 3 * places[lead])]
    if not likely:
        return None
    place = min(likely, key=lambda one: (abs(len(one) - len(lead)), -places[one]))
    mended = f"{place}{line[len(lead) :]}"
    column = _indent(line)
    if "-" in place and "-" not in lead:
        return _rewritten(number, column, f"the dash before `{word}` is missing", "Write:", mended)
    if "-" in lead and "-" not in place:
        message = f"a dash stands before `{word}`, which begins nothing new"
        return _rewritten(number, column, message, "Take it away:", mended)
    what, usual_column = f"the dash before `{word}`" if "-" in lead else f"`{word}`", _indent(mended)
    if usual_column == column:
        # The dash is in its place, and the word is not.
        what, column, usual_column = f"`{word}`", len(lead), len(place)
    message = f"{what} stands in column {column + 1}, and elsewhere in column {usual_column + 1}"
    return _rewritten(number, column, message, f"{_moved(len(place) - len(lead))} before it:", mended)


def _never_closed(lines: Sequence[str], key: _Key) -> Slip:
    # What begins with it may stand on a line of its own, below the key.
    number = next(
        (at for at in range(key.line, min(key.line + _AROUND, len(lines))) if key.value in lines[at]), key.line
    )
    line = lines[number]
    column = max(line.find(key.value), 0)
    if key.word in _LISTS and number == key.line:
        mended = f"{key.lead}{key.word}:"
        return _rewritten(number, column, f"what stands below `{key.word}:` needs no [", "Take it away:", mended)
    if key.value[0] in "[{":
        mended = f"{line.rstrip()}{_CLOSING[key.value[0]]}"
        message = f"the list that begins with {key.value[0]} is never closed"
        return _rewritten(number, column, message, "Close it where it ends:", mended)
    return Slip(number, column, "the quotation mark that opens here is never closed", block_cure(lines, key.line))


def _text_lines(lines: Sequence[str], number: int, end: int) -> list[str]:
    """The lines from `number` on that are neither blank nor keys."""
    words = itertools.takewhile(
        lambda line: line.strip() and _LINE.fullmatch(line) is None, (lines[at] for at in range(number, end))
    )
    return list(words) or [lines[number]]


def _text_too_far_left(text: Sequence[str], number: int, key: _Key, column: int) -> Slip:
    shift = column - min(map(_indent, text))
    mended = "\n".join(f"{' ' * shift}{line.rstrip()}" for line in text)
    each = " each of these lines" if len(text) > 1 else " it"
    message = f"the text of `{key.word}` stands too far left here" if key.word else "this text stands too far left"
    return Slip(number, _indent(text[0]), message, f"{_moved(shift)} before{each}:\n{mended}")


def _joined(line: str, number: int, match: re.Match[str], usual: Usual) -> Slip | None:
    """The slip of a line on which the next one begins, too, because the break between them was deleted."""
    two = _TWO_LINES.fullmatch(match["value"] or "")
    if two is None or two["word"] not in _KEYS:
        return None
    places = usual.get(two["word"]) or Counter({_PLACES.get(two["word"], match["lead"].replace("-", " ")): 1})
    rest = two["rest"].removeprefix(two["dash"] or "")
    mended = f"{line[: match.start('value')]}{two['value']}\n{places.most_common(1)[0][0]}{rest}"
    message = f"`{two['word']}:` stands on this line, too: a line break is missing before it"
    return _rewritten(number, match.start("value") + two.start("rest"), message, "Write two lines:", mended)


def _lost_key(lines: Sequence[str], number: int, text: Sequence[str], usual: Usual) -> Slip | None:
    """The slip of a text that stands where the text of another key would, one that its question does not have."""
    if " " not in text[0].strip():
        return None
    begin = next((at for at in range(number, -1, -1) if _ID.match(lines[at])), 0)
    end = next((at for at in range(number + 1, len(lines)) if _ID.match(lines[at])), len(lines))
    own = {match["word"] for at in range(begin, end) if (match := _LINE.fullmatch(lines[at]))}
    for word in ("hint", "explanation"):
        place = next(iter(usual.get(word, Counter({_PLACES[word]: 1})).most_common()))[0]
        if word not in own and len(place) + 2 == _indent(text[0]):
            mended = "\n".join((f"{place}{word}: |", *text))
            return _rewritten(number, _indent(text[0]), f"the line `{word}: |` is missing above this", "Write:", mended)
    return None


def _source_without_id(lines: Sequence[str], number: int) -> Slip | None:
    """The slip of a source whose name has no `id:`, though a place in it stands below."""
    number = min(number, len(lines) - 1)
    at, name = _LINE.fullmatch(lines[number]), _DASH.fullmatch(lines[number - 1])
    if at is None or at["word"] != "at" or name is None or not name["value"]:
        return None
    message = "a source with a place in it needs `id:` before its name"
    return _rewritten(number - 1, len(name["lead"]) + 1, message, "Write:", f"{name['lead']} id: {name['value']}")


def _belongs_nowhere(
    lines: Sequence[str], number: int, key: _Key | None, text: Sequence[str], text_column: int
) -> Slip:
    """The slip of lines that are neither keys nor part of a text."""
    line = lines[number]
    indent = _indent(line)
    above = next((lines[at] for at in range(number - 1, -1, -1) if lines[at].strip()), "")
    if _COMMENTED_KEY.fullmatch(above):
        message = "this line belongs to no key: the line above it is a comment"
        return Slip(number, indent, message, "Take away the # above it, or put one before this line, too.")
    if key is not None and key.word in ("id", "at") and re.fullmatch(r" *-?[a-z0-9-]+", line):
        mended = f"{' ' * max(key.column - 2, 0)}- {line.strip(' -')}"
        return _rewritten(number, indent, "a source begins with a dash and a space", "Write:", mended)
    if key is not None and key.block and text[0].strip(" -=_*#"):
        return _text_too_far_left(text, number, key, text_column or key.column + 2)
    if key is not None and " " in key.value and not key.unfinished and text[0].strip(" -=_*#"):
        texts = "".join(f"\n{' ' * (key.column + 2)}{line.strip()}" for line in (key.value, *text))
        cure = f"Put the text after |, on lines of its own:\n{key.lead}{key.word}: |{texts}"
        return Slip(number, indent, f"the text of `{key.word}` goes on too far left", cure)
    message = "this line is neither a key with a colon nor part of a text"
    if key is not None and not key.value:
        return Slip(number, indent, message, "Put it after a key and |, two spaces further in than the key.")
    return Slip(number, indent, message, f"Delete it, or begin it with # to keep it as a remark:\n# {line.strip()}")


class _Open(NamedTuple):
    """A list or a map that is open: where its dashes or keys stand."""

    column: int
    is_list: bool


def _out_of_column(lines: Sequence[str], begin: int, stop: int) -> Slip | None:
    """The first line, up to where libyaml gave up, that stands in no column where one is expected.

    For keys that a file has only once, so that nothing tells where they usually stand.
    """
    open_: list[_Open] = []
    closed: list[_Open] = []
    top: _Key | None = None
    key: _Key | None = None
    before: _Key | None = None
    text_column = 0
    for number in range(begin, min(stop + 1, len(lines))):
        line = lines[number]
        indent = _indent(line)
        match = _LINE.fullmatch(line) or _DASH.fullmatch(line)
        if not line.strip() or (key is not None and key.block and indent > key.column and indent >= text_column):
            text_column = text_column or indent
            continue
        if match is None or line[indent] == "#":
            continue
        word = match["word"] if match.re is _LINE else ""
        outside = before is not None and key is not None and not before.value and before.column == key.column
        if key is not None and key.value and indent > key.column + 1 and word and word not in _KEYS and not outside:
            # A text that goes on without |.
            continue
        lead = match["lead"]
        begins = [_Open(at, True) for at, sign in enumerate(lead) if sign == "-"]
        begins += [_Open(len(lead), False)] if word else []
        first = begins[0]
        if first in open_:
            place = open_.index(first) + 1
            closed = open_[place:]
            del open_[place:]
        elif not open_ or (key is not None and not key.value and first.column >= key.column + (not first.is_list)):
            open_.append(first)
            closed = []
        elif key is not None and (first in closed or (outside and first.column > key.column)):
            # The line above has slipped out of what this one belongs to.
            if not key.word:
                return None
            if key.lead == _PLACES.get(key.word):
                message = f"`{key.word}` stands in the middle of a list, which goes on below"
                return Slip(key.line, key.column, message, "Move it, and what belongs to it, below the list.")
            column = next((one.column for one in closed if not one.is_list), first.column)
            mended = f"{' ' * column}{lines[key.line].strip()}"
            message = f"`{key.word}` stands too far left, outside of what it belongs to"
            return _rewritten(key.line, key.column, message, f"{_moved(column - key.column)} before it:", mended)
        elif lead == _PLACES.get(word) and "-" in lead:
            message = f"`{word}` stands here, but what it belongs to is missing above"
            return Slip(number, indent, message, "Write it above this line, or delete what is left of the question.")
        elif top is not None and len(open_) == 1 and not first.is_list and first.column < top.column:
            mended = f"{' ' * first.column}{lines[top.line].strip()}"
            message = f"`{top.word}` stands in column {top.column + 1}, and the other keys in column {first.column + 1}"
            return _rewritten(top.line, top.column, message, f"{_moved(first.column - top.column)} before it:", mended)
        else:
            columns = [one.column for one in (open_ or closed) if one.is_list == first.is_list]
            return _beside(line, number, first, columns, opens=not match["value"])
        open_ += begins[1:]
        before, key, text_column = key, _Key(number, lead, word, match["value"] or ""), 0
        top = top or key
    return None


def _beside(line: str, number: int, stands: _Open, columns: Sequence[int], *, opens: bool) -> Slip | None:
    """The slip of a dash or a key beside the others, which stand in `columns`. With `opens`, more stands below it."""
    text = line.strip()
    if not columns:
        if not stands.is_list:
            return None
        mended = f"{' ' * stands.column}{text[1:].lstrip()}"
        message = "a dash begins a list, but no list stands in this place"
        return _rewritten(number, stands.column, message, "Take away the dash and the space after it:", mended)
    target = min(columns, key=lambda at: (abs(at - stands.column), at if opens else -at))
    what, others = ("this dash", "the dashes") if stands.is_list else (f"`{text.partition(':')[0]}`", "the keys")
    message = f"{what} stands in column {stands.column + 1}, but {others} it belongs to stand in column {target + 1}"
    mended = f"{' ' * target}{text}"
    return _rewritten(number, stands.column, message, f"{_moved(target - stands.column)} before it:", mended)


def _key_above(lines: Sequence[str], number: int) -> int | None:
    """The line of the key to whose text a line belongs that is no key of question files itself, or None."""
    match = _LINE.fullmatch(lines[number])
    if match is not None and (match["word"] in _KEYS or "-" in match["lead"]):
        return None
    for above in range(number - 1, max(number - 6, -1), -1):
        key = _LINE.fullmatch(lines[above])
        if key is not None and key["word"] in _KEYS and key["value"] and len(key["lead"]) < _indent(lines[number]):
            return None if key["value"][:1] in ("|", ">") else above
    return None


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
    above = next((lines[at] for at in range(number - 1, -1, -1) if lines[at].strip()), "")
    beside = _LINE.fullmatch(above)
    plain = beside is not None and beside["value"] and beside["value"][0] not in "|>\"'[{"
    if match is not None and beside is not None and plain and len(match["lead"]) > len(beside["lead"]):
        spaces = _moved(len(beside["lead"]) - len(match["lead"]))
        line = f"{' ' * len(beside['lead'])}{lines[number].lstrip()}"
        return f"`{match['word']}` stands further in than the line above it", f"{spaces} before it:\n{line}"
    owner = next((key for at in range(number - 1, -1, -1) if (key := _LINE.fullmatch(lines[at]))), None)
    if match is not None and beside is None and owner is not None and not owner["value"] and match["word"] in _KEYS:
        return "the text above this line belongs to no key", "Write its key above it, such as `title: |` in a source."
    if re.fullmatch(r"\"[^\"]*\"|'[^']*'", text) and _deeper(lines, number, len(match["lead"]) if match else 0):
        cure = "Write its key above it, such as `report: |` in deck.yaml. If it is more of this one, put both after |."
        return "the text below this line belongs to no key", cure
    if match is not None and re.fullmatch(r"[\w-]+:", text):
        word = f"{match['lead']}{match['word']}: {text.removesuffix(':')}"
        return "nothing stands behind the colon at the end of this line", f"Leave it out:\n{word}"
    if "mapping values are not allowed" in problem:
        return "a colon and a space inside a text look like a new key to YAML", block
    if text.startswith(("|", ">")) and "block scalar" in context:
        return f"nothing may follow {text[0]} on its line", block
    if text.startswith("{"):
        return "YAML reads { at the beginning of a text as the start of a map", block
    if text.startswith("["):
        return "YAML reads [ at the beginning of a text as the start of a list", block
    if text.startswith(("*", "&", "!")):
        return f"YAML gives {text[0]} at the beginning of a text a meaning of its own", block
    if text[:1] and text[0] in "`@%]},":
        return f"a text cannot begin with {text[0]} in YAML", block
    if match is not None and text.startswith("- ") and match["word"] in ("sources", "tags"):
        return (
            "a list begins on a line of its own",
            f"Or write it in brackets:\n{match['lead']}{match['word']}: [{text[2:]}]",
        )
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


def _skip(numbers: Iterator[int], count: int) -> None:
    for _ in range(count):
        next(numbers, None)


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
    if count == 1 and (quote == '"' or not whole[1:2].isalpha() or " " in whole):
        return [texts[0][1:], *texts[1:]]
    if whole.endswith(quote) and (count == 2 or count % 2):
        first, *rest = texts
        return [first[1:-1]] if not rest else [first[1:], *rest[:-1], rest[-1][:-1]]
    return texts
