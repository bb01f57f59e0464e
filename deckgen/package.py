"""Notes to an `.apkg`, and back.

genanki gives the schema and the JSON of note types and decks. Rows, times, ids, ordinals and the zip are ours, because
the file must be the same on any day and machine, and because Anki's import hangs on each of them. The format is the
one that every Anki since 2.1 reads: schema 11 in `collection.anki2`, media by number, a JSON map of their names.
"""

import hashlib
import io
import json
import re
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import genanki
from genanki.apkg_col import APKG_COL
from genanki.apkg_schema import APKG_SCHEMA

from deckgen.ledger import Entry
from deckgen.notetypes import SEPARATOR, NoteType
from deckgen.render import Notes

_ROW_SEPARATOR = "\x1e"
_SQLITE_HEADER = 100
_SQLITE_VERSION = slice(96, 100)
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
# Two levels below the usual take half the time, and the file grows by a twentieth.
_DEFLATE_LEVEL = 4
_CHUNK = 1024 * 1024

_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


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
        str(number): _deck(number, name, notes.decks.get(name, notes.description))
        for name, number in sorted(deck_ids.items())
    }
    media = dict(sorted(notes.media.items()))
    digest = hashlib.sha256()
    note_rows = (_note_row(entry) for entry in entries)
    card_rows = (row for entry in entries for row in _card_rows(entry, deck_ids))
    # A file, for a large deck's rows would need as much memory again as its notes.
    with tempfile.TemporaryDirectory(prefix="deckgen-", ignore_cleanup_errors=True) as folder:
        collection = Path(folder, "collection.anki2")
        for part in (notetypes, decks):
            digest.update(f"{_json(part)}\n".encode())
        _write_collection(collection, notetypes, decks, _seen(note_rows, digest), _seen(card_rows, digest))
        for name, content in media.items():
            digest.update(f"{name} {hashlib.sha256(content).hexdigest()}\n".encode())
        data = _zip(collection, media)
    cards = sum(len(entry.note.ordinals) for entry in entries)
    return Packed(data=data, digest=digest.hexdigest(), cards=cards)


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
    first = _plain(note.joined.partition(SEPARATOR)[0])
    return (
        entry.note_id,
        entry.guid,
        note.notetype.id,
        entry.mod,
        -1,
        f" {' '.join(note.tags)} " if note.tags else "",
        note.joined,
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


def _write_collection(
    path: Path,
    notetypes: Mapping[str, Any],
    decks: Mapping[str, Any],
    notes: Iterable[tuple[Any, ...]],
    cards: Iterable[tuple[Any, ...]],
) -> None:
    """Writes the SQLite file. Rows come sorted and indexes last, so that it is dense without `VACUUM`."""
    tables, *indexes = APKG_SCHEMA.split("CREATE INDEX")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        # Two notes seldom fit into a page of the usual 4 kB, and half of the file would be air.
        connection.execute("PRAGMA page_size = 16384")
        for pragma in ("secure_delete = ON", "journal_mode = OFF", "synchronous = OFF"):
            connection.execute(f"PRAGMA {pragma}")
        connection.executescript(f"BEGIN; {tables} {APKG_COL}")
        known = json.loads(connection.execute("SELECT decks FROM col").fetchone()[0])
        connection.execute(
            "UPDATE col SET models = ?, decks = ?, conf = json_set(conf, '$.curModel', ?)",
            (_json(notetypes), _json({**known, **decks}), next(iter(notetypes), None)),
        )
        connection.executemany(f"INSERT INTO notes VALUES ({', '.join('?' * 11)})", notes)
        connection.executemany(f"INSERT INTO cards VALUES ({', '.join('?' * 18)})", cards)
        for index in indexes:
            connection.execute(f"CREATE INDEX {index}")
        connection.execute("COMMIT")


def _zip(collection: Path, media: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    names = {str(index): name for index, name in enumerate(media)}
    with zipfile.ZipFile(buffer, "w") as archive:
        with collection.open("rb") as database, archive.open(_entry("collection.anki2"), "w") as entry:
            head = bytearray(database.read(_SQLITE_HEADER))
            # SQLite writes its own version here, for information only (sqlite.org/fileformat2.html, 1.3).
            head[_SQLITE_VERSION] = bytes(4)
            entry.write(head)
            shutil.copyfileobj(database, entry, _CHUNK)
        archive.writestr(_entry("media"), _json(names))
        for index, content in enumerate(media.values()):
            archive.writestr(_entry(str(index)), content)
    return buffer.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _ZIP_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    # Public, as `compress_level`, from Python 3.13 on.
    entry._compresslevel = _DEFLATE_LEVEL  # type: ignore[attr-defined]
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    return entry


def _seen(rows: Iterable[tuple[Any, ...]], digest: "hashlib._Hash") -> Iterator[tuple[Any, ...]]:
    """The rows, each of which goes into the digest as it passes."""
    for row in rows:
        digest.update(f"{_ROW_SEPARATOR.join(map(str, row))}\n".encode())
        yield row
