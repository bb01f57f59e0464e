"""The schemas agree with the parser on every case file, as an editor reads it, and the committed ones are current."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from deckgen.commands.schema import command
from deckgen.diagnostics import Diagnostic
from deckgen.files import read_deck
from deckgen.parse import parse
from deckgen.schema import schemas
from tests.stock import CASES, stock

ROOT = Path(__file__).parent.parent
KINDS = list(schemas())
# What a schema can say. Whether a word is declared, or an id is used twice, it cannot; nor can it tell an empty value
# from the word `null`, which is a text to deckgen.
EXPRESSIBLE = {"DG101", "DG102", "DG103", "DG106", "DG107", "DG108", "DG109", "DG111", "DG502"}
FILES = [
    *sorted((CASES / "ok").glob("*.yaml")),
    *sorted((CASES / "bad").glob("*.yaml")),
    *sorted((CASES / "stock").glob("*.yaml")),
    *sorted((CASES / "decks").rglob("*.yaml")),
    *sorted((ROOT / "content").rglob("*.yaml")),
]


class Core(yaml.SafeLoader):
    """YAML 1.2 as editors read it, with its core schema: `no` and dates are text, `988` and `true` are not."""


Core.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"null|Null|NULL|~|", ["n", "N", "~", ""]),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), list(first))


def _kind(file: Path) -> str:
    return file.stem if file.stem in KINDS else "questions"


def _read(file: Path) -> Any:
    try:
        return yaml.load(file.read_bytes(), Core)
    except (yaml.YAMLError, UnicodeDecodeError):
        return None


def _parsed(file: Path) -> list[Diagnostic]:
    """What the parser says about one file, in its own deck or in the stock deck."""
    if (file.parent / "deck.yaml").exists() or file.parent.name == "media":
        folder = file.parent if file.parent.name != "media" else file.parent.parent
        files = read_deck(folder)
    else:
        files = stock(("01-case.yaml", file.read_bytes()))
    name = file.name if file.parent.name != "ok" and file.parent.name != "bad" else "01-case.yaml"
    return [finding for finding in parse(files)[1] if finding.span.path.endswith(f"/{name}")]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_the_schema_and_the_parser_agree(file: Path) -> None:
    content = _read(file)
    findings = _parsed(file)
    if content is None:
        assert findings, "a file that an editor cannot read is not accepted either"
        return
    flaws = [error.message for error in Draft202012Validator(schemas()[_kind(file)]).iter_errors(content)]
    if flaws:
        assert findings, f"the parser accepts what the schema refuses: {flaws}"
    else:
        assert not {finding.code for finding in findings} & EXPRESSIBLE, "the schema accepts what the parser refuses"


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_valid_and_says_what_every_key_is_for(kind: str) -> None:
    schema = schemas()[kind]
    Draft202012Validator.check_schema(schema)
    for path, properties in _properties(schema, kind):
        for key, one in properties.items():
            assert one is False or one.get("description"), f"{path}: {key}"


@pytest.mark.parametrize("kind", KINDS)
def test_the_committed_schema_is_current(kind: str) -> None:
    committed = json.loads((ROOT / "schema" / f"{kind}.schema.json").read_text("utf-8"))
    assert committed == schemas()[kind], "run: deckgen schema -o schema"


def test_the_command_prints_one_schema_and_writes_all(tmp_path: Path) -> None:
    printed = CliRunner().invoke(command, ["deck"])
    assert json.loads(printed.output) == schemas()["deck"]
    assert CliRunner().invoke(command, ["-o", str(tmp_path / "new")]).exit_code == 0
    assert sorted(file.name for file in (tmp_path / "new").iterdir()) == sorted(f"{kind}.schema.json" for kind in KINDS)


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        ("hint: no", True),
        ("hint: 988", True),
        ("hint: true", True),
        ("hint: 2026-11-23", True),
        ("hint: [a]", False),
        ("hnt: a", False),
        ("checked: 2026-11-23", True),
        ("checked: soon", False),
        ("shuffle: false", False),
    ],
)
def test_a_plain_word_is_a_text_and_a_wrong_key_is_seen(text: str, accepted: bool) -> None:
    cloze = "topic: A\nquestions:\n  - id: a\n    cloze: '{{c1::b}}'\n    explanation: c\n    sources: d\n"
    content = yaml.load(cloze + ("" if text.startswith("hint") else "    hint: e\n") + f"    {text}\n", Core)
    assert Draft202012Validator(schemas()["questions"]).is_valid(content) == accepted


def _properties(schema: Any, path: str) -> list[tuple[str, dict[str, Any]]]:
    """Every map of properties in a schema that describes keys, and not only which of them go together."""
    found = []
    if isinstance(schema, dict):
        if "additionalProperties" in schema and "properties" in schema:
            found.append((path, schema["properties"]))
        for key, one in schema.items():
            found += _properties(one, f"{path}/{key}")
    elif isinstance(schema, list):
        for place, one in enumerate(schema):
            found += _properties(one, f"{path}/{place}")
    return found
