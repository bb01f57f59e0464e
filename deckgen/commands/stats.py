"""`deckgen stats`: what a deck holds, and whether it can be guessed."""

import datetime
import json
from pathlib import Path

import click

from deckgen.commands.common import chosen_decks, clock, decks_argument, read_or_fail
from deckgen.parse import parse
from deckgen.stats import count, guess_to_text, sit, to_json, to_text


@click.command(epilog="Example: deckgen stats --guess content/medi-cal-peer-support")
@decks_argument
@click.option("--guess", "guessing", is_flag=True, help="Let a guesser who knows nothing sit the exam, by cues alone.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON, for programs.")
def command(decks: tuple[Path, ...], guessing: bool, as_json: bool) -> None:
    """Count what a deck holds, and let a guesser sit the exam.

    A DECK is a folder with a deck.yaml. Without one, every deck under content/ is counted.
    """
    today = datetime.datetime.fromtimestamp(clock(), datetime.UTC).date()
    rows = []
    for folder in chosen_decks(decks):
        bank, _ = parse(read_or_fail(folder))
        if bank is None:
            raise click.ClickException(f"{folder} cannot be understood. `deckgen check {folder}` says why.")
        stats, result = count(bank, today), sit(bank, today) if guessing else None
        rows.append(to_json(stats, result))
        if not as_json:
            click.echo(to_text(stats) + (f"\n{guess_to_text(result)}" if guessing else ""), nl=False)
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
