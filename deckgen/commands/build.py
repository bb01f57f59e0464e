"""`deckgen build`: decks to `.apkg` files."""

from pathlib import Path

import click

from deckgen.build import Built, Checked, build, lock_from, number
from deckgen.commands.common import (
    checked_deck,
    chosen_decks,
    counted,
    decks_argument,
    loudness_options,
    read_or_fail,
    show,
    summary,
    uncollected,
    write_or_fail,
)
from deckgen.ledger import least_version
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
@click.option("--open", "hand_over", is_flag=True, help="Open the built deck with Anki.")
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
    hand_over: bool,
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
    read = [read_or_fail(deck, verbose=verbose and not quiet, at_once=False) for deck in chosen]
    looked_at = [
        checked_deck(files, quiet=quiet, start=_start(files, new_lock, lock_from), keep=False) for files in read
    ]
    findings = [finding for checked in looked_at for finding in checked.findings]
    if findings:
        click.echo(show(findings, read), err=True)
    with uncollected():
        built = [build(checked) for checked in looked_at]
    finished = [deck for deck in built if deck is not None]
    if len(finished) < len(built):
        click.echo(f"Nothing was written: {summary(findings)}.", err=True)
        raise SystemExit(1)
    if locked:
        _refuse_other_locks(read, looked_at, finished)
    paths = [output if output.suffix == ".apkg" else output / f"{deck.slug}.apkg" for deck in finished]
    every = zip(read, looked_at, finished, paths, strict=True)
    write_or_fail(one for files, checked, deck, path in every for one in _written(files, checked, deck, path))
    for deck, path in zip(finished, paths, strict=True):
        click.echo(report(deck, path))
        if hand_over and click.launch(str(path)) != 0:
            click.echo(f"{path} could not be opened. Open it with Anki by hand.", err=True)
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
    since = f"since {deck.latest}: {deck.changes}; this is {_next(deck)}" if deck.latest else "not released yet"
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
        return Lock(namespace=namespace)
    try:
        return lock_from(source.read_bytes(), namespace)
    except (OSError, ValueError) as error:
        raise click.ClickException(f"{source}: {error}") from error


def _namespace(files: DeckFiles) -> str:
    deck = checked_deck(files, quiet=True, keep=False).deck
    return deck.namespace.value if deck else ""


def _next(deck: Built) -> str:
    """The version that a release of this deck would have."""
    least = least_version(deck.changes, deck.latest) if deck.changes else deck.version
    return max(deck.version, least, key=number)


def _refuse_other_locks(read: list[DeckFiles], looked_at: list[Checked], finished: list[Built]) -> None:
    stale = [
        name
        for files, checked, deck in zip(read, looked_at, finished, strict=True)
        for name, _ in _kept(files, checked, deck)
    ]
    if stale:
        names = ", ".join(name.as_posix() for name in stale)
        raise click.ClickException(f"{names} would change. Run deckgen build and commit it.")


def _written(files: DeckFiles, checked: Checked, deck: Built, path: Path) -> list[tuple[Path, bytes]]:
    return [*_kept(files, checked, deck), *packed_files(path, deck)]


def _kept(files: DeckFiles, checked: Checked, deck: Built) -> list[tuple[Path, bytes]]:
    """The lock, where it changed, and `deck.yaml`, where a release that was cut short left it behind."""
    contents = []
    if files.lock != deck.lock.encode():
        contents.append((Path(files.path) / NAME, deck.lock.encode()))
    if checked.late_version is not None:
        contents.append((Path(files.path) / "deck.yaml", checked.late_version))
    return contents
