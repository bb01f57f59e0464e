"""Plays commands on a real Anki engine: one JSON value a line in, one out.

Runs in the engine's own environment and knows nothing of deckgen. Works with every engine from 2.1.54, whose importer
was still written in Python, to the newest.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import anki.lang
from anki.collection import Collection


class Learner:
    """A collection and what is done to it. Each method is a command and returns something JSON can hold."""

    def __init__(self) -> None:
        self.open()

    def open(self) -> None:
        """Opens an empty collection."""
        self.folder = tempfile.TemporaryDirectory()
        self.col = Collection(str(Path(self.folder.name) / "collection.anki2"))

    def new(self) -> None:
        """Starts over with an empty collection."""
        self.col.close()
        self.open()

    def import_package(self, path: str) -> dict[str, int]:
        """Imports with Anki's default options; how many notes were new, updated, duplicate, conflicting."""
        try:
            from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest
        except ImportError:
            return self._old_import(path)
        request = ImportAnkiPackageRequest(package_path=path, options=ImportAnkiPackageOptions())
        log = self.col.import_anki_package(request).log
        return {kind: len(getattr(log, kind)) for kind in ("new", "updated", "duplicate", "conflicting")}

    def _old_import(self, path: str) -> dict[str, int]:
        from anki.importing.apkg import AnkiPackageImporter

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
        queued = self.col.sched.get_queued_cards(fetch_limit=9999)
        return [self.col.get_note(item.card.note_id)["ID"] for item in queued.cards]


def main() -> None:
    """Answers commands until the input ends."""
    anki.lang.set_lang("en")
    learner = Learner()
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        print(json.dumps(getattr(learner, name)(*arguments)), flush=True)


if __name__ == "__main__":
    main()
