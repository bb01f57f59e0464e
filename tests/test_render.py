"""Notes as they reach Anki, as files that a person can read: a new version of a library shows itself here."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from deckgen.render import Note
from tests.stock import CASES, checked, cloze, question

GOLDEN = Path(__file__).parent / "golden"


def readable(note: Note) -> str:
    """A note as text: its fields, tags and cards."""
    lines = [f"# {note.notetype.name} · {note.deck}", f"tags: {' '.join(note.tags)}", f"cards: {note.ordinals}", ""]
    for field, value in zip(note.notetype.fields, note.fields, strict=True):
        lines += [f"## {field.name}", value, ""]
    return "\n".join(lines)


def rendered() -> Iterator[tuple[str, str]]:
    for case in sorted((CASES / "ok").glob("*.yaml")):
        notes = checked(case.read_bytes()).notes
        assert notes is not None
        for note in notes.notes:
            yield f"{case.stem}.{note.id}.html", readable(note)
        if case.stem == "kinds":
            yield "description.md", notes.description + "\n"


def test_notes_render_as_recorded(request: pytest.FixtureRequest) -> None:
    now = dict(rendered())
    recorded = {file.name: file.read_text("utf-8") for file in GOLDEN.iterdir()}
    if request.config.getoption("--update"):
        for name in recorded.keys() - now.keys():
            (GOLDEN / name).unlink()
        for name, text in now.items():
            (GOLDEN / name).write_text(text, "utf-8")
    else:
        assert now == recorded


def field(file: str, name: str) -> str:
    notes = checked(file).notes
    assert notes is not None
    note = notes.notes[0]
    return dict(zip((one.name for one in note.notetype.fields), note.fields, strict=True))[name]


def test_options_keep_their_order_when_only_their_words_change() -> None:
    before = field(question(options=("alpha", "beta", "gamma", "delta")), "Options")
    after = field(question(options=("alpha!", "beta!", "gamma!", "delta!")), "Options")
    assert after.replace("!", "") == before


def test_the_key_is_not_always_the_first_letter() -> None:
    keys = set()
    for name in ("one", "two", "three", "four", "five", "six", "seven", "eight"):
        keys.add(field(question(options=("a", "b", "c", "d")).replace("id: a", f"id: {name}"), "Correct"))
    assert len(keys) > 2


def test_a_plain_text_renders_as_the_markdown_library_would() -> None:
    text = 'It\'s "fine": 5 > 3, 100% (really) - yes; no? a/b = c + d ~ e | f ^ g $ h @ i.'
    assert field(question(text), "Question") == text.replace('"', "&quot;").replace(">", "&gt;")


def test_one_line_is_never_a_block() -> None:
    for text in ("- five degrees", "# 1 priority", "1. January", "> than", "+ plus", "===", "a | b"):
        assert "<" not in field(question(text), "Question")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("{{c1::a}}", (0,)),
        ("{{c2::a}} {{c1::b}} {{c2::c}}", (0, 1)),
        ("{{c1::a {{c3::b}} c}}", (0, 2)),
        ("{{c12::a::hint}}", (11,)),
        ("{{c007::a}}", (6,)),
    ],
)
def test_a_cloze_has_a_card_for_each_number(text: str, numbers: tuple[int, ...]) -> None:
    notes = checked(cloze(text)).notes
    assert notes is not None
    assert notes.notes[0].ordinals == numbers
