"""Changes in place to YAML that people wrote: comments, layout and line ends stay as they are.

Each function takes the bytes of a file and places from its nodes, and gives the bytes back with that change alone.
"""

from deckgen.model import Text

_MARK = "\ufeff".encode()


def with_value(data: bytes, old: Text, new: str) -> bytes:
    """The file with another word in the place of a plain or quoted one-line value."""
    mark = _MARK if data.startswith(_MARK) else b""
    lines = data.removeprefix(_MARK).decode("utf-8").splitlines(keepends=True)
    row, column = old.span.line - 1, old.span.column - 1
    line = lines[row]
    assert line[column:].startswith(old.value), "the text stands where it was read"
    lines[row] = line[:column] + new + line[column + len(old.value) :]
    return mark + "".join(lines).encode()
