"""What a YAML file consists of: texts, lists and maps, each with its place."""

from typing import NamedTuple

from deckgen.diagnostics import Span

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
