"""The note types: folders of real files that a browser can open, and how they become Anki templates.

A folder holds `front.html` and `back.html` (the two sides, which link their style sheets and scripts as any
page does), and `notetype.toml` (name, ids, fields, revision). Loading inlines each linked script where it stands and
gathers the linked style sheets into the one style that Anki keeps for a note type.

Everything in `notetype.toml` but `revision` is final: Anki matches note types by id and equal schema, so an added,
moved or removed field would make every note of every learner "conflicting".
"""

import hashlib
import json
import re
import tomllib
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import zip_longest

# What stands between the fields of a note in Anki's database.
SEPARATOR = "\x1f"
_LINK = re.compile(r'[ \t]*<link rel="stylesheet" href="([^"]+)">\n?')
_SCRIPT = re.compile(r'<script src="([^"]+)"></script>')
_PAGE = re.compile(r"<body[^>]*>\n?(.*)</body>", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field as Anki's editor shows it. `id` lets Anki recognize the field after a rename."""

    name: str
    id: int
    description: str
    prevent_deletion: bool = False
    collapsed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """The one card template of a note type: HTML with Anki's `{{Field}}` marks."""

    name: str
    id: int
    front: str
    back: str
    browser_front: str
    browser_back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteType:
    """A note type. `revision` is the UTC second of its last change and becomes its `mod` in Anki."""

    name: str
    id: int
    cloze: bool
    revision: int
    fields: tuple[Field, ...]
    template: Template
    css: str


@cache
def choice() -> NoteType:
    """The note type of multiple-choice questions."""
    return _load("choice")


@cache
def cloze() -> NoteType:
    """The note type of cloze questions."""
    return _load("cloze")


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """What Anki matches note types by, and learners' notes hang on. It never changes.

    `template` and each of `fields` are a name and an id.
    """

    name: str
    id: int
    cloze: bool
    template: tuple[str, int]
    fields: tuple[tuple[str, int], ...]


def schema(kind: NoteType) -> Schema:
    """The part of a note type that is final."""
    return Schema(
        name=kind.name,
        id=kind.id,
        cloze=kind.cloze,
        template=(kind.template.name, kind.template.id),
        fields=tuple((field.name, field.id) for field in kind.fields),
    )


def schema_changes(before: Schema, after: Schema) -> list[str]:
    """What differs between two schemas, in words; nothing for equal ones."""
    pairs = (
        ("its name", before.name, after.name),
        ("its id", str(before.id), str(after.id)),
        ("its kind", _kind(before), _kind(after)),
        ("its template", _named(before.template), _named(after.template)),
    )
    changes = [f"{what} was {old} and is {new}" for what, old, new in pairs if old != new]
    for number, (old, new) in enumerate(zip_longest(_fields(before), _fields(after), fillvalue="not there"), 1):
        if old != new:
            changes.append(f"field {number} was {old} and is {new}")
    return changes


def _kind(one: Schema) -> str:
    return "cloze" if one.cloze else "not cloze"


def _fields(one: Schema) -> list[str]:
    return [_named(field) for field in one.fields]


def _named(pair: tuple[str, int]) -> str:
    return f"{pair[0]} ({pair[1]})"


def fingerprint(kind: NoteType) -> str:
    """A hash of all that a learner's Anki takes over from a note type, but for its revision."""
    return hashlib.sha256(json.dumps({**asdict(kind), "revision": 0}, sort_keys=True).encode()).hexdigest()


def _load(folder: str) -> NoteType:
    root = files(__name__) / folder
    meta = tomllib.loads((root / "notetype.toml").read_text("utf-8"))
    front, sheets = _side(root, "front.html")
    back, _ = _side(root, "back.html")
    return NoteType(
        name=meta["name"],
        id=meta["id"],
        cloze=meta["cloze"],
        revision=meta["revision"],
        fields=tuple(Field(**field) for field in meta["fields"]),
        template=Template(front=front, back=back, **meta["template"]),
        css="".join(_read(root, sheet) for sheet in sheets),
    )


def _side(root: Traversable, name: str) -> tuple[str, list[str]]:
    """The body of a page with its scripts inlined, and the style sheets that the page links, in order."""
    page = (root / name).read_text("utf-8")
    body = _PAGE.search(page)
    if body is None:
        raise ValueError(f"{root}/{name} has no <body>")
    html = _SCRIPT.sub(lambda link: f"<script>\n{_read(root, link[1])}</script>", body[1])
    return html.strip() + "\n", _LINK.findall(page)


def _read(root: Traversable, href: str) -> str:
    folder, name = (root, href) if not href.startswith("../") else (files(__name__), href.removeprefix("../"))
    return (folder / name).read_text("utf-8")
