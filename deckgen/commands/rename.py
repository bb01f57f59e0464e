"""`deckgen rename`: a question gets another id and keeps its reviews."""

from pathlib import Path

import click

from deckgen import ledger
from deckgen.commands.common import loudness_options, show, write_or_fail
from deckgen.commands.editing import Opened, deck_of, deck_option, edited, opened
from deckgen.edits import EditError, with_id
from deckgen.lock import NAME, Lock
from deckgen.questions import ID, ID_RULE


@click.command(epilog="Example: deckgen rename four-rs trauma-four-rs")
@click.argument("old")
@click.argument("new")
@deck_option
@loudness_options
def command(old: str, new: str, decks: tuple[Path, ...], quiet: bool, verbose: bool) -> None:
    """Give a question another id, and keep what learners have.

    Changes `id:` in the question's file and its line in deck.lock, so that it stays the same question to Anki. Where
    the file has the new id already, only the lock is changed.
    """
    if not ID.fullmatch(new):
        raise click.UsageError(f'"{new}" is no id. It must be {ID_RULE}.')
    if old == new:
        raise click.UsageError(f'"{old}" has this id already.')
    all_decks = opened(decks, quiet=quiet, verbose=verbose)
    deck = deck_of(all_decks, old)
    if deck.files.lock is not None and deck.known is None:
        broken = [finding for finding in deck.checked.findings if finding.span.path == f"{deck.path}/{NAME}"]
        click.echo(show(broken, [deck.files]), err=True)
        raise click.ClickException("Nothing was changed: deck.lock holds the identity of each question.")
    there, wanted = deck.questions(old), deck.questions(new)
    if not there and not wanted:
        raise click.ClickException(
            f'"{old}" is in {deck.path}/{NAME}, but in no file that can be read. Put it back first: '
            f'"git log -S {old} -- {deck.path}" shows where it was.'
        )
    if len(there) > 1:
        places = " and ".join(str(question.id.span) for question in there)
        raise click.ClickException(f'Two questions have the id "{old}": {places}. Change one of them by hand.')
    if there and wanted:
        raise click.ClickException(f'There is a question "{new}" already: {wanted[0].id.span}.')
    if deck.known is not None:
        _refuse_taken(deck, deck.known, old, new)
    files = {}
    if there:
        name = deck.name_of(there[0])
        try:
            files[name] = with_id(deck.files.files[name], old, new)
        except EditError as error:
            raise click.ClickException(f"{there[0].id.span}: {error} Nothing was changed.") from error
    known = deck.known
    if known is not None and old in known.lines:
        known = ledger.renamed(known, old, new)
    write_or_fail(edited(deck, files, known))
    click.echo(f"{(there or wanted)[0].id.span}: {old} is {new} now")
    if deck.released(old) and not quiet:
        click.echo("Learners keep its card and every review. Commit deck.lock with the file.", err=True)


def _refuse_taken(deck: Opened, known: Lock, old: str, new: str) -> None:
    """Raises `click.ClickException` where learners have another question by the new id, or had it by that name."""
    assert deck.checked.bank is not None, "a question was found in it"
    namespace = deck.checked.bank.deck.namespace.value
    if old not in known.lines and new in known.lines and known.lines[new].guid == ledger.guid(namespace, old):
        return  # A rename that was cut short: the lock was written, the file was not.
    if deck.released(new):
        raise click.ClickException(f'Learners have a question "{new}" already. Choose another id.')
    for line in known.lines.values():
        if line.id not in (old, new) and line.guid == ledger.guid(namespace, new):
            raise click.ClickException(f'"{new}" is the former id of "{line.id}". Choose another id.')
