"""Runs deckgen and two plain scripts in turn, each a whole process, and prints ratios.

`python -m bench` prints tables; `--record` also puts them into `docs/performance.md`.
"""

import argparse
import datetime
import math
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "performance.md"
SIZES = (1_000, 10_000, 50_000)
# Above this, `yaml.safe_load` takes minutes and tells nothing new.
MOST_FOR_USUAL = 10_000
BEGIN, END = "<!-- begin: python -m bench --record -->", "<!-- end -->"

Command = Sequence[str | Path]


@dataclass(frozen=True, slots=True)
class Run:
    """One process: seconds by the clock, seconds of processor time, and peak memory in bytes."""

    wall: float
    cpu: float
    memory: int


@dataclass(frozen=True, slots=True)
class Series:
    """The runs of one command, by their medians."""

    runs: tuple[Run, ...]

    @property
    def wall(self) -> float:
        """Seconds by the clock."""
        return median(run.wall for run in self.runs)

    @property
    def cpu(self) -> float:
        """Seconds of processor time."""
        return median(run.cpu for run in self.runs)

    @property
    def memory(self) -> float:
        """Peak memory in bytes."""
        return median(run.memory for run in self.runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one size gave. Sizes of files are in bytes, imports in seconds."""

    questions: int
    build: Series
    check: Series
    fast: Series
    usual: Series | None
    size: int
    plain_size: int
    import_: float | None
    plain_import: float | None


def main() -> None:
    """Measures, prints, and records when asked to."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="questions in a bank")
    parser.add_argument("--pairs", type=int, default=5, help="how often each command runs; less in large banks")
    parser.add_argument("--engine", default="26.9.3", help="the Anki in .engines/ that imports; '' for none")
    parser.add_argument("--record", action="store_true", help="put the table into docs/performance.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="deckgen-bench-") as name:
        started, load = datetime.datetime.now(datetime.UTC), os.getloadavg()[0]
        starts = _starts(4 * options.pairs)
        results = [_measure(Path(name), size, _pairs(size, options.pairs), options.engine) for size in options.sizes]
    parts = [_circumstances(started, load, options), "", *_table(results), "", *_beside(starts, results)]
    if options.engine:
        cards = subprocess.run(
            [sys.executable, "-m", "bench.cards"], cwd=ROOT, capture_output=True, text=True, check=True
        )
        parts += ["", cards.stdout.strip()]
    shown = "\n".join(parts)
    print(shown)
    if options.record:
        page = PAGE.read_text("utf-8")
        before, rest = page.split(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n\n{shown}\n\n{END}{rest.split(END)[1]}", "utf-8")


def _pairs(questions: int, pairs: int) -> int:
    return pairs if questions <= MOST_FOR_USUAL else min(pairs, 3)


def _measure(folder: Path, questions: int, pairs: int, engine: str) -> Measured:
    deck, output = folder / f"deck-{questions}", folder / "deckgen.apkg"
    plain = {loader: folder / f"{loader}.apkg" for loader in ("fast", "usual")}
    _run([sys.executable, "-m", "bench.bank", str(questions), deck])

    def build() -> Run:
        # Cold: a deck that has never been built.
        (deck / "deck.lock").unlink(missing_ok=True)
        return _run([_deckgen(), "build", deck, "-o", output])

    def check() -> Run:
        return _run([_deckgen(), "check", "--quiet", deck])

    def script(loader: str) -> Run:
        return _run([sys.executable, ROOT / "bench" / "plain.py", loader, deck, plain[loader]])

    commands: dict[str, Callable[[], Run]] = {"fast": lambda: script("fast"), "build": build, "check": check}
    if questions <= MOST_FOR_USUAL:
        commands["usual"] = lambda: script("usual")
    series = _interleaved(commands, pairs)
    imports = _imports(engine, {"deckgen": output, "plain": plain["fast"]}, pairs) if engine else {}
    return Measured(
        questions=questions,
        build=series["build"],
        check=series["check"],
        fast=series["fast"],
        usual=series.get("usual"),
        size=output.stat().st_size,
        plain_size=plain["fast"].stat().st_size,
        import_=imports.get("deckgen"),
        plain_import=imports.get("plain"),
    )


def _starts(pairs: int) -> Mapping[str, Series]:
    commands: Mapping[str, Callable[[], Run]] = {
        "deckgen": lambda: _run([_deckgen(), "--version"]),
        "click": lambda: _run([sys.executable, "-c", "import click"]),
    }
    return _interleaved(commands, pairs)


def _interleaved(commands: Mapping[str, Callable[[], Run]], pairs: int) -> dict[str, Series]:
    """Runs the commands in turn, so that a busy moment of the machine hits all of them alike."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(pairs):
        for name, command in commands.items():
            runs[name].append(command())
            print(f"  {name}: {runs[name][-1]}", file=sys.stderr)
    return {name: Series(tuple(series)) for name, series in runs.items()}


def _run(command: Command) -> Run:
    """Runs a process to its end. This one must stay small: a child begins with its parent's peak."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def _imports(version: str, packages: Mapping[str, Path], pairs: int) -> dict[str, float]:
    """How long Anki takes to import each package into an empty collection, in seconds."""
    from tests.real.engine.engine import Engine

    times: dict[str, list[float]] = {name: [] for name in packages}
    with Engine(version) as engine:
        for _ in range(pairs):
            for name, package in packages.items():
                engine.call("new")
                start = time.perf_counter()
                engine.call("import_package", str(package))
                times[name].append(time.perf_counter() - start)
    return {name: median(series) for name, series in times.items()}


def _deckgen() -> str:
    found = shutil.which("deckgen", path=str(Path(sys.executable).parent))
    assert found, "deckgen is installed beside this Python"
    return found


def _circumstances(started: datetime.datetime, load: float, options: argparse.Namespace) -> str:
    processor = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    command = f"python -m bench --sizes {' '.join(map(str, options.sizes))} --pairs {options.pairs}"
    engine = f", Anki {options.engine}" if options.engine else ""
    return (
        f"{started:%Y-%m-%d}, `{command}`; {os.cpu_count()} cores of {processor[1] if processor else 'unknown'}, "
        f"load {load:.1f} at the start; {platform.system()}, Python {platform.python_version()}, "
        f"PyYAML {version('pyyaml')}, genanki {version('genanki')}{engine}."
    )


def _table(results: Sequence[Measured]) -> Iterable[str]:
    """The ratios to the fast plain script, each with its target: by processor time, and by the clock in brackets."""
    rows: Mapping[str, Callable[[Measured], str]] = {
        "build, cold | 1.0": lambda one: _times(one.build, one.fast),
        "check | 0.7": lambda one: _times(one.check, one.fast),
        "peak memory of the build | 1.0": lambda one: f"{one.build.memory / one.fast.memory:.2f}",
        "size of the file | 1.25": lambda one: f"{one.size / one.plain_size:.2f}",
        "Anki's import | 1.0": lambda one: _ratio(one.import_, one.plain_import),
        "for comparison, `yaml.safe_load` | ": lambda one: _times(one.usual, one.fast) if one.usual else "",
    }
    yield f"| ratio to the fastest plain script | target | {' | '.join(f'{one.questions:,}' for one in results)} |"
    yield "|---|---|" + "---|" * len(results)
    for name, cell in rows.items():
        yield f"| {name} | {' | '.join(map(cell, results))} |"


def _times(one: Series, other: Series) -> str:
    return f"{one.cpu / other.cpu:.2f} ({one.wall / other.wall:.2f})"


def _ratio(one: float | None, other: float | None) -> str:
    return f"{one / other:.2f}" if one and other else ""


def _beside(starts: Mapping[str, Series], results: Sequence[Measured]) -> Iterable[str]:
    """What is not a ratio to the plain script: start-up, growth, and the numbers behind the table."""
    start = _times(starts["deckgen"], starts["click"])
    yield f"Start-up: `deckgen --version` takes {start} times as long as `import click`; the target is 2.0."
    yield ""
    if len(results) > 1:
        build, check, plain = (_growth(results, name) for name in ("build", "check", "fast"))
        yield "Growth: time rises with the number of questions to the power of"
        yield f"{build:.2f} (build), {check:.2f} (check) and {plain:.2f} (plain script)."
        yield ""
    yield "| questions | build, check, plain: µs of processor time each | memory | file | import |"
    yield "|---|---|---|---|---|"
    for one in results:
        times = " · ".join(f"{1e6 * series.cpu / one.questions:,.0f}" for series in (one.build, one.check, one.fast))
        memory = f"{one.build.memory / 1e6:,.0f} · {one.fast.memory / 1e6:,.0f} MB"
        file = f"{one.size / 1e6:.2f} · {one.plain_size / 1e6:.2f} MB"
        imports = f"{one.import_:.2f} · {one.plain_import:.2f} s" if one.import_ and one.plain_import else ""
        yield f"| {one.questions:,} | {times} | {memory} | {file} | {imports} |"


def _growth(results: Sequence[Measured], name: str) -> float:
    """The exponent of the growth in processor time between the two largest banks."""
    first, last = results[-2:]
    times = getattr(last, name).cpu / getattr(first, name).cpu
    return math.log(times) / math.log(last.questions / first.questions)


if __name__ == "__main__":
    main()
