"""Notes to an `.apkg`, and back.

genanki gives the schema and the JSON of note types and decks. Rows, times, ids, ordinals and the zip are ours, because
the file must be the same on any day and machine, and because Anki's import hangs on each of them. The format is the
one that every Anki since 2.1 reads: schema 11 in `collection.anki2`, media by number, a JSON map of their names.
"""

import hashlib
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

import genanki
from genanki.apkg_col import APKG_COL
from genanki.apkg_schema import APKG_SCHEMA

from deckgen.ledger import Entry
from deckgen.notetypes import NoteType
from deckgen.render import Notes

_SEPARATOR = "\x1f"
_SQLITE_VERSION = slice(96, 100)
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_DEFLATE_LEVEL = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A finished deck. `digest` is over its content (rows and media) and does not depend on the container."""

    data: bytes
    digest: str
    cards: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What stands in an `.apkg`: rows as tuples in the order of the schema, JSON as values, media by name."""

    notes: tuple[tuple[Any, ...], ...]
    cards: tuple[tuple[Any, ...], ...]
    notetypes: Mapping[str, Any]
    decks: Mapping[str, Any]
    media: Mapping[str, bytes]


def pack(notes: Notes, entries: Iterable[Entry]) -> Packed:
    """The bytes of the `.apkg`. `entries` are the notes with their identity, in the order of the files."""
    entries = sorted(entries, key=lambda entry: entry.note_id)
    deck_ids = {name: _deck_id(name) for name in (notes.name, *notes.decks)}
    used = {entry.note.notetype.id: entry.note.notetype for entry in entries}
    notetypes = {str(number): _notetype(used[number]) for number in sorted(used)}
    decks = {
        str(number): _deck(number, name, notes.description if name == notes.name else "")
        for name, number in sorted(deck_ids.items())
    }
    note_rows = [_note_row(entry) for entry in entries]
    card_rows = [row for entry in entries for row in _card_rows(entry, deck_ids)]
    media = dict(sorted(notes.media.items()))
    return Packed(
        data=_zip(_database(notetypes, decks, note_rows, card_rows), media),
        digest=_digest(notetypes, decks, note_rows, card_rows, media),
        cards=len(card_rows),
    )


