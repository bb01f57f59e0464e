"""Makes an .apkg from the note types and field values, past the compiler: tests want values that it would refuse."""

import random
import tempfile
from collections.abc import Iterable
from pathlib import Path

import genanki

from deckgen import notetypes
from deckgen.notetypes import NoteType
from tests.real.cards.samples import Note


def write_apkg(path: Path, notes: Iterable[Note]) -> None:
    """Writes a package that studies its cards in the order of `notes`."""
    models = {"choice": _model(notetypes.choice()), "cloze": _model(notetypes.cloze())}
    decks: dict[str, genanki.Deck] = {}
    ids = random.Random(4)
    with tempfile.TemporaryDirectory() as folder:
        media = []
        for place, note in enumerate(notes):
            model = models[note.kind]
            deck = decks.setdefault(note.deck, genanki.Deck(ids.randrange(1 << 30, 1 << 31), note.deck))
            values = [note.fields.get(field["name"], "") for field in model.fields]
            deck.add_note(genanki.Note(model=model, fields=values, guid=f"note-{place}", due=place))
            for name, text in note.media.items():
                Path(folder, name).write_text(text, "utf-8")
                media.append(str(Path(folder, name)))
        package = genanki.Package(list(decks.values()))
        package.media_files = sorted(set(media))
        package.write_to_file(str(path))


def _model(kind: NoteType) -> genanki.Model:
    template = kind.template
    return genanki.Model(
        kind.id,
        kind.name,
        model_type=genanki.Model.CLOZE if kind.cloze else genanki.Model.FRONT_BACK,
        fields=[{"name": field.name, "id": field.id} for field in kind.fields],
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
        css=kind.css,
    )
