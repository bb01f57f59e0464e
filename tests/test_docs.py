"""What the pages say is what the program does."""

import inspect
import re
from pathlib import Path

import click
import pytest

from deckgen.build import build
from deckgen.commands import main
from deckgen.files import read_deck
from deckgen.parse import CREDIT_KEYS, DECK_KEYS, SOURCE_KEYS, TOPIC_KEYS
from deckgen.questions import CHOICE_KEYS, CLOZE_KEYS, OPTION_KEYS
from deckgen.source import read
from tests.stock import check

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8").replace("\\|", "|")


def test_the_readmes_question_builds_in_our_deck() -> None:
    example = re.search(r"```yaml\n(topic: .*?)```", README, re.DOTALL)
    assert example is not None
    deck = read_deck(ROOT / "content" / "medi-cal-peer-support")
    files = {name: data for name, data in deck.files.items() if name in ("deck.yaml", "sources.yaml")}
    looked_at = check(
        type(deck)(path="readme", files={**files, "01-readme.yaml": example[1].encode()}, media_path="media", media={})
    )
    assert [finding for finding in looked_at.findings if finding.code < "DG2"] == []
    assert build(looked_at) is not None


def command_pages() -> dict[str, click.Command]:
    context = main.make_context("deckgen", [], resilient_parsing=True)
    pages = {}
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        pages[name] = command
    return pages


def described(name: str, command: click.Command) -> str:
    """A command in Markdown, from what `--help` knows."""
    parent = click.Context(main, info_name="deckgen", **main.context_settings)
    context = click.Context(command, info_name=name, parent=parent)
    usage = " ".join(command.collect_usage_pieces(context))
    lines = [f"## deckgen {name}", "", f"`deckgen {name} {usage}`", "", inspect.cleandoc(command.help or ""), ""]
    lines += ["| option | meaning |", "|---|---|"]
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record and isinstance(parameter, click.Option):
            name_cell, meaning = (cell.replace("|", "\\|") for cell in record)
            lines.append(f"| `{name_cell}` | {meaning} |")
    return (
        "\n".join([*lines, "", f"{command.epilog or ''}", ""])
        .replace("Example: ", "Example: `")
        .replace("\n\n\n", "\n\n")
    )


def test_every_command_and_option_is_in_the_docs(request: pytest.FixtureRequest) -> None:
    path = ROOT / "docs" / "commands.md"
    page = path.read_text("utf-8")
    head, tail = page.partition("\n## deckgen ")[0], page[page.index("\n## Shell completion") :]
    pages = [described(name, command).rstrip() + "`" for name, command in command_pages().items()]
    now = head + "\n" + "\n\n".join(pages) + "\n" + tail
    if request.config.getoption("--update"):
        path.write_text(now, "utf-8")
    assert page == now or request.config.getoption("--update")


def test_every_key_is_in_the_guide() -> None:
    page = (ROOT / "docs" / "writing-questions.md").read_text("utf-8").partition("## Every key")[2]
    keys = {*CHOICE_KEYS, *CLOZE_KEYS, *OPTION_KEYS, *TOPIC_KEYS, *SOURCE_KEYS, *CREDIT_KEYS, *DECK_KEYS}
    assert {
        key for key in (*keys, "at", "since", "because") if not re.search(rf"(?m)`{key}:?`|^ .*\b{key}:", page)
    } == set()


def test_every_command_is_in_the_readme_and_has_an_example() -> None:
    for name, command in command_pages().items():
        assert f"| `deckgen {name}" in README
        assert (command.epilog or "").startswith("Example: deckgen ")


def test_links_between_pages_lead_somewhere() -> None:
    for page in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")):
        text = re.sub(r"^ *```.*?^ *```|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
        for target in re.findall(r"\]\(([^)#]+)\)", text):
            if "://" not in target and not target.endswith(".svg"):
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_finding_shown_in_the_readme_is_the_one_that_comes() -> None:
    shown = re.search(r"error DG010 .*?: (.*)\n8 \|(.*)\n.*\n  (Put the text .*)\n", README)
    assert shown is not None
    _, (finding, *_) = read("a.yaml", f"questions:\n  - id: housing-first\n{shown[2][1:]}\n".encode())
    assert (finding.code, finding.message, finding.span.column) == ("DG010", shown[1], 26)
    assert finding.cure.startswith(shown[3])


def test_every_module_is_on_the_map() -> None:
    page = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    for path in (ROOT / "deckgen").iterdir():
        if path.suffix == ".py" and not path.name.startswith("__"):
            assert f"`{path.name}`" in page
        elif path.is_dir() and path.name != "__pycache__":
            assert f"`{path.name}/`" in page
