"""YAML as text: nodes with positions from libyaml's events.

Scalars stay text: `no`, `988`, `1:30` and `2026-11-23` mean what they look like. Anchors, aliases, tags, duplicate keys
and second documents are refused. Every finding names the cure in words that need no knowledge of YAML: nearly always,
"put the text after `|` on its own line". After a syntax error reading starts again at the next `- id:`, so one broken
question hides no other.
"""

import bisect
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from collections.abc import Sequence as Sequence_
from dataclasses import replace
from typing import Any, NamedTuple, cast

import yaml
from yaml.events import ScalarEvent

from deckgen import plainform, slips
from deckgen.diagnostics import Diagnostic, Span
from deckgen.nodes import MAX_DEPTH, Broken, Mapping, Node, Scalar, Sequence

MAX_BYTES = 32 * 1024 * 1024
# Looks for single characters alone, which is three times as fast; the exact pattern has the last word.
_SUSPECT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_HARMLESS = bytes((*b"\t\n", *range(32, 127)))
_BAD_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\r(?!\n)")
_ITEM = re.compile(r"(?P<lead>[ \t]*)(?:-+\s*|[*\u2022\u2013\u2014]\s*)id *:? *[\"']?(?P<id>[\w-]*)")


_LEAD = re.compile(r" *(?:- +)*")
# What looks like the bar that begins a text, or stands near it on a keyboard.
_BARS = "lI1!/\\\u00a6\u2502\uff5c"
_BAR = "Type | (on most keyboards Shift and \\), or copy it from another line."


_NAME = re.compile(r" +(?P<word>[\w.-]+): *")
# Keys that begin something new when they stand a second time, after one of those beside them.
_BEGINNINGS = {
    **dict.fromkeys(("id", "correct", "wrong", "why", "title"), frozenset(("id", "correct", "wrong", "title"))),
    **dict.fromkeys(("question", "cloze"), frozenset(("hint", "explanation"))),
    "author": frozenset(("license",)),
}


class _Item(NamedTuple):
    """Where a question begins: line and column of its dash, from 0, and its name, as far as it can be read."""

    line: int
    column: int
    id: str


def read(path: str, data: bytes) -> tuple[Node | None, list[Diagnostic]]:
    """The nodes of a YAML file, and what is wrong with it.

    `path` is only shown. Returns no node when nothing could be understood, which then always has a finding.
    """
    text, findings = decode(path, data)
    if text is None:
        return None, findings
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    if _suspicious(text):
        findings = list(_bad_characters(path, text))
        if findings:
            return None, findings
    node = plainform.read(path, text)
    if node is not None:
        return node, []
    return read_with_libyaml(path, text)


def read_with_libyaml(path: str, text: str) -> tuple[Node | None, list[Diagnostic]]:
    """The nodes of a text without carriage returns and control characters, and what is wrong with it."""
    node: Node | None = None
    try:
        reader = _Reader(path, text)
        node, findings = reader.document(), reader.findings
    except yaml.MarkedYAMLError as error:
        node, findings = _piecewise(path, text, error)
    except yaml.YAMLError as error:
        findings = [Diagnostic(code="DG010", span=Span(path, 1, 1), message=f"YAML cannot read the file: {error}")]
    return node, _named(text, findings)


def decode(path: str, data: bytes) -> tuple[str | None, list[Diagnostic]]:
    """The text of a file, without a byte order mark, or the finding that says why it is none."""
    if len(data) > MAX_BYTES:
        size = f"{len(data) / 1024 / 1024:.0f} MB"
        cure = f"Split the file into topics of less than {MAX_BYTES // 1024 // 1024} MB each."
        return None, [
            Diagnostic(code="DG001", span=Span(path, 1, 1), message=f"the file is too large ({size})", cure=cure)
        ]
    try:
        return data.decode("utf-8").removeprefix("\ufeff"), []
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        line = before.count("\n") + 1
        column = len(before) - (before.rfind("\n") + 1) + 1
        cure = 'Save it again as UTF-8. In most editors: "Save as", then choose the encoding "UTF-8".'
        finding = Diagnostic(
            code="DG002",
            span=Span(path, line, column),
            message=f"the file is not saved as UTF-8 (here stands the byte {data[error.start]:#04x})",
            cure=cure,
        )
        return None, [finding]


