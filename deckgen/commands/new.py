"""`deckgen new`: a deck project to begin with."""

import re
import sys
import uuid
from pathlib import Path

import click

from deckgen.commands.common import write_or_fail
from deckgen.starter import Answers, project, slug_of


@click.command(epilog="Example: deckgen new my-deck")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", help="What learners see in Anki.")
@click.option("--slug", help="A short word for files and tags.")
@click.option("--language", help="A code, such as en or es-MX.")
@click.option("--license", "license_", help="Under which license the questions are.")
@click.option("--report", help="Where learners report a mistake.")
def command(
    folder: Path, name: str | None, slug: str | None, language: str | None, license_: str | None, report: str | None
) -> None:
    """Make a deck project in a new or empty folder: it checks, builds and imports at once.

    Run by hand, it asks for what it needs; every question has a default, and an option answers it beforehand.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise click.UsageError(f"{folder} is not empty. Name a new folder; nothing was changed.")
    default = folder.resolve().name.replace("-", " ").replace("_", " ").strip().title() or "My Deck"
    name = _asked("Name of the deck", name, default, r'(?!:)[^"\\\n]*[^":\\\s]', "a line without quotes")
    slug = _asked(
        "Short word for files and tags",
        slug,
        slug_of(name),
        r"[a-z0-9]+(-[a-z0-9]+)*",
        "small letters and digits, with hyphens, such as my-deck",
    )
    language = _asked(
        "Language", language, "en", r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "a code, such as en for English or es-MX"
    )
    license_ = _asked("License of the questions", license_, "CC BY-SA 4.0", r'[^"\\\n]+', "one line")
    told = "Tell the people you got this deck from, and name the question's id."
    report = _asked("Where learners report a mistake", report, told, r'[^"\\\n]+', "one line")
    if "::" in name:
        raise click.UsageError("A deck's name cannot hold ::, which Anki reads as a deck inside a deck.")
    answers = Answers(
        namespace=str(uuid.uuid4()), name=name, slug=slug, language=language, license=license_, report=report
    )
    write_or_fail([(folder / path, data) for path, data in project(answers).items()])
    click.echo(f"{folder}: a deck with two sample questions in content/{slug}/01-first-topic.yaml.\n")
    click.echo(f"Next:\n  cd {folder}\n  deckgen build\n  open dist/{slug}.apkg with Anki")


def _asked(question: str, given: str | None, default: str, pattern: str, form: str) -> str:
    """An answer of the right form: given as an option, typed, or the default where nobody can type.

    Raises `click.UsageError` for an option of the wrong form; asks again where somebody types one.
    """
    if given is not None or not sys.stdin.isatty():
        answer = (default if given is None else given).strip()
        if re.fullmatch(pattern, answer):
            return answer
        raise click.UsageError(f'{question}: "{answer}" does not fit; it must be {form}.')
    while True:
        answer = str(click.prompt(question, default=default)).strip()
        if re.fullmatch(pattern, answer):
            return answer
        click.echo(f"That does not fit; it must be {form}.")