def unpack(data: bytes) -> Contents:
    """The contents of an `.apkg` in the legacy format. Raises `ValueError` when it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = json.loads(archive.read("media"))
            media = {name: archive.read(number) for number, name in names.items()}
            database = archive.read("collection.anki2")
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise ValueError(f"not an .apkg in the legacy format: {error}") from error
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(database)
        models, decks = connection.execute("SELECT models, decks FROM col").fetchone()
        return Contents(
            notes=tuple(connection.execute("SELECT * FROM notes ORDER BY id")),
            cards=tuple(connection.execute("SELECT * FROM cards ORDER BY id")),
            notetypes=json.loads(models),
            decks=json.loads(decks),
            media=media,
        )
    except sqlite3.DatabaseError as error:
        raise ValueError(f"the collection in the .apkg cannot be read: {error}") from error
    finally:
        connection.close()


def _note_row(entry: Entry) -> tuple[Any, ...]:
    note = entry.note
    first = _plain(note.fields[0])
    return (
        entry.note_id,
        entry.guid,
        note.notetype.id,
        entry.mod,
        -1,
        f" {' '.join(note.tags)} " if note.tags else "",
        _SEPARATOR.join(note.fields),
        first,
        int(hashlib.sha1(first.encode(), usedforsecurity=False).hexdigest()[:8], 16),
        0,
        "",
    )


def _card_rows(entry: Entry, deck_ids: Mapping[str, int]) -> Iterable[tuple[Any, ...]]:
    """New cards: type 0, queue 0, due is the position."""
    for ordinal in entry.note.ordinals:
        card_id = entry.note_id + ordinal
        scheduling = (0, 0, entry.position, 0, 0, 0, 0, 0, 0, 0, 0, "")
        yield (card_id, entry.note_id, deck_ids[entry.note.deck], ordinal, entry.mod, -1, *scheduling)


def _plain(html: str) -> str:
    """A field without markup, as Anki sorts and compares it. Anki computes both anew when it imports."""
    if "<" not in html and "&" not in html:
        return html.strip()
    return unescape(re.sub(r"<[^>]*>", "", html)).strip()


def _notetype(notetype: NoteType) -> dict[str, Any]:
    template = notetype.template
    model = genanki.Model(
        notetype.id,
        notetype.name,
        fields=[
            {
                "name": field.name,
                "id": field.id,
                "description": field.description,
                "preventDeletion": field.prevent_deletion,
                "collapsed": field.collapsed,
                "plainText": False,
                "excludeFromSearch": False,
                "font": "Arial",
                "size": 20,
            }
            for field in notetype.fields
        ],
        templates=[
            {
                "name": template.name,
                "id": template.id,
                "qfmt": template.front,
                "afmt": template.back,
                "bqfmt": template.browser_front,
                "bafmt": template.browser_back,
            }
        ],
        css=notetype.css,
        model_type=genanki.Model.CLOZE if notetype.cloze else genanki.Model.FRONT_BACK,
    )
    value: dict[str, Any] = model.to_json(notetype.revision, 1)
    return value


def _deck(number: int, name: str, description: str) -> dict[str, Any]:
    value: dict[str, Any] = genanki.Deck(number, name, description).to_json()
    return {**value, "md": True}


def _deck_id(name: str) -> int:
    """Any number but 1 (Anki's default deck): an import matches decks by name and gives them ids of its own."""
    return 1_400_000_000_000 + int(hashlib.sha256(name.encode()).hexdigest()[:8], 16)


def _database(
    notetypes: Mapping[str, Any],
    decks: Mapping[str, Any],
    notes: Iterable[tuple[Any, ...]],
    cards: Iterable[tuple[Any, ...]],
) -> bytes:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA secure_delete = ON")
    connection.executescript(f"BEGIN; {APKG_SCHEMA} {APKG_COL}")
    known = json.loads(connection.execute("SELECT decks FROM col").fetchone()[0])
    connection.execute(
        "UPDATE col SET models = ?, decks = ?, conf = json_set(conf, '$.curModel', ?)",
        (_json(notetypes), _json({**known, **decks}), next(iter(notetypes), None)),
    )
    connection.executemany(f"INSERT INTO notes VALUES ({', '.join('?' * 11)})", notes)
    connection.executemany(f"INSERT INTO cards VALUES ({', '.join('?' * 18)})", cards)
    connection.execute("COMMIT")
    connection.execute("VACUUM")
    data = bytearray(connection.serialize())
    connection.close()
    # SQLite writes its own version here, for information only (sqlite.org/fileformat2.html, 1.3).
    data[_SQLITE_VERSION] = bytes(4)
    return bytes(data)


def _zip(database: bytes, media: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    names = {str(index): name for index, name in enumerate(media)}
    with zipfile.ZipFile(buffer, "w") as archive:
        _add(archive, "collection.anki2", database)
        _add(archive, "media", _json(names).encode())
        for index, content in enumerate(media.values()):
            _add(archive, str(index), content)
    return buffer.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _ZIP_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content, compresslevel=_DEFLATE_LEVEL)


def _digest(
    notetypes: Mapping[str, Any],
    decks: Mapping[str, Any],
    notes: Iterable[tuple[Any, ...]],
    cards: Iterable[tuple[Any, ...]],
    media: Mapping[str, bytes],
) -> str:
    total = hashlib.sha256()
    for part in (notetypes, decks, *notes, *cards):
        total.update(_json(part).encode())
        total.update(b"\n")
    for name, content in media.items():
        total.update(f"{name} {hashlib.sha256(content).hexdigest()}\n".encode())
    return total.hexdigest()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
