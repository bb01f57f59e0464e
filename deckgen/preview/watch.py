"""Notices that a deck's files changed. It looks at names, times and sizes, a few times a second.

That costs next to nothing for the files of a deck, and works where messages of the file system do not arrive: on
network drives, in containers, in a virtual machine's shared folders.
"""

from collections.abc import Iterable
from pathlib import Path

State = frozenset[tuple[str, int, int]]


def state(folders: Iterable[Path]) -> State:
    """What the folders hold now. Two states differ when a file came, went, or was written; hidden ones do not count."""
    found = set()
    for folder in folders:
        try:
            entries = [entry for entry in folder.iterdir() if not entry.name.startswith(".")]
        except OSError:
            continue
        for entry in entries:
            try:
                status = entry.lstat()
            except OSError:  # It went away just now.
                continue
            found.add((str(entry), status.st_mtime_ns, status.st_size))
    return frozenset(found)
