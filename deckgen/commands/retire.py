"""`deckgen retire`: questions go out of use, and come back."""

import datetime
from pathlib import Path

import click

from deckgen.commands.common import clock, counted, loudness_options, write_or_fail
from deckgen.commands.editing import Opened, deck_of, deck_option, edited, opened
from deckgen.edits import EditError, with_retirement, without_retirement
from deckgen.model import Question


@click.command(epilog='Example: deckgen retire old-fee --because "The fee changed in 2027."')
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@click.option("--because", metavar="TEXT", help="The reason, in Markdown: learners read it on the card.")
@click.option("--undo", is_flag=True, help="Put the questions back into use.")
@deck_option
@loudness_options
def command(
    ids: tuple[str, ...], because: str | None, undo: bool, decks: tuple[Path, ...], quiet: bool, verbose: bool
) -> None:
    """Take questions out of use, and keep what learners have.

    Adds `retired:` with today's date and the reason at the end of each question. With the next release, who has the
    card sees the notice and can delete it for good; who is new never meets it. Nothing is written when one of the
    questions cannot be retired.
    """
    if undo == (because is not None):
        raise click.UsageError("Say why with --because, or put questions back with --undo.")
    if because is not None and not because.strip():
        raise click.UsageError("The reason after --because is empty. Learners read it on the card.")
    all_decks = opened(decks, quiet=quiet, verbose=verbose)
    today = datetime.datetime.fromtimestamp(clock(), datetime.UTC).date()
    plan: dict[str, tuple[Opened, dict[str, bytes]]] = {}
    rows, remarks = [], []
    for id_ in dict.fromkeys(ids):
        deck = deck_of(all_decks, id_)
        question = _question(deck, id_)
        if (question.retired is None) == undo:
            since = f" since {question.retired.since}" if question.retired else ""
            remarks.append(f"{id_} is {'in use' if undo else 'out of use'} already{since}; nothing was changed there.")
            continue
        _, files = plan.setdefault(deck.path, (deck, {}))
        name = deck.name_of(question)
        data = files.get(name, deck.files.files[name])
        try:
            files[name] = without_retirement(data, id_) if undo else with_retirement(data, id_, today, because or "")
        except EditError as error:
            raise click.ClickException(f"{question.id.span}: {error} Nothing was changed.") from error
        rows.append(f"{question.id.span}: {id_} is {'back in' if undo else 'out of'} use")
        if not undo and not deck.released(id_):
            remarks.append(f"Nobody has {id_} yet: you can also just delete it.")
    write_or_fail([row for deck, files in plan.values() for row in edited(deck, files, deck.known)])
    for row in rows:
        click.echo(row)
    if not quiet:
        for remark in remarks:
            click.echo(remark, err=True)
        if rows:
            click.echo(f"{counted(len(rows), 'question')} changed. Learners get it with the next release.", err=True)
    if not rows:
        raise SystemExit(1)


def _question(deck: Opened, id_: str) -> Question:
    """The question to edit. Raises `click.ClickException` where it is not in a state to be edited."""
    questions = deck.questions(id_)
    if not questions:
        raise click.ClickException(
            f'"{id_}" is in {deck.path}/deck.lock, but in no file that can be read. Put it back first: '
            f'"git log -S {id_} -- {deck.path}" shows where it was.'
        )
    if len(questions) > 1:
        places = " and ".join(str(question.id.span) for question in questions)
        raise click.ClickException(f'Two questions have the id "{id_}": {places}. Give one of them another id.')
    if any(finding.code == "DG203" and finding.question == id_ for finding in deck.checked.findings):
        raise click.ClickException(
            f'"{id_}" has another kind here than learners have. Give this one an id of its own and put the old one '
            f'back first: "git log -S {id_} -- {deck.path}" shows where it was.'
        )
    return questions[0]
