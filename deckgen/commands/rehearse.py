"""`deckgen rehearse`: what a learner sees of an update, on Anki's own engine."""

import dataclasses
import json
from collections.abc import Iterable
from pathlib import Path

import click

from deckgen.commands.common import counted, loudness_options
from deckgen.rehearse import NoAnkiError, Rehearsal, Touch, rehearse

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_SHOWN = 12


@click.command(epilog="Example: deckgen rehearse medi-cal-peer-support-1.0.0.apkg dist/medi-cal-peer-support.apkg")
@click.argument("old", type=_FILE)
@click.argument("new", type=_FILE)
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
@loudness_options
def command(old: Path, new: Path, shape: str, quiet: bool, verbose: bool) -> None:
    """Play a learner who has OLD, studies, and imports NEW into Anki.

    OLD and NEW are .apkg files of one deck. The learner answers cards in every way, suspends, flags and buries some,
    moves some to another deck, and edits, tags and marks a few questions, half of them before NEW was made and half
    after. Needs Anki's engine: pip install "deckgen[anki]".

    Exit code: 0 when nobody loses anything, 1 when a card or a review would change, 2 wrong usage.
    """
    if verbose and not quiet:
        click.echo(f"reading {old} and {new}", err=True)
    try:
        done = rehearse(old.read_bytes(), new.read_bytes())
    except NoAnkiError as error:
        message = 'rehearse needs Anki\'s engine, which does not come with deckgen. Get it: pip install "deckgen[anki]"'
        raise click.ClickException(message) from error
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}") from error
    except ValueError as error:
        raise click.ClickException(f"{old}, {new}: {error}") from error
    if shape == "json":
        value = {**dataclasses.asdict(done), "ok": done.ok}
        click.echo(json.dumps(value, ensure_ascii=False, indent=2))
    else:
        click.echo(told(done, old.name, new.name))
    if not done.ok:
        raise SystemExit(1)


def told(done: Rehearsal, old: str, new: str) -> str:
    """A rehearsal in words."""
    has = f"{counted(done.questions, 'question')}, {counted(done.cards, 'card')}, {counted(done.studied, 'review')}"
    rows = [f"A learner with {old} ({has}) imports {new} into Anki {done.engine}, with its defaults:"]
    rows += [
        f"  {len(done.added):,} added{_named(done.added)}",
        f"  {len(done.updated):,} updated{_named(done.updated)}",
    ]
    rows += [f"  {len(done.unchanged):,} unchanged"]
    if done.skipped:
        rows += [
            f"  {len(done.skipped):,} changed, but skipped: touched after the release{_named(done.skipped)}",
            "    They keep the old text until it changes again, until `deckgen release --resend ID`, or until the",
            '    learner imports with "Update notes: Always" (Anki 23.10 and later).',
        ]
    if done.conflicting:
        rows.append(f"  {len(done.conflicting):,} cannot be updated: the note type differs{_named(done.conflicting)}")
    if done.retired:
        rows.append(f"  {len(done.retired):,} out of use; the card shows the notice{_named(done.retired)}")
    if done.emptied:
        rows.append(f"  {counted(len(done.emptied), 'card')} empty now (Tools, Empty Cards){_named(done.emptied)}")
    rows += ["", "What the learner did to questions:", *_touches(done.touches), ""]
    rows += _proof(done)
    return "\n".join(rows)


def _touches(touches: Iterable[Touch]) -> Iterable[str]:
    words = {
        "kept": "kept, because the question did not change",
        "overwritten": "gone, because the question changed",
        "skipped": "kept, and the new text did not come",
    }
    for touch in touches:
        when = "after the release" if touch.late else "before the release"
        yield f"  {touch.question}: {touch.what} {when}: {words[touch.outcome]}"


def _proof(done: Rehearsal) -> list[str]:
    if done.ok:
        kept = "Nothing else moved: scheduling, reviews, suspended, flagged and buried cards, and the decks of"
        return [f"{kept} all {counted(done.cards, 'card')} are as before. No one-way sync is needed."]
    rows = ["This update costs learners something:"]
    rows += [f"  {one}" for one in done.moved[:_SHOWN]]
    rows += [f"  and {len(done.moved) - _SHOWN} more"] if len(done.moved) > _SHOWN else []
    rows += ["  the next sync must be one-way, so what another device did is lost"] if done.one_way_sync else []
    rows += ["  questions that can never be updated"] if done.conflicting else []
    return rows


def _named(ids: tuple[str, ...]) -> str:
    more = f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else ""
    return f": {', '.join(ids[:_SHOWN])}{more}" if ids else ""
