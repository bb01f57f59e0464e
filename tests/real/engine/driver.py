"""Plays commands on a real Anki engine: one JSON value a line in, one out.

Runs in the engine's own environment and knows nothing of deckgen. Works with every engine from 2.1.54, whose importer
was still written in Python, to the newest.
"""

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import anki.lang
from anki.collection import Collection


class Learner:
    """A collection and what is done to it. Each method is a command and returns something JSON can hold."""

    def __init__(self) -> None:
        self.devices: dict[str, Collection] = {}
        self.folders: dict[str, tempfile.TemporaryDirectory[str]] = {}
        self.clock: int | None = None
        self.device = "one"
        self.open()

    @property
    def col(self) -> Collection:
        """The collection of the device at hand."""
        return self.devices[self.device]

    def open(self) -> None:
        """Opens an empty collection."""
        self.folders[self.device] = tempfile.TemporaryDirectory()
        self.reopen()

    def reopen(self) -> None:
        """Opens the collection on disk, without anything that an engine keeps in memory."""
        self.devices[self.device] = Collection(str(Path(self.folders[self.device].name) / "collection.anki2"))

    def new(self) -> None:
        """Starts over with an empty collection, and with the machine's clock."""
        self.col.close()
        self.clock = None
        self.open()

    def use(self, device: str) -> None:
        """Takes another device in hand; one that is new has an empty collection."""
        self.device = device
        if device not in self.devices:
            self.open()

    def at(self, clock: int | None) -> None:
        """Sets the time, in UTC seconds, at which the next commands happen; it must lie in the past."""
        self.clock = clock

    def stamp(self, since: int) -> None:
        """Gives what an engine stamped since then the time of the clock that was set."""
        if self.clock is None:
            return
        self.col.db.execute("update notes set mod = ? where mod >= ?", self.clock, since)
        self.col.db.execute("update cards set mod = ? where mod >= ?", self.clock, since)
        kinds = "select count() from notetypes where mtime_secs >= ?"
        if self.col.db.scalar(kinds, since):
            self.col.db.execute("update notetypes set mtime_secs = ? where mtime_secs >= ?", self.clock, since)
            self.col.close()
            self.reopen()

    def import_package(self, path: str, **other: int) -> dict[str, int]:
        """Imports with Anki's default options; how many notes were new, updated, duplicate, conflicting.

        `other` are options as Anki has them since 23.10: `update_notes` and `update_notetypes` (1 is "always"),
        `merge_notetypes`, `with_scheduling` and `with_deck_configs`.
        """
        try:
            from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest
        except ImportError:
            return self._old_import(path)
        request = ImportAnkiPackageRequest(package_path=path, options=ImportAnkiPackageOptions(**other))
        return self._log(self.col.import_anki_package(request).log)

    def _log(self, log: Any) -> dict[str, int]:
        return {kind: len(getattr(log, kind)) for kind in ("new", "updated", "duplicate", "conflicting")}

    def _old_import(self, path: str) -> dict[str, int]:
        """What an engine before 23.10 does: from 2.1.55 the new importer without options, before it the Python one."""
        import anki.buildinfo
        from anki.importing.apkg import AnkiPackageImporter

        if int(anki.buildinfo.version.split(".")[2]) >= 55:
            return self._log(self.col.import_anki_package(path).log)
        before = self.col.note_count()
        importer = AnkiPackageImporter(self.col, path)
        importer.run()
        return {"new": self.col.note_count() - before, "updated": importer.updated, "duplicate": 0, "conflicting": 0}

    def state(self) -> dict[str, Any]:
        """Everything there is: notes with their cards, decks with descriptions, note types, media."""
        notes = {}
        for note_id in self.col.find_notes(""):
            note = self.col.get_note(note_id)
            cards = note.cards()
            notes[note["ID"]] = {
                "type": note.note_type()["name"],
                "fields": dict(note.items()),
                "tags": note.tags,
                "cards": [[card.ord, card.due, self.col.decks.name(card.did)] for card in cards],
            }
        decks = {deck["name"]: [deck["desc"], bool(deck.get("md"))] for deck in self.col.decks.all()}
        types = [kind["name"] for kind in self.col.models.all()]
        media = sorted(file.name for file in Path(self.col.media.dir()).iterdir())
        return {"notes": notes, "decks": decks, "types": types, "media": media, "cards": self.col.card_count()}

    def snapshot(self) -> dict[str, Any]:
        """Notes by guid, every card with its scheduling by guid and ordinal, every review, and note types by name.

        `schema` is the time that changes where the next sync would have to be one-way. The numbers that only a sync changes (`usn`) are left out.
        """
        # Anki's windows do this after each operation.
        self.col.models._clear_cache()
        notes = {}
        for note_id, guid, mod in self.col.db.all("select id, guid, mod from notes"):
            note = self.col.get_note(note_id)
            fields = dict(note.items())
            notes[guid] = {
                "id": fields.get("ID", ""),
                "mod": mod,
                "type": note.note_type()["name"],
                "fields": fields,
                "tags": note.tags,
            }
        columns = "c.id, c.did, c.mod, c.type, c.queue, c.due, c.ivl, c.factor, c.reps, c.lapses, c.left, c.odue"
        rows = self.col.db.all(
            f"select n.guid, c.ord, {columns}, c.odid, c.flags, c.data from cards c join notes n on n.id = c.nid"
        )
        cards = {f"{guid}/{ordinal}": [self.col.decks.name(row[1]), *row] for guid, ordinal, *row in rows}
        reviews = self.col.db.all("select id, cid, ease, ivl, lastIvl, factor, time, type from revlog order by id")
        kinds = {
            kind["name"]: [kind["id"], kind["mod"], kind["css"], kind["tmpls"][0]["qfmt"]]
            for kind in self.col.models.all()
        }
        schema = self.col.db.scalar("select scm from col")
        return {"notes": notes, "cards": cards, "reviews": reviews, "types": kinds, "schema": schema}

    def cards_of(self, question: str) -> list[int]:
        """The cards of a question, in the order of their ordinals."""
        return [card.id for card in sorted(self._note(question).cards(), key=lambda card: card.ord)]

    def _note(self, question: str) -> Any:
        (note_id,) = self.col.find_notes(f'"ID:{question}"')
        return self.col.get_note(note_id)

    def answer(self, question: str, ordinal: int, *eases: int) -> None:
        """Answers a card with these buttons, one after the other; a review card is made due before."""
        card_id = next(card.id for card in self._note(question).cards() if card.ord == ordinal)
        for ease in eases:
            card = self.col.get_card(card_id)
            if card.type == 2:
                self.col.sched.set_due_date([card_id], "0")
                card.load()
            card.start_timer()
            self.col.sched.reset()
            self.col.sched.answerCard(card, ease)

    def study(self) -> None:
        """Leaves the cards in every state that there is, turn and turn about.

        New, learning, graduated, reviewed, lapsed, suspended, flagged, buried, and in a deck of the learner's own.
        """
        own = self.col.decks.id("My own deck")
        notes = [self.col.get_note(note_id) for note_id in self.col.find_notes("")]
        cards = [(note["ID"], card.ord, card.id) for note in notes if "ID" in note for card in note.cards()]
        for turn, (question, ordinal, card_id) in enumerate(sorted(cards)):
            state = turn % 9
            eases = {1: (1,), 2: (4,), 3: (4, 3), 4: (4, 3, 1), 5: (4, 3), 6: (4,), 7: (1,), 8: (4, 3)}.get(state, ())
            self.answer(question, ordinal, *eases)
            if state == 5:
                self.col.sched.suspend_cards([card_id])
            elif state == 6:
                self.col.set_user_flag_for_cards(3, [card_id])
            elif state == 7:
                self.col.sched.bury_cards([card_id])
            elif state == 8:
                self.col.set_deck([card_id], own)

    def edit(self, question: str, field: str, text: str) -> None:
        """The learner writes something else into a field."""
        note = self._note(question)
        note[field] = text
        self.col.update_note(note)

    def tag(self, question: str, tag: str) -> None:
        """The learner adds a tag; `marked` is what the star does."""
        self.col.tags.bulk_add([self._note(question).id], tag)

    def delete(self, question: str) -> None:
        """The learner deletes a note."""
        self.col.remove_notes([self._note(question).id])

    def move_card(self, question: str, ordinal: int, deck: str) -> None:
        """The learner moves a card to a deck of this name."""
        card_id = next(card.id for card in self._note(question).cards() if card.ord == ordinal)
        self.col.set_deck([card_id], self.col.decks.id(deck))

    def suspend(self, question: str, ordinal: int) -> None:
        """The learner suspends a card."""
        self.col.sched.suspend_cards([card.id for card in self._note(question).cards() if card.ord == ordinal])

    def add_type(self, name: str) -> None:
        """The learner has a note type of this name, with one note."""
        kind = self.col.models.new(name)
        for field in ("Front", "Back"):
            self.col.models.add_field(kind, self.col.models.new_field(field))
        template = self.col.models.new_template("Card 1")
        template["qfmt"], template["afmt"] = "{{Front}}", "{{Back}}"
        self.col.models.add_template(kind, template)
        self.col.models.add_dict(kind)
        note = self.col.new_note(self.col.models.by_name(name))
        note["Front"], note["Back"] = "mine", "own"
        self.col.add_note(note, self.col.decks.id("Default"))

    def rename_deck(self, name: str, new: str) -> None:
        """The learner gives a deck another name."""
        self.col.decks.rename(self.col.decks.id_for_name(name), new)

    def undo(self) -> str:
        """Edit, Undo; what was undone."""
        return str(self.col.undo().operation)

    def style(self, kind: str, css: str) -> None:
        """The learner writes a style of their own for a note type."""
        self.col.models._clear_cache()
        value = self.col.models.by_name(kind)
        value["css"] = css
        self.col.models.update_dict(value)

    def add_field(self, kind: str, name: str) -> None:
        """The learner adds a field to a note type."""
        self.col.models._clear_cache()
        value = self.col.models.by_name(kind)
        self.col.models.add_field(value, self.col.models.new_field(name))
        self.col.models.update_dict(value)

    def remove_empty_cards(self) -> int:
        """Tools, Empty Cards; how many cards went."""
        cards = [card for note in self.col.get_empty_cards().notes for card in note.card_ids]
        self.col.remove_cards_and_orphaned_notes(cards)
        return len(cards)

    def sync(self, endpoint: str, user: str, full: str = "") -> str:
        """Syncs this device both ways; what is left to do then: NO_CHANGES, or FULL_SYNC, which goes one way only.

        Where Anki asks for a one-way sync, `full` says which one is done: "upload" or "download".
        """
        auth = self.col.sync_login(user, "password", endpoint)
        required = self.col.sync_collection(auth, False)
        name: str = required.ChangesRequired.Name(required.required)
        if name.startswith("FULL") and full:
            self.col.close_for_full_sync()
            self.col.full_upload_or_download(auth=auth, server_usn=None, upload=full == "upload")
            self.col.reopen(after_full_sync=True)
        return name

    def rendered(self) -> dict[str, list[list[str]]]:
        """Front and back of each card, as Anki's own renderer gives them, by the question's id."""
        sides = {}
        for note_id in self.col.find_notes(""):
            note = self.col.get_note(note_id)
            outputs = [card.render_output(reload=True) for card in note.cards()]
            sides[note["ID"]] = [[output.question_text, output.answer_text] for output in outputs]
        return sides

    def check_database(self) -> list[str]:
        """What Check Database and Empty Cards would mend; nothing for a sound collection."""
        report, ok = self.col.fix_integrity()
        complaints = [line for line in report.splitlines() if "rebuilt and optimized" not in line]
        empty = self.col.get_empty_cards().notes
        return complaints + [f"empty cards of note {note.note_id}" for note in empty] + ([] if ok else ["not ok"])

    def new_cards(self) -> list[str]:
        """The ids of the questions of the new cards in the order in which Anki hands them out, all of today."""
        self.col.decks.select(self.col.decks.id_for_name("Stock") or 1)
        config = self.col.decks.config_dict_for_deck_id(1)
        config["new"]["perDay"] = 9999
        config["new"]["bury"] = False
        self.col.decks.update_config(config)
        if not self.col.v3_scheduler():
            self.col.set_v3_scheduler(True)
        queued = self.col.sched.get_queued_cards(fetch_limit=9999)
        return [self.col.get_note(item.card.note_id)["ID"] for item in queued.cards if item.card.ctype == 0]


def main() -> None:
    """Answers commands until the input ends."""
    anki.lang.set_lang("en")
    learner = Learner()
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        options = arguments.pop() if arguments and isinstance(arguments[-1], dict) else {}
        since = int(time.time())
        answer = getattr(learner, name)(*arguments, **options)
        learner.stamp(since)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
