"""A first deck project: files to begin with, which check, build and import as they are.

The samples lie in this folder as real files; `@word@` in them is filled in.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.resources import files

from deckgen import __version__, fields
from deckgen.schema import texts

_PLACES = {
    "README.md": "README.md",
    "gitignore": ".gitignore",
    "gitattributes": ".gitattributes",
    "workflow.yml": ".github/workflows/deck.yml",
    "deck.yaml": "content/{slug}/deck.yaml",
    "sources.yaml": "content/{slug}/sources.yaml",
    "01-first-topic.yaml": "content/{slug}/01-first-topic.yaml",
    "between-people.svg": "media/between-people.svg",
    "credits.yaml": "media/credits.yaml",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a new deck needs to be told: one line each, without double quotes or backslashes.

    `namespace` is drawn at random by the caller.
    """

    namespace: str
    name: str
    slug: str
    language: str
    license: str
    report: str


def project(answers: Answers) -> Mapping[str, bytes]:
    """The files of a new project, by their paths in it."""
    words = {**asdict(answers), "deckgen": __version__}
    filled = {}
    for name, place in _PLACES.items():
        text = (files(__name__) / name).read_text("utf-8")
        for word, value in words.items():
            text = text.replace(f"@{word}@", value)
        filled[place.format(slug=answers.slug)] = text.encode()
    return {**filled, **{f"schema/{name}": text.encode() for name, text in texts().items()}}


def slug_of(name: str) -> str:
    """A short word for files and tags, made from a deck's name."""
    return fields.slug_of(name) or "deck"
