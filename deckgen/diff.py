"""What differs between two editions of a deck, as learners would meet it.

An edition is what stands in an `.apkg`, or what a lock says of the last release. Questions are the same when their guid
is, whatever they are called. Equal times of a note mean equal sources, so a text that differs without a later time is
a change of the rendering alone, and learners keep theirs.
"""

import bisect
import datetime
import difflib
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from deckgen import notetypes
from deckgen.ledger import Entry, Resolved
from deckgen.lock import Line, Lock
from deckgen.notetypes import SEPARATOR, Schema, schema_changes
from deckgen.package import Contents
from deckgen.plain import plain

# The kinds of change, in the order in which they are shown.
WORDS = {
    "added": "new",
    "changed": "changed",
    "renamed": "with another id",
    "moved": "moved",
    "reordered": "in another order",
    "retired": "retired",
    "returned": "back in use",
    "emptied": "with cards that become empty",
    "rerendered": "rendering only (learners keep theirs)",
    "gone": "missing from the new one (learners keep them)",
}
# Texts up to this many characters are shown whole; of longer ones, what changed with this many words around it.
_SHORT, _AROUND = 200, 6
# A text of which less than this is left is shown before and after, without marks inside.
_ALIKE = 0.4
# What changes as one: space, an address, an edge of a deletion, marks of Markdown, a number or a day, a word, a sign.
_TOKEN = re.compile(r"\s+|<[^<>\s]+>|\{\{c\d+::|\}\}|\*+|`+|\d+(?:[-.:,]\d+)*(?!\w)|\w+(?:['\u2019-]\w+)*|[^\w\s]")
_VERSION = re.compile(r"\*\*Version (\d+\.\d+\.\d+)")
_NOTICE = re.compile(r'<div class="dg-retired">.*?</div>', re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A question as it stands in an edition. `topic` is the subdeck's own name, empty where it has no card.

    `time` is the note's, in UTC seconds; `cards` are ordinals.
    """

    id: str
    topic: str
    position: int
    time: int
    fields: Mapping[str, str]
    tags: tuple[str, ...]
    cards: frozenset[int]

    @property
    def retired(self) -> bool:
        """Whether the question is out of use."""
        return "retired" in self.fields.get("Setup", "").split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A deck at one time: questions by guid, note types by name with their revision (UTC seconds) and schema."""

    label: str
    version: str
    name: str
    items: Mapping[str, Item]
    kinds: Mapping[str, tuple[int, Schema]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A field that differs, as text. Equal texts mean that only the markup differs."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A question that differs. `before` is what it had instead of what its group is about: an id, a topic."""

    id: str
    topic: str = ""
    before: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A note type that differs: revisions in UTC seconds, and what differs in its schema, in words."""

    name: str
    before: int | None
    after: int | None
    schema: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All that differs. `groups` has a key of `WORDS` for each kind of change there is.

    `names` are the deck's names, where they differ. `whole` is false where texts and note types are not known.
    `remarks` are for whoever reads the result.
    """

    old: str
    new: str
    groups: Mapping[str, tuple[Row, ...]]
    names: tuple[str, str] | None = None
    kinds: tuple[Kind, ...] = ()
    whole: bool = True
    remarks: tuple[str, ...] = field(default=())

    def __str__(self) -> str:
        counts = [f"{len(rows)} {WORDS[kind].partition(' (')[0]}" for kind, rows in self.groups.items()]
        counts += ["the deck's name"] if self.names else []
        counts += ["the look of the cards"] if self.kinds else []
        return f"{self.old} → {self.new}: {', '.join(counts) or 'nothing differs'}"


def edition(contents: Contents, label: str) -> Edition:
    """The edition that stands in an `.apkg`. Raises `ValueError`, in words, where deckgen did not make it."""
    known = (notetypes.choice().id, notetypes.cloze().id)
    models = {int(number): model for number, model in contents.notetypes.items()}
    decks = {int(number): deck for number, deck in contents.decks.items()}
    cards: dict[int, list[tuple[Any, ...]]] = {}
    for card in contents.cards:
        cards.setdefault(card[1], []).append(card)
    items = {}
    for row in contents.notes:
        model = models.get(row[2], {"name": "?", "flds": ()})
        fields = dict(zip((one["name"] for one in model["flds"]), row[6].split(SEPARATOR), strict=False))
        if row[2] not in known or "ID" not in fields:
            raise ValueError(f'deckgen did not make this file: it has notes of the type "{model["name"]}"')
        own = cards.get(row[0], [])
        items[row[1]] = Item(
            id=fields["ID"],
            topic=decks[own[0][2]]["name"].rpartition("::")[2] if own else "",
            position=own[0][8] if own else 0,
            time=row[3],
            fields=fields,
            tags=tuple(row[5].split()),
            cards=frozenset(card[3] for card in own),
        )
    if not items:
        raise ValueError("deckgen did not make this file: it holds no notes")
    used = {row[2] for row in contents.notes}
    name = min((deck["name"] for deck in decks.values() if deck["name"] != "Default"), key=len, default="")
    described = next((deck["desc"] for deck in decks.values() if deck["name"] == name), "")
    version = _VERSION.search(described)
    return Edition(
        label=label,
        version=version[1] if version else "",
        name=name,
        items=items,
        kinds={models[number]["name"]: (models[number]["mod"], _schema(models[number])) for number in sorted(used)},
    )


def compare(old: Edition, new: Edition) -> Comparison:
    """All that differs between two editions, in the order of the new one's cards."""
    rows: dict[str, list[Row]] = {kind: [] for kind in WORDS}
    for guid, item in sorted(new.items.items(), key=lambda pair: _place(pair[1])):
        before = old.items.get(guid)
        if before is None:
            rows["added"].append(Row(id=item.id, topic=item.topic))
        else:
            for kind, row in _changes(before, item):
                rows[kind].append(row)
    rows["reordered"] = list(_reordered(old.items, new.items))
    missing = (item for guid, item in old.items.items() if guid not in new.items)
    rows["gone"] = [Row(id=item.id, topic=item.topic) for item in sorted(missing, key=_place)]
    return Comparison(
        old=_label(old),
        new=_label(new),
        groups={kind: tuple(found) for kind, found in rows.items() if found},
        names=(old.name, new.name) if old.name != new.name else None,
        kinds=tuple(_kinds(old, new)),
        remarks=tuple(_remarks(old, new)),
    )


def since_release(known: Lock, resolved: Resolved, label: str) -> Comparison:
    """What differs from the last release, as far as a lock tells: which questions, but not which texts.

    `known` is the lock as it lies on disk, and `resolved` what the ledger made of it and the files.
    """
    changes, topics = resolved.changes, {entry.note.id: _topic(entry) for entry in resolved.entries}
    ids: dict[str, Iterable[str]] = {
        "added": changes.added,
        "changed": changes.changed,
        "moved": changes.moved,
        "reordered": _out_of_order(resolved),
        "retired": changes.retired,
        "returned": changes.returned,
        "emptied": changes.emptied,
        "rerendered": changes.rerendered,
    }
    groups = {}
    for kind, members in ids.items():
        before = {one: resolved.lock.lines[one].home if kind == "moved" else "" for one in members}
        if before:
            groups[kind] = tuple(Row(id=one, topic=topics[one], before=text) for one, text in before.items())
    latest = known.latest
    return Comparison(
        old=f"release {latest.version}" if latest else "nothing released",
        new=label,
        groups=groups,
        names=(latest.name, resolved.name) if latest and changes.renamed else None,
        whole=False,
    )


def to_text(comparison: Comparison) -> str:
    """A comparison for the terminal: `[-gone-]` and `{+come+}` mark words, as in `git diff --word-diff`."""
    lines = [str(comparison)]
    for kind, rows in comparison.groups.items():
        lines += ["", f"{WORDS[kind]}: {len(rows)}"]
        for row in rows:
            lines.append(f"  {_headline(row, kind)}")
            for part in row.parts:
                lines += _part_lines(part)
    if comparison.names:
        lines += ["", f"the deck's name: {comparison.names[0]} → {comparison.names[1]}"]
    for one in comparison.kinds:
        lines += ["", f"note type {one.name}: {_revisions(one)}", *(f"  {change}" for change in one.schema)]
    return "\n".join(lines) + "\n"


def to_markdown(comparison: Comparison) -> str:
    """A comparison for a pull request or a page: words that went are struck out, words that came are underlined."""
    lines = [f"**{_escaped(str(comparison))}**"]
    for kind, rows in comparison.groups.items():
        lines += ["", f"### {WORDS[kind].capitalize()}: {len(rows)}", ""]
        for row in rows:
            lines.append(f"- {_escaped(_headline(row, kind, code='`'))}")
            for part in row.parts:
                marks = _marked(part, deleted=("<del>", "</del>"), inserted=("<ins>", "</ins>"), clean=_escaped)
                lines.append(f"  - {part.name}: {'<br>'.join(marks)}")
    if comparison.names:
        lines += ["", f"**The deck's name:** {comparison.names[0]} → {comparison.names[1]}"]
    if comparison.kinds:
        lines += ["", "### The look of the cards", ""]
    for one in comparison.kinds:
        lines += [f"- {one.name}: {_revisions(one)}", *(f"  - {change}" for change in one.schema)]
    return "\n".join(lines) + "\n"


def to_json(comparison: Comparison) -> str:
    """A comparison for programs. `fields` is absent where the texts are not known."""
    groups = {}
    for kind, rows in comparison.groups.items():
        groups[kind] = [
            {"id": row.id, "topic": row.topic}
            | ({"before": row.before} if row.before else {})
            | ({"fields": [asdict(part) for part in row.parts]} if comparison.whole and row.parts else {})
            for row in rows
        ]
    value = {
        "old": comparison.old,
        "new": comparison.new,
        "changes": groups,
        "deck": {"before": comparison.names[0], "after": comparison.names[1]} if comparison.names else None,
        "notetypes": [asdict(one) for one in comparison.kinds] if comparison.whole else None,
        "remarks": comparison.remarks,
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def word_marks(before: str, after: str) -> list[tuple[str, str]]:
    """How one text becomes another: pieces that stay (`=`), go (`-`) and come (`+`), in the order of reading."""
    old, new = (_TOKEN.findall(text) for text in (before, after))
    pieces: list[list[str]] = []
    for kind, start, end, new_start, new_end in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
        gone, come = "".join(old[start:end]), "".join(new[new_start:new_end])
        if kind == "equal" and (not pieces or gone.strip() or end == len(old)):
            pieces.append([gone, gone])
        elif pieces and pieces[-1][0] != pieces[-1][1]:
            # A space between two changes belongs to both, so that they read as one.
            pieces[-1] = [pieces[-1][0] + gone, pieces[-1][1] + come]
        else:
            pieces.append([gone, come])
    marks = []
    for gone, come in pieces:
        marks += [("=", gone)] if gone == come else [(sign, text) for sign, text in (("-", gone), ("+", come)) if text]
    return marks


def _schema(model: Mapping[str, Any]) -> Schema:
    template = model["tmpls"][0]
    return Schema(
        name=model["name"],
        id=int(model["id"]),
        cloze=model["type"] == 1,
        template=(template["name"], template.get("id") or 0),
        fields=tuple((one["name"], one.get("id") or 0) for one in model["flds"]),
    )


def _label(one: Edition) -> str:
    return f"{one.label} ({one.version})" if one.version else one.label


def _place(item: Item) -> tuple[str, int, str]:
    return (item.topic, item.position, item.id)


def _changes(before: Item, after: Item) -> Iterator[tuple[str, Row]]:
    """What differs in one question, each with the kind of change it is."""
    row = Row(id=after.id, topic=after.topic)
    if after.id != before.id:
        yield "renamed", Row(id=after.id, topic=after.topic, before=before.id)
    if after.retired and not before.retired:
        yield "retired", Row(id=after.id, topic=before.topic, parts=(_notice(after),))
    elif before.retired and not after.retired:
        yield "returned", row
    elif (before.fields, before.tags) != (after.fields, after.tags):
        if before.time != after.time:
            yield "changed", Row(id=after.id, topic=after.topic, parts=tuple(_parts(before, after)))
        elif after.id == before.id:
            yield "rerendered", row
    if not after.cards or not before.cards:
        return
    if after.topic != before.topic:
        yield "moved", Row(id=after.id, topic=after.topic, before=before.topic)
    lost = sorted(before.cards - after.cards)
    if lost:
        yield "emptied", Row(id=after.id, topic=after.topic, before=", ".join(f"c{ordinal + 1}" for ordinal in lost))


def _notice(item: Item) -> Part:
    found = _NOTICE.search(next(iter(item.fields.values())))
    return Part(name="Notice", before="", after=plain(found[0]) if found else "")


def _parts(before: Item, after: Item) -> Iterator[Part]:
    """The fields and tags that differ. The id shows itself elsewhere."""
    for name in dict.fromkeys((*before.fields, *after.fields)):
        old, new = before.fields.get(name, ""), after.fields.get(name, "")
        old = old.replace(f"<code>{before.id}</code>", f"<code>{after.id}</code>") if name == "Extra" else old
        if old != new and name != "ID":
            yield Part(name=name, before=plain(old), after=plain(new))
    if before.tags != after.tags:
        yield Part(name="Tags", before=" ".join(before.tags), after=" ".join(after.tags))


def _reordered(old: Mapping[str, Item], new: Mapping[str, Item]) -> Iterator[Row]:
    """The questions that stand elsewhere among those that are in both and in the same topic."""
    both = [guid for guid in new if guid in old and new[guid].cards and old[guid].topic == new[guid].topic]
    ranks = {guid: rank for rank, guid in enumerate(sorted(both, key=lambda guid: _place(old[guid])))}
    order = sorted(both, key=lambda guid: _place(new[guid]))
    for index in _movers([ranks[guid] for guid in order]):
        yield Row(id=new[order[index]].id, topic=new[order[index]].topic)


def _out_of_order(resolved: Resolved) -> list[str]:
    """The questions that stand elsewhere in their file than when they were released."""
    topics: dict[str, list[Line]] = {}
    for entry in resolved.entries:
        line = resolved.lock.lines[entry.note.id]
        if line.released and not entry.note.retired and not line.home:
            topics.setdefault(line.deck, []).append(line)
    released = {topic: [line.placed or line.position for line in lines] for topic, lines in topics.items()}
    return [lines[index].id for topic, lines in topics.items() for index in _movers(released[topic])]


def _topic(entry: Entry) -> str:
    return entry.note.deck.rpartition("::")[2]


def _movers(ranks: list[int]) -> list[int]:
    """The fewest places in a list whose numbers, taken out, leave one that rises (patience sorting)."""
    tails: list[int] = []
    at: list[int] = []
    previous = [-1] * len(ranks)
    for index, rank in enumerate(ranks):
        place = bisect.bisect_left(tails, rank)
        previous[index] = at[place - 1] if place else -1
        tails[place : place + 1] = [rank]
        at[place : place + 1] = [index]
    stay = set()
    index = at[-1] if at else -1
    while index >= 0:
        stay.add(index)
        index = previous[index]
    return [index for index in range(len(ranks)) if index not in stay]


def _kinds(old: Edition, new: Edition) -> Iterator[Kind]:
    ids = {schema.id: name for name, (_, schema) in old.kinds.items()}
    for name, (revision, schema) in new.kinds.items():
        if schema.id not in ids:
            yield Kind(name=name, before=None, after=revision, schema=())
            continue
        before, former = old.kinds[ids[schema.id]]
        changes = tuple(schema_changes(former, schema))
        if changes or before != revision:
            yield Kind(name=name, before=before, after=revision, schema=changes)


def _remarks(old: Edition, new: Edition) -> Iterator[str]:
    both = old.items.keys() & new.items.keys()
    if not both:
        yield "They have no question in common. Are these two editions of one deck?"
    elif any(new.items[guid].time < old.items[guid].time for guid in both):
        yield f"{new.label} is older than {old.label}: who has the one gets no text from the other."
    if any(schema_changes(old.kinds[name][1], new.kinds[name][1]) for name in old.kinds.keys() & new.kinds.keys()):
        yield "The schema of a note type differs, which is final: learners would get no update of their notes."


def _headline(row: Row, kind: str, code: str = "") -> str:
    """A question with what is special about its group."""
    name = f"{code}{row.id}{code}"
    if kind == "renamed":
        return f"{code}{row.before}{code} → {name}"
    if kind == "moved":
        return f"{name}: {row.before} → {row.topic}"
    topic = f" ({row.topic})" if row.topic else ""
    return f"{name}{topic}: {row.before}" if kind == "emptied" and row.before else f"{name}{topic}"


def _revisions(one: Kind) -> str:
    times = [one.before, one.after]
    days = [
        f"{datetime.datetime.fromtimestamp(time, datetime.UTC):%Y-%m-%d %H:%M:%S}" if time else "" for time in times
    ]
    if one.before is None:
        return f"new, revision {days[1]}"
    return f"revision {days[0]} → {days[1]}" if one.before != one.after else f"revision {days[0]}"


def _part_lines(part: Part) -> list[str]:
    marks = _marked(part, deleted=("[-", "-]"), inserted=("{+", "+}"), clean=str)
    if len(marks) == 1:
        return [f"    {part.name}: {marks[0]}"]
    return [f"    {part.name}:", *(f"      {line}" for line in marks)]


def _marked(part: Part, *, deleted: tuple[str, str], inserted: tuple[str, str], clean: Any) -> list[str]:
    """The lines of a part that differ, with their marks; a line that is mostly another one stands before and after."""

    def mark(sign: str, text: str) -> str:
        around = {"-": deleted, "+": inserted, "=": ("", "")}[sign]
        return f"{around[0]}{clean(text)}{around[1]}" if text else ""

    if part.before == part.after:
        return ["only its markup differs"]
    if not part.before and part.name == "Notice":
        return [clean(line) for line in part.after.split("\n")]
    old, new = part.before.split("\n"), part.after.split("\n")
    lines = []
    for kind, start, end, new_start, new_end in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
        if kind == "equal":
            continue
        gone, come = old[start:end], new[new_start:new_end]
        while gone and come:
            before, after = gone.pop(0), come.pop(0)
            marks = word_marks(before, after)
            same = sum(len(text) for sign, text in marks if sign == "=")
            if same < _ALIKE * min(len(before), len(after)):
                lines += [text for text in (mark("-", before), mark("+", after)) if text]
            else:
                shown = marks if len(before) <= _SHORT else _near_changes(marks)
                lines.append("".join(mark(sign, text) for sign, text in shown))
        lines += [mark("-", text) for text in gone if text] + [mark("+", text) for text in come if text]
    return lines


def _near_changes(marks: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The marks with long pieces that stay cut down to the words near a change."""
    for index, (sign, text) in enumerate(marks):
        words = re.findall(r"\s*\S+(?:\s+$)?", text)
        first, last = index == 0, index == len(marks) - 1
        if sign != "=" or len(words) <= (_AROUND if first or last else 2 * _AROUND):
            yield sign, text
        elif first:
            yield sign, "… " + "".join(words[-_AROUND:]).lstrip()
        elif last:
            yield sign, "".join(words[:_AROUND]) + " …"
        else:
            yield sign, "".join(words[:_AROUND]) + " … " + "".join(words[-_AROUND:]).lstrip()


def _escaped(text: str) -> str:
    return html.escape(text, quote=False).replace("|", "\\|")