def last_lines(data: bytes) -> dict[tuple[int, int], int]:
    """The last line of each node, by the line and the column where it begins, all counted from 1.

    Blank lines and comments after a node are not part of it. Of several nodes that begin in one place the outermost
    counts. Empty for a file that cannot be read as a whole.
    """
    text, _ = decode("", data)
    lines = (text or "").replace("\r\n", "\n").split("\n")
    found: dict[tuple[int, int], int] = {}
    stack: list[tuple[int, int]] = []
    lasts: list[int] = []
    try:
        for event in yaml.parse("\n".join(lines), Loader=yaml.CLoader):
            start, end = _marks(event)
            if isinstance(event, yaml.CollectionStartEvent):
                stack.append((start.line + 1, start.column + 1))
                lasts.append(start.line + 1)
                continue
            if isinstance(event, yaml.CollectionEndEvent):
                begins, last = stack.pop(), lasts.pop()
                # A block collection ends without a sign of its own, at whatever comes next.
                last = max(last, end.line + 1) if end.index > start.index else last
            elif isinstance(event, yaml.ScalarEvent | yaml.AliasEvent):
                begins, last = (start.line + 1, start.column + 1), end.line + (end.column > 0)
                while last > begins[0] and not lines[last - 1].strip():
                    last -= 1
            else:
                continue
            found[begins] = max(last, found.get(begins, 0))
            if lasts:
                lasts[-1] = max(lasts[-1], last)
    except yaml.YAMLError:
        return {}
    return found


def _named(text: str, findings: list[Diagnostic]) -> list[Diagnostic]:
    """The findings with the names of the questions in which they stand."""
    if not findings:
        return findings
    items = _items(text.split("\n"))
    starts = [item.line + 1 for item in items]
    named = []
    for finding in findings:
        above = bisect.bisect_right(starts, finding.span.line)
        name = items[above - 1].id if above else ""
        named.append(replace(finding, where=f'question "{name}"') if name else finding)
    return named


def _suspicious(text: str) -> bool:
    """Whether a text may hold characters that YAML forbids."""
    if text.isascii():
        # Ten times as fast as to search.
        return bool(text.encode().translate(None, _HARMLESS))
    return _SUSPECT.search(text) is not None


def _bad_characters(path: str, text: str) -> Iterator[Diagnostic]:
    for match in _BAD_CHARACTER.finditer(text):
        before = text[: match.start()]
        yield Diagnostic(
            code="DG003",
            span=Span(path, before.count("\n") + 1, match.start() - before.rfind("\n")),
            message=f"an invisible control character (U+{ord(match[0]):04X}) stands here",
            cure="Delete it and type the space or the line break again. It often comes along when text is pasted.",
        )


