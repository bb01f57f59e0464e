"""What the pages say is what the program does."""

import re
from pathlib import Path

from deckgen.build import build
from deckgen.commands import main
from deckgen.files import read_deck
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


def test_every_command_and_option_is_in_the_readme() -> None:
    context = main.make_context("deckgen", [], resilient_parsing=True)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        row = next(line for line in README.splitlines() if line.startswith(f"| `deckgen {name}"))
        for parameter in command.params:
            for option in parameter.opts:
                if option.startswith("-") and option not in (
                    "-h",
                    "--help",
                    "-q",
                    "--quiet",
                    "-v",
                    "--verbose",
                    "--output",
                ):
                    assert option in row


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
