"""`deckgen schema`: what editors need to know about the files."""

from pathlib import Path

import click

from deckgen.commands.common import write_or_fail
from deckgen.schema import texts


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
    files = texts()
    if output is None:
        click.echo(files[f"{kind}.schema.json"], nl=False)
        return
    write_or_fail([(output / name, text.encode()) for name, text in files.items()])
