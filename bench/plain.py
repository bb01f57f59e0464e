"""The script that people write instead of deckgen: YAML, a few lines of HTML, genanki. Deflates its file, too.

    python bench/plain.py fast|usual DECK FILE

`fast` reads with libyaml's `CSafeLoader`, `usual` with `yaml.safe_load`. Nothing is checked, Markdown stays as it is,
times and ids are the clock's.
"""

import functools
import re
import sys
import zipfile
from html import escape
from pathlib import Path

import genanki
import yaml

PICTURE = re.compile(r"!\[(.*?)\]\((.*?)\)")

CHOICE = genanki.Model(
    1607392319,
    "Plain choice",
    fields=[
        {"name": name}
        for name in ("Question", "Options", "Correct", "Rationale", "Hint", "Explanation", "Source", "ID")
    ],
    templates=[
        {
            "name": "Card 1",
            "qfmt": "{{Question}}{{Options}}{{hint:Hint}}",
            "afmt": "{{FrontSide}}<hr id=answer>{{Correct}}{{Rationale}}{{Explanation}}{{Source}}{{ID}}",
        }
    ],
)
CLOZE = genanki.Model(
    1607392320,
    "Plain cloze",
    model_type=genanki.Model.CLOZE,
    fields=[{"name": name} for name in ("Text", "Hint", "Explanation", "Source", "ID")],
    templates=[
        {
            "name": "Cloze",
            "qfmt": "{{cloze:Text}}{{hint:Hint}}",
            "afmt": "{{cloze:Text}}{{Explanation}}{{Source}}{{ID}}",
        }
    ],
)


def html(text):
    return PICTURE.sub(r'<img src="\2" alt="\1">', escape(text.strip(), quote=False)).replace("\n", "<br>")


def items(texts):
    return "<ol type=A>" + "".join(f"<li>{html(text)}</li>" for text in texts) + "</ol>"


def note(question, sources, tags):
    cited = []
    for citation in question["sources"]:
        source = sources[citation["id"]]
        cited.append(f"{html(source['title'])}, {html(source['publisher'])}, {source['year']}, {source['url']}")
    common = [html(question["hint"]), html(question["explanation"]), "<br>".join(cited), question["id"]]
    if "cloze" in question:
        model, fields = CLOZE, [html(question["cloze"])]
    else:
        options = question["options"]
        correct = [letter for letter, option in zip("ABCDEFGH", options, strict=False) if "correct" in option]
        texts = [option.get("correct") or option["wrong"] for option in options]
        reasons = [option["why"] for option in options]
        model, fields = CHOICE, [html(question["question"]), items(texts), ", ".join(correct), items(reasons)]
    labels = [*tags, f"area::{question['area']}", f"level::{question['level']}"]
    return genanki.Note(model=model, fields=fields + common, tags=labels, guid=genanki.guid_for(question["id"]))


def main(loader, deck_folder, output):
    load = {"fast": lambda text: yaml.load(text, yaml.CSafeLoader), "usual": yaml.safe_load}[loader]
    folder = Path(deck_folder)
    about = load((folder / "deck.yaml").read_text("utf-8"))
    sources = load((folder / "sources.yaml").read_text("utf-8"))
    decks = []
    for number, path in enumerate(sorted(folder.glob("[0-9]*.yaml"))):
        topic = load(path.read_text("utf-8"))
        deck = genanki.Deck(2059400110 + number, f"{about['name']}::{path.stem[:2]} {topic['topic']}")
        for question in topic["questions"]:
            deck.add_note(note(question, sources, topic["tags"]))
        decks.append(deck)
    pictures = [str(path) for path in sorted((folder / "media").glob("*.svg"))]
    # genanki stores its zip without deflating; a fair script deflates.
    zipfile.ZipFile = functools.partial(zipfile.ZipFile, compression=zipfile.ZIP_DEFLATED)
    genanki.Package(decks, media_files=pictures).write_to_file(output)


main(*sys.argv[1:])
