"""The command line as a curator meets it: what is printed, what is written, and the exit code."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from deckgen.commands import main
from tests.stock import CASES, NOW


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a deck that nothing is wrong with; the working folder is its root."""
    shutil.copytree(CASES / "clean", tmp_path / "content" / "stock")
    shutil.copytree(CASES / "media", tmp_path / "media")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def spoil(project: Path) -> None:
    path = project / "content/stock/01-case.yaml"
    path.write_text(path.read_text("utf-8").replace("Who knows what", "Think {{of}} it: what"), "utf-8")


def test_build_without_a_deck_builds_every_deck_under_content(project: Path) -> None:
    result = run("build")
    assert result.exit_code == 0, result.output
    assert (project / "dist/stock.apkg").stat().st_size > 1000
    assert "1 question, 1 card" in result.stdout
    digest = (project / "dist/stock.digest").read_text("utf-8").strip()
    assert digest.startswith("sha256:")
    assert digest in result.stdout


def test_build_takes_a_deck_and_a_file_name(project: Path) -> None:
    assert run("build", "content/stock", "-o", "out/mine.apkg").exit_code == 0
    assert (project / "out/mine.apkg").exists()
    assert (project / "out/mine.digest").exists()
    assert not (project / "dist").exists()


def test_build_inside_a_deck_builds_that_deck(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project / "content/stock")
    assert run("build").exit_code == 0
    assert (project / "content/stock/dist/stock.apkg").exists()


def test_a_finding_stops_the_build_and_leaves_the_old_file_as_it_was(project: Path) -> None:
    run("build")
    before = {file.name: file.read_bytes() for file in (project / "dist").iterdir()}
    spoil(project)
    result = run("build")
    assert result.exit_code == 1
    assert "content/stock/01-case.yaml:20:13: error DG414" in result.stderr
    assert 'question "a", hint' in result.stderr
    assert "Nothing was written" in result.stderr
    assert result.stdout == ""
    assert {file.name: file.read_bytes() for file in (project / "dist").iterdir()} == before


def test_a_finding_in_one_deck_stops_all(project: Path) -> None:
    shutil.copytree(project / "content/stock", project / "content/other")
    (project / "content/other/01-case.yaml").write_text("topic: Case\n", "utf-8")
    assert run("build").exit_code == 1
    assert not (project / "dist").exists()


def test_check_says_what_is_wrong_with_line_and_caret_and_writes_nothing(project: Path) -> None:
    spoil(project)
    result = run("check")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0].startswith('content/stock/01-case.yaml:20:13: error DG414 question "a", hint: {{ stands')
    assert lines[1] == "20 |       Think {{of}} it: what is most urgent?"
    assert lines[2] == "   |             ^"
    assert "1 question checked: 1 error" in result.stderr
    assert not (project / "dist").exists()


def test_check_is_quiet_about_a_clean_deck(project: Path) -> None:
    result = run("check")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "1 question checked: no findings\n"


def test_quiet_leaves_only_results(project: Path) -> None:
    assert run("check", "-q").output == ""
    assert run("build", "-q").stderr == ""


def test_verbose_names_the_files(project: Path) -> None:
    assert "reading content/stock/01-case.yaml" in run("check", "-v").stderr


def test_json_holds_every_part_of_a_finding(project: Path) -> None:
    spoil(project)
    result = run("check", "--format", "json")
    assert result.exit_code == 1
    (finding,) = json.loads(result.stdout)
    assert finding == {
        "code": "DG414",
        "severity": "error",
        "path": "content/stock/01-case.yaml",
        "line": 20,
        "column": 13,
        "where": 'question "a", hint',
        "question": "a",
        "message": "{{ stands in a text that is not a cloze",
        "cure": "In maths, put a space between the braces: { {. Deletions belong in `cloze:`.",
    }


def test_json_of_a_clean_deck_is_an_empty_list(project: Path) -> None:
    assert json.loads(run("check", "--format", "json").stdout) == []


def test_github_annotations_escape_what_github_would_read(project: Path) -> None:
    spoil(project)
    line = run("check", "--format", "github").stdout
    assert line.startswith("::error file=content/stock/01-case.yaml,line=20,col=13,title=DG414::")
    assert "%0A" in line
    assert line.count("\n") == 1


def test_select_and_ignore_choose_by_the_beginning_of_a_code(project: Path) -> None:
    spoil(project)
    assert run("check", "--select", "DG1").exit_code == 0
    assert run("check", "--select", "DG4").exit_code == 1
    # An error stands in the way of a build, so it cannot be ignored.
    assert run("check", "--ignore", "DG4").exit_code == 1


