"""Makes an .apkg from the note types and field values, past the compiler: tests want values that it would refuse."""

import tempfile
import warnings
import zlib
from collections.abc import Iterable
from pathlib import Path

import genanki

from deckgen import notetypes
from deckgen.notetypes import NoteType
from tests.real.cards.samples import Note


def write_apkg(path: Path, notes: Iterable[Note]) -> None:
    """Writes a package whose cards are studied in the order of the notes."""
    models = {"choice": _model(notetypes.choice()), "cloze": _model(notetypes.cloze())}
    decks: dict[str, genanki.Deck] = {}
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # genanki doubts HTML that is meant
        media = set()
        for place, note in enumerate(notes):
            model = models[note.kind]
            values = [note.fields.get(field["name"], "") for field in model.fields]
            deck = decks.setdefault(note.deck, genanki.Deck(1 + zlib.crc32(note.deck.encode()), note.deck))
            deck.add_note(genanki.Note(model=model, fields=values, guid=f"note-{place}", due=place))
            for name, text in note.media.items():
                Path(folder, name).write_text(text, "utf-8")
                media.add(str(Path(folder, name)))
        package = genanki.Package(list(decks.values()), media_files=sorted(media))
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