class _Reader:
    """One pass over libyaml's events, without recursion."""

    def __init__(self, path: str, text: str, first_line: int = 1) -> None:
        self.path = path
        self.text = text
        self.lines = text.split("\n")
        self.has_comments = "#" in text
        self.first_line = first_line
        self.findings: list[Diagnostic] = []

    def document(self) -> Node | None:
        """The first document. Raises `yaml.MarkedYAMLError` where libyaml gives up."""
        root: Node | None = None
        documents = 0
        # The collections that are open, each with what has been read of it; the last one takes the next node.
        stack: list[tuple[yaml.CollectionStartEvent, list[Node]]] = []
        children: list[Node] = []
        events: Iterator[Any] = iter(yaml.CLoader(self.text).get_event, None)
        for event in events:
            kind = type(event)
            if kind is ScalarEvent:
                node = self._scalar(event)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                if event.anchor is not None or event.tag is not None:
                    self._refuse_marks(event)
                children = []
                stack.append((event, children))
                if len(stack) > MAX_DEPTH:
                    self._report(
                        "DG004", event, "lists and keys are nested too deeply", "Question files need five levels."
                    )
                    return None
                continue
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                node = self._collection(*stack.pop())
                children = stack[-1][1] if stack else []
            elif kind is yaml.AliasEvent:
                node = self._alias(event)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    message = "a line with --- begins a second document, and everything from here on would be lost"
                    self._report(
                        "DG009", event, message, "Delete the line. For a line in a text, indent the text after |."
                    )
                    return root
                continue
            else:
                continue
            if stack:
                children.append(node)
            else:
                root = node
        if root is None or (isinstance(root, Scalar) and not root.value):
            message, cure = "the file is empty", "Write its first lines, or take it out of the folder."
            self.findings.append(Diagnostic(code="DG005", span=Span(self.path, 1, 1), message=message, cure=cure))
            return None
        return root

    def _scalar(self, event: Any) -> Node:
        if event.anchor is not None or event.tag is not None:
            self._refuse_marks(event)
            return Broken(self._span(event))
        value, style, mark = event.value, event.style, event.start_mark
        line, column = mark.line + self.first_line, mark.column + 1
        if style != "|" and event.end_mark.line > mark.line + 1 and (slip := self._run_together(event)):
            span = Span(self.path, slip.line + self.first_line, slip.column + 1)
            self.findings.append(Diagnostic(code="DG014", span=span, message=slip.message, cure=slip.cure))
            return Broken(self._span(event))
        if not style:
            if value[1:2] == " " and value[0] in _BARS and self.lines[mark.line].rstrip().endswith(f" {value[0]}"):
                self._report("DG010", event, f"here stands {value[0]}, and not the upright bar |", _BAR)
                return Broken(self._span(event))
            if " " in value and self.has_comments and (lost := self._comment_below(mark.line, event.end_mark.line)):
                self._lost(lost, slips.block_cure(self.lines, mark.line, lost))
                return Broken(self._span(event))
            comment = self._comment(event.end_mark) if self.has_comments else 0
            return Scalar(value, self.path, line, column, 0, comment)
        if style == "|":
            if self.has_comments and (lost := self._comment_after(mark.line, value)):
                self._lost(lost)
                return Broken(self._span(event))
            return Scalar(value, self.path, line, column, self._indent(value, mark.line + 1))
        if style == ">":
            return Scalar(value, self.path, line, column)
        if style == '"' and _SUSPECT.search(value):
            message = "a backslash inside double quotes writes an invisible control character here"
            self._report("DG003", event, message, slips.block_cure(self.lines, mark.line))
            return Broken(self._span(event))
        return Scalar(value, self.path, line, column + 1)

    def _run_together(self, event: ScalarEvent) -> slips.Slip | None:
        """The slip of a text in several lines that YAML would join."""
        start, end = _marks(event)
        last = end.line - (not end.column)
        while not self.lines[last].strip():
            last -= 1
        return slips.run_together(self.lines, start.line, last)

    def _comment(self, end: yaml.error.Mark) -> int:
        """The column of a comment that follows on the line where a plain value ends, or 0."""
        return self.lines[end.line].find("#", end.column) + 1 if end.line < len(self.lines) else 0

    def _lost(self, line: int, cure: str = "") -> None:
        """Reports a comment that was meant as the line of a text."""
        message = "this line is a comment to YAML, because it begins with #, so the text above would lose it"
        place = "Put it into the column of the text above, which stands after |. Or, if it is a remark, into its key's."
        span = Span(self.path, line + self.first_line, self.lines[line].index("#") + 1)
        self.findings.append(Diagnostic(code="DG011", span=span, message=message, cure=cure or place))

    def _comment_after(self, first: int, value: str) -> int:
        """The line of a comment that follows at once on the last line of a block and belongs to nothing below it, or 0.

        A remark stands in the column of what it is about, or has a blank line above or below it.
        """
        text = value.rstrip("\n")
        number = first + 1 + (text.count("\n") + 1 if text else 0)
        if number >= len(self.lines) or not self.lines[number].lstrip().startswith("#"):
            return 0
        below = self.lines[number + 1] if number + 1 < len(self.lines) else ""
        if not below.strip() or _ITEM.match(below):
            return 0
        columns = [len(line) - len(line.lstrip()) for line in (self.lines[number], below)]
        return number if columns[0] != columns[1] and not below.lstrip().startswith("#") else 0

    def _comment_below(self, first: int, last: int) -> int:
        """The line of a comment that stands below a text as if it belonged to it, or 0."""
        lead = _LEAD.match(self.lines[first])
        column = lead.end() if lead else 0
        for number in range(max(last, first + 1), min(last + 2, len(self.lines))):
            line = self.lines[number]
            if line.lstrip().startswith("#") and len(line) - len(line.lstrip()) > column:
                return number
        return 0

    def _indent(self, value: str, first: int) -> int:
        """The column offset of a literal block: its first line that is not blank, less the text's own spaces."""
        text, _, rest = value.partition("\n")
        while rest and not text.strip():
            text, _, rest = rest.partition("\n")
            first += 1
        return len(self.lines[first]) - len(text) if text.strip() else 0

    def _collection(self, start: yaml.CollectionStartEvent, children: list[Node]) -> Node:
        span = self._span(start)
        flow = bool(start.flow_style)
        if isinstance(start, yaml.SequenceStartEvent):
            return Sequence(tuple(children), span, flow)
        keys, values = children[::2], children[1::2]
        if len({key.value for key in keys if type(key) is Scalar}) == len(keys):
            return Mapping(tuple(zip(cast(list[Scalar], keys), values, strict=True)), span, flow)
        seen: dict[str, Scalar] = {}
        items = []
        for key, value in zip(keys, values, strict=True):
            if not isinstance(key, Scalar):
                if not flow and not isinstance(key, Broken):
                    cure = "Write a word and a colon, such as `question:`."
                    self.findings.append(
                        Diagnostic(code="DG008", span=key.span, message="a key must be a word", cure=cure)
                    )
                items.append((Scalar("", *key.span), value))
            elif key.value in seen and not flow:
                if key.value == "why" and {"correct", "wrong"} <= seen.keys():
                    # Two options in one, which is reported where the second one begins.
                    continue
                begins = key.column > 1 and key.value in _BEGINNINGS and not _BEGINNINGS[key.value].isdisjoint(seen)
                finding = self._second(key, value, seen, begins=begins)
                if finding.span < key.span:
                    # The name above it is what is wrong.
                    items.pop()
                self.findings.append(finding)
                if begins:
                    # What follows belongs to the new one, and stands twice, too.
                    break
            else:
                seen[key.value] = key
                items.append((key, value))
        return Mapping(tuple(items), span, flow)

    def _second(self, key: Scalar, value: Node, seen: dict[str, Scalar], *, begins: bool) -> Diagnostic:
        """The finding for a key that stands a second time. Where it `begins` something new, a line above it is gone."""
        span, place, lead = key.span, key.line - self.first_line, " " * (key.column - 3)
        line = self.lines[place]
        row = next((at for at in range(place - 1, -1, -1) if self.lines[at].strip()), 0)
        message = f"`{key.value}` stands twice here; the first is on line {seen[key.value].line}"
        cure = "Delete one of them. If both are needed, something above has slipped: a dash is missing, or a key."
        if not begins:
            if key.column == 1 and isinstance(value, Mapping):
                cure = "Give the newer one a name of its own, or delete it."
        elif key.value in ("id", "correct", "wrong"):
            what = "question" if key.value == "id" else "option"
            cure = f"A new {what} begins with a dash, two spaces further to the left:\n{lead}- {line.lstrip()}"
        elif key.value in ("question", "cloze"):
            message = "a new question begins here, but its line `- id:` is missing"
            cure = f"Write it above, with a name of its own:\n{lead}- id: short-name\n{line}"
        elif key.value == "why":
            message = "this is the reason for another option, whose first line is missing"
            cure = f"The option's text stands at the end of the `why` above. Write above that text:\n{lead}- wrong: |"
        elif name := _NAME.fullmatch(self.lines[row]):
            span = Span(self.path, row + self.first_line, name.start("word") + 1)
            message = f"`{name['word']}` begins a new entry, and stands too far in"
            cure = f"Take away the spaces before it:\n{name['word']}:"
        else:
            message = "a new entry begins here, but the line with its name is missing"
            cure = f"Write it above, in the first column:\nshort-name:\n{line}"
        return Diagnostic(code="DG007", span=span, message=message, cure=cure)

    def _alias(self, event: yaml.AliasEvent) -> Broken:
        message = f"YAML reads *{event.anchor} as a reference, because a text begins with an asterisk"
        self._report("DG006", event, message, slips.block_cure(self.lines, _marks(event)[0].line))
        return Broken(self._span(event))

    def _refuse_marks(self, event: yaml.NodeEvent) -> None:
        cure = slips.block_cure(self.lines, _marks(event)[0].line)
        if event.anchor is not None:
            message = f"YAML reads &{event.anchor} as an anchor, because a text begins with &"
            self._report("DG006", event, message, cure)
        elif getattr(event, "tag", None) is not None:
            message = "YAML reads the ! at the beginning of this text as a tag, and drops the word"
            self._report("DG006", event, message, cure)

    def _span(self, event: yaml.Event) -> Span:
        start: Any = event.start_mark
        return Span(self.path, start.line + self.first_line, start.column + 1)

    def _report(self, code: str, event: yaml.Event, message: str, cure: str) -> None:
        self.findings.append(Diagnostic(code=code, span=self._span(event), message=message, cure=cure))


