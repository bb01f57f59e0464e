"""YAML as text: nodes with positions from libyaml's events.

Scalars stay text: `no`, `988`, `1:30` and `2026-11-23` mean what they look like. Anchors, aliases, tags, duplicate keys
and second documents are refused. Every finding names the cure in words that need no knowledge of YAML: nearly always,
"put the text after `|` on its own line". After a syntax error reading starts again at the next `- id:`, so one broken
question hides no other.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple, cast

import yaml
from yaml.events import ScalarEvent

from deckgen.diagnostics import Diagnostic, Span

MAX_BYTES = 32 * 1024 * 1024
MAX_DEPTH = 16


class Scalar(NamedTuple):
    """A text. `indent` is as in `model.Text`. `comment` is the column where a `#` cut the value short, or 0.

    The place is kept in parts: most scalars are keys, and nobody asks where those are.
    """

    value: str
    path: str
    line: int
    column: int
    indent: int = 0
    comment: int = 0

    @property
    def span(self) -> Span:
        """Where the text begins."""
        return Span(self.path, self.line, self.column)


class Sequence(NamedTuple):
    """A list. `flow` tells `[a, b]` from dashes."""

    items: tuple["Node", ...]
    span: Span
    flow: bool = False


class Mapping(NamedTuple):
    """Keys and values in the order of the file, each key once. `flow` tells `{a: b}` from lines."""

    items: tuple[tuple[Scalar, "Node"], ...]
    span: Span
    flow: bool = False


class Broken(NamedTuple):
    """A place that could not be read and has been reported; whoever meets it stays silent."""

    span: Span


Node = Scalar | Sequence | Mapping | Broken

_BLOCK = """Put the text on its own line after |, like this:
  {key}: |
    {text}"""

# Looks for single characters alone, which is three times as fast; the exact pattern has the last word.
_SUSPECT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_BAD_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\r(?!\n)")
_ITEM = re.compile(r"^ *- +id:[ \"']*(?P<id>[\w-]*)", re.MULTILINE)
_VALUE = re.compile(r"^ *(?:- +)*(?P<key>[\w-]+): +(?P<text>.*?) *$")


def read(path: str, data: bytes) -> tuple[Node | None, list[Diagnostic]]:
    """The nodes of a YAML file, and what is wrong with it.

    `path` is only shown. Returns no node when nothing could be understood, which then always has a finding.
    """
    text, findings = decode(path, data)
    if text is None:
        return None, findings
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    if _SUSPECT.search(text):
        findings = list(_bad_characters(path, text))
        if findings:
            return None, findings
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
    names = [(text.count("\n", 0, match.start()) + 1, match["id"]) for match in _ITEM.finditer(text)]
    named = []
    for finding in findings:
        above = [name for line, name in names if line <= finding.span.line]
        named.append(replace(finding, where=f'question "{above[-1]}"') if above and above[-1] else finding)
    return named


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
            message, cure = "the file is empty", "Write `topic:` and `questions:`, or delete the file."
            self.findings.append(Diagnostic(code="DG005", span=Span(self.path, 1, 1), message=message, cure=cure))
            return None
        return root

    def _scalar(self, event: Any) -> Node:
        if event.anchor is not None or event.tag is not None:
            self._refuse_marks(event)
            return Broken(self._span(event))
        value, style, mark = event.value, event.style, event.start_mark
        line, column = mark.line + self.first_line, mark.column + 1
        if not style:
            comment = self._comment(event.end_mark) if self.has_comments else 0
            return Scalar(value, self.path, line, column, 0, comment)
        if style == "|":
            return Scalar(value, self.path, line, column, self._indent(value, mark.line + 1))
        if style == ">":
            return Scalar(value, self.path, line, column)
        if style == '"' and _SUSPECT.search(value):
            message = "a backslash inside double quotes writes an invisible control character here"
            self._report("DG003", event, message, _block_cure(self.lines[mark.line]))
            return Broken(self._span(event))
        return Scalar(value, self.path, line, column + 1)

    def _comment(self, end: yaml.error.Mark) -> int:
        """The column of a comment that follows on the line where a plain value ends, or 0."""
        return self.lines[end.line].find("#", end.column) + 1 if end.line < len(self.lines) else 0

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
                first = seen[key.value].span.line
                message = f"`{key.value}` stands twice here; the first is on line {first}"
                cure = "Keep one of them. If a new question begins here, its first line is `- id: ...`."
                self.findings.append(Diagnostic(code="DG007", span=key.span, message=message, cure=cure))
            else:
                seen[key.value] = key
                items.append((key, value))
        return Mapping(tuple(items), span, flow)

    def _alias(self, event: yaml.AliasEvent) -> Broken:
        line = self.lines[_marks(event)[0].line]
        message = f"YAML reads *{event.anchor} as a reference, because a text begins with an asterisk"
        self._report("DG006", event, message, _block_cure(line))
        return Broken(self._span(event))

    def _refuse_marks(self, event: yaml.NodeEvent) -> None:
        line = self.lines[_marks(event)[0].line]
        if event.anchor is not None:
            message = f"YAML reads &{event.anchor} as an anchor, because a text begins with &"
            self._report("DG006", event, message, _block_cure(line))
        elif getattr(event, "tag", None) is not None:
            message = "YAML reads the ! at the beginning of this text as a tag, and drops the word"
            self._report("DG006", event, message, _block_cure(line))

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
    starts = [match.start() for match in _ITEM.finditer(text)]
    if not starts:
        return None, [_syntax(path, text, 1, error)]
    header: Node | None = None
    findings: list[Diagnostic] = []
    questions: list[Node] = []
    broke = False
    for start, end in zip([0, *starts], [*starts, len(text)], strict=True):
        piece = text[start:end]
        if not piece.strip():
            continue
        first_line = text.count("\n", 0, start) + 1
        reader = _Reader(path, piece, first_line)
        try:
            node = reader.document()
        except yaml.MarkedYAMLError as problem:
            findings.append(_syntax(path, piece, first_line, problem))
            broke = True
            continue
        findings += reader.findings
        if start == 0 and end == starts[0]:
            header = node
        elif isinstance(node, Sequence):
            questions += node.items
    if not broke:
        findings.append(_syntax(path, text, 1, error))
    if not isinstance(header, Mapping):
        return None, findings
    items = [(key, value) for key, value in header.items if key.value != "questions"]
    span = Span(path, text.count("\n", 0, starts[0]) + 1, 1)
    # A list with something broken in it is never called empty.
    items.append((Scalar("questions", *span), Sequence((*questions, Broken(span)), span)))
    return Mapping(tuple(items), header.span), findings


def _syntax(path: str, text: str, first_line: int, error: yaml.MarkedYAMLError) -> Diagnostic:
    """The finding for a place where libyaml gave up, named after the trap that the line fell into."""
    lines = text.split("\n")
    problem = error.problem or ""
    mark = error.problem_mark
    context = error.context_mark
    if "unexpected end of stream" in problem or "unexpected document" in problem or "scanning" in (error.context or ""):
        mark = context or mark
    if mark is None:
        return Diagnostic(code="DG010", span=Span(path, first_line, 1), message=f"YAML cannot be read here: {problem}")
    first = min(mark.line, context.line if context else mark.line)
    for number, line in enumerate(lines[first : mark.line + 3], first):
        # libyaml stumbles later, or over something else.
        if "\t" in line[: len(line) - len(line.lstrip())]:
            message, cure = "a tab stands at the beginning of the line", "Use spaces: two for each step to the right."
            span = Span(path, number + first_line, line.index("\t") + 1)
            return Diagnostic(code="DG010", span=span, message=message, cure=cure)
    # Where something is missing at the end, libyaml points behind the last line.
    number = min(mark.line, len(lines) - 1)
    message, cure = _trap(lines[number], problem, error.context or "")
    span = Span(path, number + first_line, mark.column + 1)
    return Diagnostic(code="DG010", span=span, message=message, cure=cure)


def _trap(line: str, problem: str, context: str) -> tuple[str, str]:
    """What went wrong on a line, and its cure, from libyaml's words and the first characters of the value."""
    value = _VALUE.match(line)
    text = value["text"] if value else ""
    block = _block_cure(line)
    if "found unknown escape character" in problem:
        return "a backslash inside double quotes means something special to YAML", block
    if "scanning a quoted scalar" in context:
        return "the quotation mark that opens here is never closed", block
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


def _block_cure(line: str) -> str:
    value = _VALUE.match(line)
    if value is None:
        return _BLOCK.format(key="question", text="The text ...")
    text = value["text"]
    if text[:1] in {"|", ">"}:
        text = text[1:].strip()
    quote = text[:1]
    if quote in {'"', "'"} and text.count(quote) == 2 and text.endswith(quote):
        text = text[1:-1]
    return _BLOCK.format(key=value["key"], text=text or "The text ...")
