"""`deckgen build`: decks to `.apkg` files."""

from pathlib import Path

import click

from deckgen.build import Built, Checked, build, lock_from
from deckgen.commands.common import (
    checked_deck,
    chosen_decks,
    counted,
    decks_argument,
    loudness_options,
    read_or_fail,
    show,
    summary,
    write_or_fail,
)
from deckgen.lock import NAME, Lock
from deckgen.model import DeckFiles


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
@click.option("--locked", is_flag=True, help="Fail where deck.lock would change, and leave it alone.")
@click.option("--new-lock", is_flag=True, help="Begin deck.lock anew. Only for a deck that nobody has yet.")
@click.option(
    "--lock-from",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="APKG",
    help="Make the missing deck.lock from a released file.",
)
@loudness_options
def command(
    decks: tuple[Path, ...],
    output: Path,
    locked: bool,
    new_lock: bool,
    lock_from: Path | None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Compile decks to .apkg files that Anki imports.

    A DECK is a folder with a deck.yaml. Without one, every deck under content/ is built.
    Nothing is written for any deck when one of them has an error.
    """
    chosen = chosen_decks(decks)
    if output.suffix == ".apkg" and len(chosen) > 1:
        raise click.UsageError("Several decks cannot go into one file. Name a folder after -o.")
    if new_lock + locked + (lock_from is not None) > 1:
        raise click.UsageError("--locked, --new-lock and --lock-from exclude each other.")
    if (new_lock or lock_from) and len(chosen) > 1:
        raise click.UsageError("Name the one deck that needs a lock.")
    read = [read_or_fail(deck, verbose=verbose and not quiet) for deck in chosen]
    looked_at = [checked_deck(files, quiet=quiet, start=_start(files, new_lock, lock_from)) for files in read]
    findings = [finding for checked in looked_at for finding in checked.findings]
    if findings:
        click.echo(show(findings, read), err=True)
    built = [build(checked) for checked in looked_at]
    finished = [deck for deck in built if deck is not None]
    if len(finished) < len(built):
        click.echo(f"Nothing was written: {summary(findings)}.", err=True)
        raise SystemExit(1)
    if locked:
        _refuse_other_locks(read, finished)
    for files, checked, deck in zip(read, looked_at, finished, strict=True):
        path = output if output.suffix == ".apkg" else output / f"{deck.slug}.apkg"
        write_or_fail([*_kept(files, checked, deck), *packed_files(path, deck)])
        click.echo(report(deck, path))
    if findings and not quiet:
        click.echo(summary(findings), err=True)


def packed_files(path: Path, deck: Built) -> list[tuple[Path, bytes]]:
    """The deck's file and its digest."""
    return [(path, deck.packed.data), (path.with_suffix(".digest"), f"sha256:{deck.packed.digest}\n".encode())]


def report(deck: Built, path: Path) -> str:
    """What was built, in words."""
    size = f"{len(deck.packed.data) / 1000:,.0f} kB"
    questions = counted(len(deck.notes.notes), "question")
    parts = [f"version {deck.version}", questions, counted(deck.packed.cards, "card"), size]
    since = f"since {deck.latest}: {deck.changes}; this is {deck.version}" if deck.latest else "not released yet"
    digest = f"digest sha256:{deck.packed.digest}"
    return f"{path}: {', '.join(parts)}\n  {since}\n  {digest}\n  To study it, open the file with Anki."


def _start(files: DeckFiles, new_lock: bool, source: Path | None) -> Lock | None:
    """The lock to begin with, where the call gives one."""
    if not new_lock and source is None:
        return None
    if files.lock is not None:
        raise click.UsageError(f"{files.path} has a {NAME} already. What it holds would be lost.")
    namespace = _namespace(files)
    if source is None:
        return Lock(namespace=namespace, name="")
    try:
        return lock_from(source.read_bytes(), namespace)
    except (OSError, ValueError) as error:
        raise click.ClickException(f"{source}: {error}") from error


def _namespace(files: DeckFiles) -> str:
    bank = checked_deck(files, quiet=True).bank
    return bank.deck.namespace.value if bank else ""


def _refuse_other_locks(read: list[DeckFiles], finished: list[Built]) -> None:
    stale = [files.path for files, deck in zip(read, finished, strict=True) if files.lock != deck.lock.encode()]
    if stale:
        names = ", ".join(f"{path}/{NAME}" for path in stale)
        raise click.ClickException(f"{names} would change. Run deckgen build and commit it.")


def _kept(files: DeckFiles, checked: Checked, deck: Built) -> list[tuple[Path, bytes]]:
    """The lock, where it changed, and `deck.yaml`, where a release that was cut short left it behind."""
    contents = []
    if files.lock != deck.lock.encode():
        contents.append((Path(files.path) / NAME, deck.lock.encode()))
    if checked.late_version is not None:
        contents.append((Path(files.path) / "deck.yaml", checked.late_version))
    return contents
