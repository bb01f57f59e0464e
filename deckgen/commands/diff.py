"""`deckgen diff`: what differs from a release, or between two."""

from pathlib import Path

import click

from deckgen import lock as lockfile
from deckgen.build import Checked, build
from deckgen.commands.common import checked_deck, chosen_decks, loudness_options, read_or_fail, show, summary
from deckgen.diff import Comparison, Edition, compare, edition, since_release, to_json, to_markdown, to_text
from deckgen.model import DeckFiles
from deckgen.package import unpack

_SHAPES = {"text": to_text, "markdown": to_markdown, "json": to_json}


@click.command(epilog="Example: deckgen diff medi-cal-1.0.0.apkg content/medi-cal-peer-support")
@click.argument("old", required=False, type=click.Path(path_type=Path))
@click.argument("new", required=False, type=click.Path(path_type=Path))
@click.option("--format", "shape", type=click.Choice([*_SHAPES]), default="text", show_default=True)
@loudness_options
def command(old: Path | None, new: Path | None, shape: str, quiet: bool, verbose: bool) -> None:
    """Say what differs from a release, or between two.

    OLD and NEW are .apkg files made by deckgen, or decks (folders with a deck.yaml). With a deck alone, or with
    nothing, the deck is compared with its last release, as far as deck.lock tells: which questions, but not which
    words. An .apkg alone is compared with the deck under content/.
    """
    loud = verbose and not quiet
    if new is None and (old is None or old.is_dir()):
        comparison = _since_release(_one_deck(old), verbose=loud)
    else:
        assert old is not None, "Click fills arguments from the left"
        comparison = compare(_edition(old, verbose=loud), _edition(new or _one_deck(None), verbose=loud))
    click.echo(_SHAPES[shape](comparison), nl=False)
    for remark in () if quiet else comparison.remarks:
        click.echo(remark, err=True)
    if not comparison.whole and comparison.groups and not quiet:
        click.echo(
            f"For the words before and after, name the released file: deckgen diff OLD.apkg {comparison.new}", err=True
        )


def _one_deck(deck: Path | None) -> Path:
    """The deck named, or the one that is here."""
    chosen = chosen_decks([deck] if deck else [])
    if len(chosen) > 1:
        raise click.UsageError("Name the deck: there are several here.")
    return chosen[0]


def _since_release(deck: Path, *, verbose: bool) -> Comparison:
    files, checked = _checked(deck, verbose=verbose)
    assert checked.resolved is not None, "a deck without an error has a lock"
    known = lockfile.read(lockfile.NAME, files.lock)[0] if files.lock is not None else None
    return since_release(known or checked.resolved.lock, checked.resolved, files.path)


def _edition(path: Path, *, verbose: bool) -> Edition:
    """What stands in a file, or what would be built from a deck."""
    if path.is_dir():
        _, checked = _checked(path, verbose=verbose)
        built = build(checked)
        assert built is not None, "a deck without an error can be built"
        return edition(unpack(built.packed.data), path.as_posix())
    try:
        return edition(unpack(path.read_bytes()), path.as_posix())
    except OSError as error:
        raise click.UsageError(f"{path}: {error.strerror}. Name an .apkg file or a deck's folder.") from error
    except ValueError as error:
        raise click.ClickException(f"{path}: {error}.") from error


def _checked(deck: Path, *, verbose: bool) -> tuple[DeckFiles, Checked]:
    """A deck without an error. Shows what is wrong and exits with 1 where there is one."""
    files = read_or_fail(chosen_decks([deck])[0], verbose=verbose)
    checked = checked_deck(files, quiet=True)
    if not checked.ok:
        click.echo(show(checked.findings, [files]), err=True)
        click.echo(f"Nothing was compared: {summary(checked.findings)}.", err=True)
        raise SystemExit(1)
    return files, checked
