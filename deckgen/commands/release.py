"""`deckgen release`: drafts become what learners have."""

import re
from pathlib import Path

import click

from deckgen.build import Built, lock_from
from deckgen.commands.build import packed_files, report
from deckgen.commands.common import (
    checked_deck,
    chosen_decks,
    clock,
    loudness_options,
    read_or_fail,
    show,
    summary,
    write_or_fail,
)
from deckgen.edits import EditError
from deckgen.lock import NAME, Release
from deckgen.release import CHANGES, TooSmallError, release

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(epilog="Example: deckgen release content/medi-cal-peer-support --as 1.1.0")
@click.argument("deck", required=False, type=click.Path(path_type=Path))
@click.option("--as", "version", metavar="VERSION", help="The version; without it, the smallest that is honest.")
@click.option("--resend", multiple=True, metavar="ID", help="Send this question once more, to all who have it.")
@click.option("--rerender", is_flag=True, help="Also send texts of which only the rendering changed.")
@click.option("--since", type=_FILE, metavar="APKG", help="The file that learners have, to rehearse the update with.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("dist"), show_default=True, help="A folder."
)
@loudness_options
def command(
    deck: Path | None,
    version: str | None,
    resend: tuple[str, ...],
    rerender: bool,
    since: Path | None,
    output: Path,
    quiet: bool,
    verbose: bool,
) -> None:
    """Check a deck, build it, and turn its drafts into a release with one time.

    Writes the version into deck.yaml, what changed into CHANGES.md, the release into deck.lock, and the deck. First it
    rehearses the update on Anki's own engine, where that is installed (pip install "deckgen[anki]") and the file of the
    last release is in dist/ or named with --since.
    A version that promises less than the change is refused: patch for texts, minor for questions that come, go or
    move, major where learners have to do something.
    """
    chosen = chosen_decks([deck] if deck else [])
    if len(chosen) > 1:
        raise click.UsageError("Name the deck to release: there are several here.")
    if version is not None and not re.fullmatch(r"\d{1,6}\.\d{1,6}\.\d{1,6}", version, re.ASCII):
        raise click.UsageError(f'"{version}" is not a version. It is three numbers, such as 1.1.0.')
    folder = chosen[0]
    files = read_or_fail(folder, verbose=verbose and not quiet)
    checked = checked_deck(files, quiet=quiet)
    if checked.findings:
        click.echo(show(checked.findings, [files]), err=True)
    if not checked.ok or checked.resolved is None:
        click.echo(f"Nothing was released: {summary(checked.findings)}.", err=True)
        raise SystemExit(1)
    changes, latest = checked.resolved.changes, checked.resolved.lock.latest
    if latest and not (changes or resend or (rerender and changes.rerendered) or version):
        click.echo(
            f"Nothing changed since {latest.version}. To send a new look of the cards alone, name a version.", err=True
        )
        raise SystemExit(1)
    history = folder / CHANGES
    try:
        done = release(
            checked,
            files.files["deck.yaml"],
            history.read_text("utf-8") if history.exists() else "",
            clock(),
            version=version,
            rerender=rerender,
            resend=resend,
        )
    except TooSmallError as error:
        raise click.ClickException(f"{error}.") from error
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{history} is not in UTF-8. Save it as UTF-8.") from error
    except EditError as error:
        raise click.ClickException(f"{folder / 'deck.yaml'}: {error}") from error
    except KeyError as error:
        raise click.UsageError(f'There is no question "{error.args[0]}" in {folder}.') from error
    path = output / f"{done.built.slug}.apkg"
    if latest is not None:
        _rehearse(since or _last_release(path, latest), done.built, quiet=quiet)
    # The lock is the release: what is written before it is harmless without it, what comes after is built from it.
    write_or_fail(
        [
            (history, done.changelog.encode()),
            (folder / NAME, done.built.lock.encode()),
            (folder / "deck.yaml", done.deck_yaml),
            *packed_files(path, done.built),
        ]
    )
    click.echo(report(done.built, path))
    click.echo(f"\nPublish {path} with this text (it is in {history}):\n\n{done.section}", nl=False)
    if changes.rerendered and not rerender and not quiet:
        number = len(changes.rerendered)
        click.echo(f"{number} more only look different; learners keep theirs. --rerender sends them.", err=True)


def _last_release(path: Path, latest: Release) -> Path | None:
    """The built file, if it still is the one of the last release."""
    try:
        known = lock_from(path.read_bytes(), "").latest
    except (OSError, ValueError):
        return None
    return path if known is not None and known.version == latest.version else None


def _rehearse(old: Path | None, built: Built, *, quiet: bool) -> None:
    """Plays the update, and stops the release where it would cost a learner something."""
    from deckgen.commands.rehearse import told
    from deckgen.rehearse import NoAnkiError, rehearse

    if old is None:
        if not quiet:
            click.echo("Not rehearsed: name the file of the last release with --since.", err=True)
        return
    try:
        done = rehearse(old.read_bytes(), built.packed.data)
    except NoAnkiError:
        if not quiet:
            click.echo('Not rehearsed: that needs Anki\'s engine (pip install "deckgen[anki]").', err=True)
        return
    except (OSError, ValueError) as error:
        raise click.ClickException(f"{old}: {error}") from error
    if not quiet or not done.ok:
        click.echo(told(done, old.name, f"{built.slug}.apkg"), err=True)
    if not done.ok:
        raise click.ClickException("Nothing was released, because learners would lose something.")
