"""`deckgen new`: from an empty folder to a deck."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from deckgen.commands import main
from deckgen.files import read_deck
from tests.stock import check


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_a_new_project_checks_and_builds_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("new", "my-deck").exit_code == 0
    monkeypatch.chdir(tmp_path / "my-deck")
    checked = run("check", "--strict")
    assert (checked.exit_code, checked.stdout) == (0, "")
    assert run("build").exit_code == 0
    assert (tmp_path / "my-deck/dist/my-deck.apkg").exists()
    assert run("build", "--locked").exit_code == 0


def test_without_a_terminal_every_question_has_a_default(tmp_path: Path) -> None:
    result = run("new", str(tmp_path / "first aid"))
    assert result.exit_code == 0
    deck = read_deck(tmp_path / "first aid/content/first-aid")
    bank = check(deck).bank
    assert bank is not None
    assert (bank.deck.name.value, bank.deck.language.value) == ("First Aid", "en")
    assert [question.id.value for question in bank.questions()] == [
        "handwashing-after-gloves",
        "handwashing-gloves-recall",
    ]


def test_options_answer_the_questions_beforehand(tmp_path: Path) -> None:
    folder = tmp_path / "x"
    options = ["--name", "Primeros auxilios: ¡ya!", "--slug", "auxilios", "--language", "es-MX", "--license", "CC0"]
    assert run("new", str(folder), *options, "--report", "https://example.org/report").exit_code == 0
    bank = check(read_deck(folder / "content/auxilios")).bank
    assert bank is not None
    deck = bank.deck
    assert [deck.name.value, deck.slug.value, deck.language.value] == ["Primeros auxilios: ¡ya!", "auxilios", "es-MX"]
    assert [deck.license.value, deck.report.value] == ["CC0", "https://example.org/report"]


def test_two_projects_have_namespaces_of_their_own(tmp_path: Path) -> None:
    names = []
    for name in ("one", "two"):
        run("new", str(tmp_path / name), "--name", "Same", "--slug", "same")
        bank = check(read_deck(tmp_path / name / "content/same")).bank
        assert bank is not None
        names.append(bank.deck.namespace.value)
    assert names[0] != names[1]


def test_a_folder_that_is_not_empty_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    result = run("new", str(tmp_path))
    assert result.exit_code == 2
    assert "not empty" in result.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    "options",
    [
        ("--name", "A::B"),
        ("--name", 'A "B"'),
        ("--name", ":"),
        ("--slug", "Two Words"),
        ("--language", "English"),
        ("--report", "two\nlines"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(tmp_path: Path, options: tuple[str, str]) -> None:
    result = run("new", str(tmp_path / "x"), *options)
    assert result.exit_code == 2
    assert not (tmp_path / "x").exists()


def test_samples_write_every_text_as_a_block(tmp_path: Path) -> None:
    run("new", str(tmp_path / "x"))
    text = (tmp_path / "x/content/x/01-first-topic.yaml").read_text("utf-8")
    for key in ("question", "cloze", "correct", "wrong", "why", "hint", "explanation", "about"):
        for line in text.splitlines():
            if line.strip().removeprefix("- ").startswith(f"{key}:"):
                assert line.endswith("|")
