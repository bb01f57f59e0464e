"""A fault at every write and rename of `build` and `release`: no half file, no lost lock, and the next run mends it.

A fault is an error of the system, after which the program cleans up, or a kill, after which nothing happens any more.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.author import DAY, START, choice, topic
from tests.project import Project

LOCK, ONE = "content/stock/deck.lock", "01-one.yaml"


class Killed(BaseException):
    """The program is dead: nothing that it would still do may happen."""


class Fault:
    """Strikes at one moment. Before and after each step of a write there is a moment, and one in the middle of it."""

    def __init__(self, moment: int, error: type[BaseException]) -> None:
        self.moment, self.error = moment, error
        self.moments = 0

    def pass_by(self) -> None:
        self.moments += 1
        if self.moments - 1 == self.moment:
            raise self.error("struck")

    def around(self, step: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*arguments: Any, **named: Any) -> Any:
            self.pass_by()
            result = step(*arguments, **named)
            if step is not tempfile_mkstemp:
                # A system that refuses a temporary file has made none.
                self.pass_by()
            return result

        return wrapped

    def half(self, handle: int, mode: str) -> Any:
        fault = self

        class HalfFile:
            def __enter__(self) -> "HalfFile":
                self.file = real_fdopen(handle, mode)
                return self

            def __exit__(self, *_: object) -> None:
                self.file.close()

            def write(self, data: bytes) -> None:
                self.file.write(data[: len(data) // 2])
                self.file.flush()
                fault.pass_by()
                self.file.write(data[len(data) // 2 :])

            def __getattr__(self, name: str) -> Any:
                return getattr(self.file, name)

        return HalfFile()


tempfile_mkstemp, real_fdopen = tempfile.mkstemp, os.fdopen


@contextmanager
def struck(moment: int, error: type[BaseException]) -> Iterator[Fault]:
    """The primitives of `deckgen.files`, with a fault at this moment."""
    fault = Fault(moment, error)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("deckgen.files.tempfile.mkstemp", fault.around(tempfile.mkstemp))
        patch.setattr("deckgen.files.os.fdopen", fault.half)
        patch.setattr("deckgen.files.os.fsync", fault.around(os.fsync))
        patch.setattr(Path, "chmod", fault.around(Path.chmod))
        patch.setattr(Path, "replace", fault.around(Path.replace))
        if error is Killed:
            patch.setattr(Path, "unlink", lambda *_, **__: None)
        yield fault


def break_off(project: Project, command: str, moment: int, error: type[BaseException]) -> str:
    """Runs a command a day after the release, with a fault; what it said on standard error."""
    with struck(moment, error), suppress(Killed):
        result = project.run(START + DAY, command)
        assert result.exit_code == 1
        return result.stderr
    return ""


def ready(root: Path) -> Project:
    """A project with a release, the deck of that release in dist/, and edits of every kind since."""
    project = Project(root)
    project.ok(START, "release", "--as", "1.0.0")
    project.edit(ONE, "What helps?", "Which?")
    project.write("02-two.yaml", topic("Two", *map(choice, "dfe")))
    return project


def visible(project: Project) -> dict[str, bytes]:
    """All files but the temporary ones that a killed program could not remove."""
    return {path: data for path, data in project.snapshot().items() if not Path(path).name.startswith(".")}


def moments_of(project: Project, command: str) -> int:
    with struck(-1, OSError) as fault:
        project.ok(START + DAY, command)
    return fault.moments


@pytest.mark.parametrize("error", [OSError, Killed])
@pytest.mark.parametrize(("command", "files"), [("build", 3), ("release", 5)])
def test_the_next_run_gives_the_deck_that_the_broken_one_would_have_given(
    tmp_path: Path, command: str, files: int, error: type[BaseException]
) -> None:
    start = ready(tmp_path / "start")
    project = start.copy(tmp_path / "whole")
    before = project.snapshot()
    moments = moments_of(project, command)
    after = project.snapshot()
    # Made, half written, synced, permitted and renamed: a moment before and after each.
    assert moments == files * 8
    changed = {path for path in after if after[path] != before.get(path)}
    assert len(changed) == files
    outcomes = set()
    for moment in range(moments):
        broken = start.copy(tmp_path / str(moment))
        said = break_off(broken, command, moment, error)
        left = visible(broken)
        assert all(data in (before.get(path), after[path]) for path, data in left.items()), "whole, old or new"
        if error is OSError:
            assert left == broken.snapshot(), "no temporary file is left"
            assert "struck" in said
        is_decided = left[LOCK] == after[LOCK]
        if is_decided or command == "build":
            # A draft that is in no lock has no time yet; the same clock gives it the same one.
            broken.ok(START + (2 if is_decided else 1) * DAY, "build")
        else:
            assert left["dist/stock.apkg"] == before["dist/stock.apkg"]
            broken.ok(START + DAY, command)
        assert visible(broken) == after
        outcomes.add((is_decided, len({path for path in left if left[path] != before.get(path)})))
        shutil.rmtree(broken.root)
    # Nothing, or the lock, or the lock and some of what follows from it: never the deck without its lock.
    done = {count for is_decided, count in outcomes if is_decided}
    undone = {count for is_decided, count in outcomes if not is_decided}
    assert (undone, done) == (({0}, {1, 2, 3}) if command == "build" else ({0, 1}, {2, 3, 4, 5}))


def test_a_first_build_that_breaks_leaves_nothing_that_hinders_the_next(tmp_path: Path) -> None:
    whole = Project(tmp_path / "whole")
    moments = moments_of(whole, "build")
    after = whole.snapshot()
    for moment in range(moments):
        broken = Project(tmp_path / str(moment))
        break_off(broken, "build", moment, Killed)
        broken.ok(START + DAY, "build")
        assert visible(broken) == after


def test_an_announcement_of_a_release_that_never_was_gives_way_to_the_next(tmp_path: Path) -> None:
    project = ready(tmp_path)
    project.write("02-two.yaml", topic("Two", *map(choice, "de")))
    break_off(project, "release", 5 * 6 + 1, Killed)
    assert "## 1.0.1 (2026-01-02)" in project.read("CHANGES.md")
    assert "release 1.0.1" not in project.read("deck.lock")
    project.write("02-two.yaml", topic("Two", *map(choice, "dfe")))
    project.ok(START + 2 * DAY, "release")
    changes = project.read("CHANGES.md")
    assert "## 1.1.0 (2026-01-03)" in changes
    assert "## 1.0.1" not in changes
    assert "## 1.0.0 (2026-01-01)" in changes


def test_one_broken_deck_of_two_leaves_both_as_they_were(tmp_path: Path) -> None:
    project = ready(tmp_path)
    shutil.copytree(project.deck, tmp_path / "content" / "second")
    path = tmp_path / "content" / "second" / "deck.yaml"
    path.write_bytes(path.read_bytes().replace(b"slug: stock", b"slug: second"))
    before = project.snapshot()
    assert "struck" in break_off(project, "build", 6 * 6 - 1, OSError)
    assert project.snapshot() == before


KILL = """
import os, signal, sys
from pathlib import Path
from deckgen.commands import main

renames = int(sys.argv.pop(1))
replace = Path.replace

def counted(self, target):
    global renames
    if renames == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    renames -= 1
    return replace(self, target)

Path.replace = counted
main()
"""


@pytest.mark.parametrize(("renames", "finish"), [(0, "release"), (1, "release"), (2, "build"), (4, "build")])
def test_a_release_that_is_really_killed_is_finished_by_the_next_run(tmp_path: Path, renames: int, finish: str) -> None:
    whole = ready(tmp_path / "whole")
    whole.ok(START + DAY, "release")
    project = ready(tmp_path / "killed")
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(START + DAY), "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", KILL, str(renames), "release"]
    assert subprocess.run(command, cwd=project.root, env=environment, check=False).returncode == -9
    project.ok(START + DAY if finish == "release" else START + 2 * DAY, finish)
    assert visible(project) == whole.snapshot()
