"""`deckgen schema`: what editors need to know about the files."""

import json
from pathlib import Path

import click

from deckgen.commands.common import write_or_fail
from deckgen.schema import schemas


@click.command(epilog="Example: deckgen schema questions > questions.schema.json")
@click.argument("kind", type=click.Choice(("questions", "deck", "sources", "credits")), default="questions")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), help="Write all four into this folder."
)
def command(kind: str, output: Path | None) -> None:
    """Print the JSON Schema (2020-12) of a kind of file, with which editors complete and check.

    VS Code with the YAML extension uses it when a file begins with this line:

    # yaml-language-server: $schema=../../schema/questions.schema.json
    """
    shown = {name: json.dumps(schema, indent=2, ensure_ascii=False) + "\n" for name, schema in schemas().items()}
    if output is None:
        click.echo(shown[kind], nl=False)
        return
    write_or_fail([(output / f"{name}.schema.json", text.encode()) for name, text in shown.items()])
