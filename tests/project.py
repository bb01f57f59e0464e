"""A project on disk as a curator has it, and the command line in it at chosen times."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from click.testing import CliRunner, Result

from deckgen.commands import main
from tests.author import Row, choice, rows_of, topic
from tests.stock import CASES

USUAL = {"01-one.yaml": topic("One", *map(choice, "abc")), "02-two.yaml": topic("Two", *map(choice, "de"))}


class Project:
    """A folder with the stock deck under content/. `run` is the command line at a time in UTC seconds."""

    def __init__(self, root: Path, files: Mapping[str, str] = USUAL) -> None:
        self.root = root
        self.deck = root / "content" / "stock"
        self.deck.mkdir(parents=True)
        for file in (CASES / "stock").iterdir():
            shutil.copy(file, self.deck)
        for name, text in files.items():
            self.write(name, text)

    def copy(self, root: Path) -> "Project":
        """The same project in another folder."""
        shutil.copytree(self.root, root)
        twin = object.__new__(Project)
        twin.root, twin.deck = root, root / "content" / "stock"
        return twin

    def write(self, name: str, text: str) -> None:
        (self.deck / name).write_bytes(text.encode())

    def read(self, name: str) -> str:
        return (self.deck / name).read_bytes().decode()

    def edit(self, name: str, old: str, new: str, count: int = 1) -> None:
        """Replaces the first places (one, unless said otherwise) where these words stand."""
        text = self.read(name)
        assert old in text
        self.write(name, text.replace(old, new, count))

    def run(self, now: int | None, *arguments: str) -> Result:
        environment = {"SOURCE_DATE_EPOCH": None if now is None else str(now)}
        with within(self.root):
            return CliRunner().invoke(main, arguments, env=environment)

    def ok(self, now: int, *arguments: str) -> str:
        """A run that must succeed; what it said on standard output."""
        result = self.run(now, *arguments)
        assert result.exit_code == 0, result.output
        return result.stdout

    def rows(self) -> dict[str, Row]:
        """The notes of the deck in dist/, by the question's id."""
        return rows_of((self.root / "dist" / "stock.apkg").read_bytes())

    def snapshot(self) -> dict[str, bytes]:
        """Every file, by its path, but for git's own."""
        paths = (path for path in self.root.rglob("*") if path.is_file() and ".git" not in path.parts)
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in paths}


@contextmanager
def within(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
