"""`make revision`: each note type whose look changed gets a new revision, and the record keeps what it looks like.

Anki takes a template over only when its note type is newer than the learner's. A deck can be released from any commit,
so every look that was ever committed counts as released: `released.json` holds the last one of each note type, with
its revision and its schema, and a test fails while a note type and its record differ. The schema is recorded once.
After a merge in which both sides changed a note type, keep either side of the record and run `make revision` again.
"""

import datetime
import json
import re
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from deckgen import notetypes
from deckgen.notetypes import NoteType, Schema, fingerprint, schema, schema_changes

ROOT = Path(notetypes.__file__).parent
RECORD = ROOT / "released.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """A note type as learners may have it. `revision` is in UTC seconds, `look` is its fingerprint."""

    revision: int
    look: str
    schema: Schema


class RevisionError(Exception):
    """Why there can be no new revision, in words."""


def kinds() -> dict[str, NoteType]:
    """The note types by their folders."""
    return {"choice": notetypes.choice(), "cloze": notetypes.cloze()}


def problems(record: Mapping[str, Released], now_there: Mapping[str, NoteType], now: int) -> list[str]:
    """What keeps the note types from being released: nothing where each is as its record says. `now` is in UTC seconds.

    Names every part of a schema that changed, and says `make revision` where that is the cure.
    """
    found = []
    for folder, kind in now_there.items():
        released = record.get(folder)
        if released is None or (released.revision, released.look) != (kind.revision, fingerprint(kind)):
            found.append(f"{folder} changed, and learners would not get it. Run: make revision")
        if kind.revision > now:
            found.append(f"the revision of {folder} lies in the future ({_utc(kind.revision)})")
        if released is not None:
            found += [f"{folder}: {change}" for change in schema_changes(released.schema, schema(kind))]
    return found


def revised(record: Mapping[str, Released], now_there: Mapping[str, NoteType], now: int) -> dict[str, Released]:
    """The record that fits the note types: those that changed get the revision `now` (UTC seconds).

    Raises `RevisionError` for a schema that changed, and where the clock is not later than the last revision.
    """
    result = {}
    for folder, kind in now_there.items():
        old = record.get(folder)
        if old is not None and schema_changes(old.schema, schema(kind)):
            changes = "\n".join(f"  {change}" for change in schema_changes(old.schema, schema(kind)))
            raise RevisionError(
                f"The schema of {folder} changed:\n{changes}\nIt is final: with another one, Anki takes no update of "
                "any note, or forces a full sync. Undo this. For new data, use a word in Setup or a reserved field."
            )
        if old is not None and (old.revision, old.look) == (kind.revision, fingerprint(kind)):
            result[folder] = old
            continue
        last = max(kind.revision, old.revision if old else 0)
        if now <= last:
            raise RevisionError(
                f"This clock says {_utc(now)}, but {folder} has a revision of {_utc(last)}. Set the clock right."
            )
        result[folder] = Released(revision=now, look=fingerprint(kind), schema=schema(kind))
    return result


def read(text: str) -> dict[str, Released]:
    """A record. Raises `RevisionError` where it cannot be read."""
    try:
        return {folder: _released(value) for folder, value in json.loads(text).items()}
    except (ValueError, KeyError, TypeError) as error:
        raise RevisionError(
            f"{RECORD.name} cannot be read ({error}). Take it from git, either side of a merge."
        ) from error


def write(record: Mapping[str, Released]) -> str:
    """The text of a record."""
    return json.dumps({folder: asdict(record[folder]) for folder in sorted(record)}, indent=1) + "\n"


def with_revision(toml: str, revision: int) -> str:
    """The text of a `notetype.toml` with another revision."""
    text, found = re.subn(r"(?m)^revision = \d+$", f"revision = {revision}", toml)
    if found != 1:
        raise RevisionError("notetype.toml needs one line `revision = ...`.")
    return text


def main() -> int:
    """Writes new revisions and the record; says what changed."""
    try:
        record = read(RECORD.read_text("utf-8")) if RECORD.exists() else {}
        new = revised(record, kinds(), int(time.time()))
        texts = {}
        for folder, released in new.items():
            path = ROOT / folder / "notetype.toml"
            texts[path] = with_revision(path.read_text("utf-8"), released.revision)
    except RevisionError as error:
        print(error, file=sys.stderr)
        return 1
    for path, text in texts.items():
        path.write_text(text, "utf-8", newline="\n")
    RECORD.write_text(write(new), "utf-8", newline="\n")
    for folder, released in new.items():
        changed = released != record.get(folder)
        print(
            f"{folder}: {'new revision' if changed else 'unchanged,'} {released.revision} ({_utc(released.revision)})"
        )
    return 0


def _released(value: Mapping[str, Any]) -> Released:
    parts = value["schema"]
    fields = tuple((name, number) for name, number in parts["fields"])
    return Released(
        revision=value["revision"],
        look=value["look"],
        schema=Schema(**{**parts, "template": (parts["template"][0], parts["template"][1]), "fields": fields}),
    )


def _utc(seconds: int) -> str:
    return f"{datetime.datetime.fromtimestamp(seconds, datetime.UTC):%Y-%m-%d %H:%M:%S} UTC"


if __name__ == "__main__":
    sys.exit(main())