def _marks(event: yaml.Event) -> tuple[yaml.error.Mark, yaml.error.Mark]:
    """Where an event begins and ends. libyaml sets both on every event, though the type says they may be absent."""
    return cast(yaml.error.Mark, event.start_mark), cast(yaml.error.Mark, event.end_mark)


def _piecewise(path: str, text: str, error: yaml.MarkedYAMLError) -> tuple[Node | None, list[Diagnostic]]:
    """Reads what comes before the first question, and each question, on its own.

    A file that breaks somewhere still gives every question that is whole.
    """
    lines = text.split("\n")
    items = _items(lines)
    if not items:
        return None, _syntax(path, lines, 0, len(lines), error)
    usual = Counter(item.column for item in items).most_common(1)[0][0]
    header: Node | None = None
    findings: list[Diagnostic] = []
    questions: list[Node] = []
    starts = [item.line for item in items]
    for item, begin, end in zip([None, *items], [0, *starts], [*starts, len(lines)], strict=True):
        piece = "\n".join(lines[begin:end])
        if not piece.strip():
            continue
        reader = _Reader(path, piece, begin + 1)
        problem: yaml.MarkedYAMLError | None = None
        node: Node | None = None
        try:
            node = reader.document()
        except yaml.MarkedYAMLError as caught:
            problem = caught
        if item is not None and item.column != usual:
            slip = slips.misplaced_question(lines, begin, usual, whole=problem is None)
            findings += _findings(path, [slip])
        elif problem is not None:
            findings += _syntax(path, lines, begin, end, problem)
        if problem is not None:
            questions += [] if item is None else [Broken(Span(path, begin + 1, item.column + 1))]
            continue
        findings += reader.findings
        if item is None:
            header = node
        elif isinstance(node, Sequence):
            questions += node.items
    if isinstance(header, Mapping) and all(key.value != "questions" for key, _ in header.items):
        findings += _findings(path, [slips.without_questions(lines, starts[0])])
    if not findings:
        findings += _syntax(path, lines, 0, len(lines), error)
    if not isinstance(header, Mapping):
        return None, findings
    kept = [(key, value) for key, value in header.items if key.value != "questions"]
    span = Span(path, starts[0] + 1, 1)
    kept.append((Scalar("questions", *span), Sequence(tuple(questions), span)))
    return Mapping(tuple(kept), header.span), findings


