"""How often a build does what costs time. Measurements are `make bench`; here stand the counts behind them."""

import gc
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deckgen import build as build_module
from deckgen import media, package, parse, render, source
from deckgen.build import build
from deckgen.model import Choice
from tests.stock import CASES, NOW, check, checked, question, stock

HEAVY = {"yaml", "genanki", "markdown_it", "sqlite3", "zipfile", "hashlib", "difflib", "deckgen.build", "deckgen.rules"}
NAMES = ("kinds.yaml", "cloze.yaml")
FILES = [(f"{number:02}-{name}", (CASES / "ok" / name).read_bytes()) for number, name in enumerate(NAMES, 1)]


@pytest.fixture
def count(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any, str], list[Any]]:
    """Counts the calls of a function: gives the list that its first arguments go into."""

    def counted(owner: Any, name: str) -> list[Any]:
        calls: list[Any] = []
        original = getattr(owner, name)

        def call(first: Any, *others: Any, **named: Any) -> Any:
            calls.append(first)
            return original(first, *others, **named)

        monkeypatch.setattr(owner, name, call)
        return calls

    return counted


def test_every_file_is_read_once(count: Callable[[Any, str], list[Any]]) -> None:
    reads = count(parse, "read")
    assert build(check(stock(*FILES)))
    assert sorted(reads) == sorted([f"stock/{name}" for name in stock(*FILES).files] + ["media/credits.yaml"])


def test_a_build_forgets_a_topic_before_the_next_one_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    alive: list[int] = []

    def read(path: str, data: bytes) -> Any:
        alive.append(sum(isinstance(one, Choice) for one in gc.get_objects()))
        return source.read(path, data)

    monkeypatch.setattr(parse, "read", read)
    files = [(f"{number:02}-case.yaml", question().replace("id: a", f"id: a{number}").encode()) for number in (1, 2, 3)]
    before = sum(isinstance(one, Choice) for one in gc.get_objects())
    assert build_module.check(stock(*files), NOW, keep=False).ok
    assert [number - before for number in alive[-3:]] == [0, 1, 1], "the last topic, until the next one is there"
    assert build_module.check(stock(*files), NOW).ok
    assert [number - before for number in alive[-3:]] == [0, 1, 2]


def test_a_file_in_the_plain_form_never_reaches_libyaml(count: Callable[[Any, str], list[Any]]) -> None:
    reads = count(source, "read_with_libyaml")
    assert build(check(stock(("01-case.yaml", (CASES / "slips" / "questions.yaml").read_bytes()))))
    assert "stock/01-case.yaml" not in reads


def test_a_build_imports_neither_rules_nor_a_markdown_parser_that_it_does_not_need(tmp_path: Path) -> None:
    arguments = ["build", str(CASES / "clean"), "--locked", "-o", str(tmp_path)]
    code = (
        f"import sys; from deckgen.commands import main\ntry: main({arguments}, standalone_mode=False)\n"
        "except Exception as error: print(error)\nprint(*sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    loaded = said.splitlines()[-1].split()
    assert {"deckgen.build", "genanki"} <= set(loaded)
    assert {"deckgen.rules", "markdown_it"}.isdisjoint(loaded)


def test_every_text_is_rendered_once_and_every_note_packed_once(count: Callable[[Any, str], list[Any]]) -> None:
    texts, rows = count(render, "to_html"), count(package, "_note_row")
    deck = check(stock(*FILES))
    assert build(deck)
    assert deck.bank is not None
    expected = Counter([deck.bank.deck.report.value])
    for one in deck.bank.questions():
        own = [one.hint, one.explanation]
        own += [one.stem] if hasattr(one, "stem") else [one.text]
        own += [text for option in getattr(one, "options", ()) for text in (option.text, option.why)]
        own += [one.retired.because] if one.retired else []
        expected.update(text.value for text in own)
    assert Counter(texts) == expected
    assert len(rows) == len(deck.bank.questions())


def test_every_picture_is_looked_at_once(count: Callable[[Any, str], list[Any]]) -> None:
    looks = count(media, "flaw")
    shown = "Here:\n\n![the way](picture.svg)\n\nAnd [more](https://example.org)."
    assert build(checked(question(shown, hint="![the way](picture.svg)", explanation=shown)))
    assert looks == ["picture.svg"]


def test_the_start_imports_nothing_that_a_version_does_not_need() -> None:
    code = (
        "import sys; from deckgen.commands import main; main(['--version'], standalone_mode=False); print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "click" in loaded
    assert HEAVY.isdisjoint(loaded), HEAVY.intersection(loaded)