def test_reviews_fail_only_a_strict_check(project: Path) -> None:
    path = project / "content/stock/01-case.yaml"
    path.write_text(path.read_text("utf-8") + "    allow:\n      DG416: It was nested once.\n", "utf-8")
    assert run("check", "--select", "DG115").exit_code == 0
    assert run("check", "--select", "DG115", "--strict").exit_code == 1
    assert run("check", "--select", "DG115", "--strict", "--ignore", "DG115").exit_code == 0
    assert run("build").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("build", "nowhere"), "does not exist"),
        (("build", "."), "holds no YAML file"),
        (("build", "media/picture.svg"), "is not a folder"),
        (("check", "--format", "xml"), "xml"),
        (("bild",), "No such command"),
    ],
)
def test_a_wrong_call_is_explained_and_exits_with_two(project: Path, arguments: tuple[str, ...], words: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr


@pytest.mark.parametrize("arguments", [(), ("content/stock",)])
def test_a_missing_deck_yaml_is_a_finding(project: Path, arguments: tuple[str, ...]) -> None:
    (project / "content/stock/deck.yaml").unlink()
    result = run("check", *arguments)
    assert result.exit_code == 1
    assert result.stdout.startswith("content/stock/deck.yaml:1:1: error DG110 the deck has no deck.yaml")


def test_no_deck_at_all_is_a_wrong_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("check")
    assert result.exit_code == 2
    assert "no deck here" in result.stderr


def test_several_decks_do_not_go_into_one_file(project: Path) -> None:
    shutil.copytree(project / "content/stock", project / "content/other")
    assert run("build", "-o", "one.apkg").exit_code == 2


def test_a_folder_that_cannot_be_written_is_a_message(project: Path) -> None:
    (project / "dist").write_text("in the way", "utf-8")
    result = run("build")
    assert result.exit_code == 1
    assert "dist" in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("command", [(), ("build",), ("check",)])
def test_help_has_an_example_for_each_command(command: tuple[str, ...]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert not command or "Example:" in result.stdout


def test_the_module_runs_like_the_command(project: Path) -> None:
    result = subprocess.run([sys.executable, "-m", "deckgen", "--version"], capture_output=True, text=True, check=True)
    assert result.stdout.startswith("deckgen ")


def test_the_process_ends_with_the_code_of_the_command_and_all_it_said(project: Path) -> None:
    calls = {("check",): 0, ("nonsense",): 2}
    for arguments, code in calls.items():
        result = subprocess.run(
            [sys.executable, "-m", "deckgen", *arguments], capture_output=True, text=True, check=False
        )
        assert result.returncode == code
        assert result.stdout + result.stderr
    spoil(project)
    result = subprocess.run([sys.executable, "-m", "deckgen", "check"], capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "error DG" in result.stdout
    assert "checked" in result.stderr


def test_a_result_that_cannot_be_written_is_an_error_without_a_traceback(project: Path) -> None:
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            [sys.executable, "-m", "deckgen", "explain"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert result.returncode == 1
    assert result.stderr == "deckgen: the result cannot be written: No space left on device\n"


def test_version_and_help_import_nothing_heavy() -> None:
    code = "import sys; from deckgen.commands import main\ntry: main(['--help'])\nexcept SystemExit: pass\nprint(*sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(result.stdout.splitlines()[-1].split())
    assert not loaded & {"yaml", "genanki", "markdown_it", "sqlite3", "zipfile", "deckgen.build", "deckgen.parse"}


def test_color_is_for_terminals_that_want_it(project: Path) -> None:
    spoil(project)
    assert "\x1b[" not in run("check").stdout
    environment = {**os.environ, "NO_COLOR": "1"}
    command = [sys.executable, "-m", "deckgen", "check"]
    result = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert "\x1b[" not in result.stdout


def test_lines_to_write_are_shown_once(project: Path) -> None:
    path = project / "content/stock/01-case.yaml"
    text = path.read_text("utf-8").replace("[book]", "[brook]")
    question = text[text.index("  - id:") :]
    path.write_text(f"{text}\n{question.replace('id: ', 'id: other-', 1)}", "utf-8")
    said = run("check").stdout
    assert said.count("is not in sources.yaml") == 2
    assert said.count("brook:\n  title: |") == 1
    assert said.count("(As above.)") == 1


def test_a_question_file_outside_of_every_deck_is_named(project: Path) -> None:
    shutil.copy(project / "content/stock/01-case.yaml", project / "content/02-more.yaml")
    assert run("check").stderr.startswith("content/02-more.yaml is in no deck, so nobody reads it.")


@pytest.mark.parametrize("command", ["build", "check", "stats"])
def test_a_file_that_goes_away_while_it_is_read_is_named(
    command: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = Path.read_bytes

    def read(path: Path) -> bytes:
        if path.name == "01-case.yaml":
            path.unlink()
        return original(path)

    monkeypatch.setattr(Path, "read_bytes", read)
    result = run(command)
    assert result.exit_code == 1
    assert result.stderr == "Error: content/stock/01-case.yaml: No such file or directory\n"
    assert not (project / "dist").exists()


def test_work_that_takes_longer_shows_a_bar_on_a_terminal(project: Path) -> None:
    import pty

    terminal, other_end = pty.openpty()
    code = "import deckgen.commands.common as c; c.PATIENCE = 0; from deckgen.commands import main; main(['check'])"
    process = subprocess.Popen([sys.executable, "-c", code], stderr=other_end)
    os.close(other_end)
    shown = b""
    with suppress(OSError):
        while part := os.read(terminal, 4096):
            shown += part
    os.close(terminal)
    assert process.wait() == 0
    assert b"content/stock" in shown
    assert b"%" in shown


def test_short_work_shows_no_bar(project: Path) -> None:
    assert "%" not in run("check").stderr