def _items(lines: Sequence_[str]) -> list[_Item]:
    """Where the questions of a file begin, also those whose first line slipped."""
    items: list[_Item] = []
    for number, line in enumerate(lines):
        match = _ITEM.match(line)
        if match is None:
            continue
        column = len(match["lead"])
        if not (items and column >= items[0].column + 2 and _in_sources(lines, number, column)):
            items.append(_Item(number, column, match["id"]))
    return items


def _in_sources(lines: Sequence_[str], number: int, column: int) -> bool:
    """Whether a `- id:` is a citation: the nearest line above that holds it is `sources:`."""
    for above in range(number - 1, -1, -1):
        line = lines[above]
        indent = len(line) - len(line.lstrip())
        if line.strip() and (indent < column or (indent == column and not line.lstrip().startswith("-"))):
            return line.strip() == "sources:"
    return False


def _syntax(path: str, lines: Sequence_[str], begin: int, end: int, error: yaml.MarkedYAMLError) -> list[Diagnostic]:
    """The findings for a part of the file, from line `begin` up to `end`, in which libyaml gave up."""
    problem, context = error.problem or "", error.context or ""
    mark, other = error.problem_mark, error.context_mark
    if "unexpected end of stream" in problem or "unexpected document" in problem or "scanning" in context:
        mark = other or mark
    if mark is None:
        message = f"YAML cannot be read here: {problem}"
        return [Diagnostic(code="DG010", span=Span(path, begin + 1, 1), message=message)]
    first = min(mark.line, other.line if other else mark.line)
    stumble = slips.Stumble(problem, context, first + begin, mark.line + begin, mark.column)
    return _findings(path, slips.slips(lines, begin, end, stumble))


def _findings(path: str, found: Iterable[slips.Slip]) -> list[Diagnostic]:
    return [
        Diagnostic(code="DG010", span=Span(path, slip.line + 1, slip.column + 1), message=slip.message, cure=slip.cure)
        for slip in found
    ]
