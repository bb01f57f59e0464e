"""`deckgen build`: decks to `.apkg` files."""

from pathlib import Path

import click

from deckgen.build import Built, build
from deckgen.commands.common import checked_deck, chosen_decks, counted, decks_argument, loudness_options, show, summary
from deckgen.files import write


@click.command(epilog="Example: deckgen build content/medi-cal-peer-support -o deck.apkg")
@decks_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("dist"),
    show_default=True,
    help="A folder, or a file's name that ends with .apkg.",
)
@loudness_options
def command(decks: tuple[Path, ...], output: Path, quiet: bool, verbose: bool) -> None:
    """Compile decks to .apkg files that Anki imports.

    A DECK is a folder with a deck.yaml. Without one, every deck under content/ is built.
    Nothing is written for any deck when one of them has an error.
    """
    chosen = chosen_decks(decks)
    if output.suffix == ".apkg" and len(chosen) > 1:
        raise click.UsageError("Several decks cannot go into one file. Name a folder after -o.")
    looked_at = [checked_deck(deck, quiet=quiet, verbose=verbose) for deck in chosen]
    findings = [finding for _, checked in looked_at for finding in checked.findings]
    if findings:
        click.echo(show(findings, [files for files, _ in looked_at]), err=True)
    built = [build(checked) for _, checked in looked_at]
    finished = [deck for deck in built if deck is not None]
    if len(finished) < len(built):
        click.echo(f"Nothing was written: {summary(findings)}.", err=True)
        raise SystemExit(1)
    for deck in finished:
        path = output if output.suffix == ".apkg" else output / f"{deck.slug}.apkg"
        try:
            write([(path, deck.packed.data), (path.with_suffix(".digest"), f"sha256:{deck.packed.digest}\n".encode())])
        except OSError as error:
            raise click.ClickException(f"{error.filename or path}: {error.strerror}") from error
        click.echo(_report(deck, path))
    if findings and not quiet:
        click.echo(summary(findings), err=True)


def _report(deck: Built, path: Path) -> str:
    size = f"{len(deck.packed.data) / 1000:,.0f} kB"
    questions = counted(len(deck.notes.notes), "question")
    parts = [f"version {deck.version}", questions, counted(deck.packed.cards, "card"), size]
    return f"{path}: {', '.join(parts)}\n  digest sha256:{deck.packed.digest}\n  To study it, open the file with Anki."
