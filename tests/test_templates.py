"""The rules of the card templates, read off their text. `tests/real/cards` shows that they work."""

import re
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path

import pytest
import yaml

from deckgen import notetypes
from deckgen.notetypes import NoteType

FOLDER = Path(notetypes.__file__).parent
KINDS = {"choice": notetypes.choice(), "cloze": notetypes.cloze()}
SIDES = [(name, side) for name in KINDS for side in ("front", "back")]
SCRIPTS = {name: (FOLDER / name / "card.js").read_text("utf-8") for name in KINDS}

# What Anki and its clients call things. Every other name is ours and says so.
ANKI_CLASSES = {"card", "cloze", "nightMode", "night_mode", "tappable"}
SETUP_CLASSES = {"fixed", "retired"}
ANKI_IDS = {"qa", "answer"}
SPECIAL_FIELDS = {"Subdeck"}


def html(name: str, side: str) -> str:
    template = KINDS[name].template
    return template.front if side == "front" else template.back


def markup(name: str, side: str) -> str:
    """A side without its script."""
    return re.sub(r"<script>.*?</script>", "", html(name, side), flags=re.DOTALL)


def fields(text: str) -> set[str]:
    return {mark.strip("#^/").rpartition(":")[2] for mark in re.findall(r"{{(.*?)}}", text)}


def code(name: str) -> str:
    """A script without comments and strings."""
    text = re.sub(r"/\*.*?\*/|//[^\n]*", "", SCRIPTS[name], flags=re.DOTALL)
    return re.sub(r'"(?:[^"\\\n]|\\.)*"', '""', text)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.attributes: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, key, value or "") for key, value in attrs]


def attributes(text: str) -> list[tuple[str, str, str]]:
    parser = _Tags()
    parser.feed(text)
    return parser.attributes


@pytest.mark.parametrize(("name", "side"), SIDES)
def test_a_side_uses_only_fields_that_its_note_type_has(name: str, side: str) -> None:
    known = {field.name for field in KINDS[name].fields} | SPECIAL_FIELDS
    assert fields(html(name, side)) <= known


@pytest.mark.parametrize("name", KINDS)
def test_the_back_shows_every_field_but_those_for_the_machine(name: str) -> None:
    hidden = {"ID", "Hint", "Reserved 1", "Reserved 2"}
    assert fields(html(name, "back")) - SPECIAL_FIELDS == {field.name for field in KINDS[name].fields} - hidden


def test_the_front_has_no_field_that_gives_the_answer_away() -> None:
    assert fields(html("choice", "front")) == {"Setup", "Subdeck", "Question", "Options", "Hint"}
    assert fields(html("cloze", "front")) == {"Setup", "Subdeck", "Text", "Hint"}
    assert "{{cloze:Text}}" in html("cloze", "front")


@pytest.mark.parametrize(("name", "side"), SIDES)
def test_no_side_contains_the_other(name: str, side: str) -> None:
    assert "FrontSide" not in html(name, side)
    assert f"dg-{side} " in html(name, side)


@pytest.mark.parametrize(("name", "side"), SIDES)
def test_conditions_open_and_close_in_order(name: str, side: str) -> None:
    open_marks: list[str] = []
    for mark in re.findall(r"{{([#^/].*?)}}", html(name, side)):
        if mark[0] == "/":
            assert open_marks.pop() == mark[1:]
        else:
            open_marks.append(mark[1:])
    assert open_marks == []


@pytest.mark.parametrize(("name", "side"), SIDES)
def test_a_field_stands_in_an_attribute_only_as_plain_words(name: str, side: str) -> None:
    for _, key, value in attributes(markup(name, side)):
        assert "{{" not in value or (key, re.findall(r"{{.*?}}", value)) == ("class", ["{{text:Setup}}"])


@pytest.mark.parametrize(("name", "side"), SIDES)
def test_a_side_has_one_script_last_and_no_field_in_it(name: str, side: str) -> None:
    assert html(name, side).count("<script") == 1
    assert html(name, side).endswith("</script>\n")
    assert "{{" not in SCRIPTS[name]
    assert "}}" not in SCRIPTS[name]
    assert "{{" not in KINDS[name].css


@pytest.mark.parametrize("name", KINDS)
def test_both_sides_run_the_same_script(name: str) -> None:
    script = f"<script>\n{SCRIPTS[name]}</script>"
    assert script in html(name, "front")
    assert script in html(name, "back")


@pytest.mark.parametrize("name", KINDS)
def test_a_script_declares_nothing_outside_its_function(name: str) -> None:
    lines = SCRIPTS[name].splitlines()
    assert (lines[0], lines[-1]) == ("(() => {", "})();")
    assert all(line.startswith("  ") or not line for line in lines[1:-1])


@pytest.mark.parametrize("name", KINDS)
def test_a_script_is_es2015(name: str) -> None:
    later = r"\?\.|\?\?|\*\*|\basync\b|\bawait\b|\.\.\.\w+\s*}|{\s*\.\.\.|\bcatch\s*{|\.includes\(|\.flat|\.padStart|Object\.(values|entries)|\.replaceAll|\.at\(|#\w"
    assert re.findall(later, code(name)) == []
    assert re.findall(r",\s*\)", code(name)) == []


@pytest.mark.parametrize("name", KINDS)
def test_a_script_leaves_the_clients_private_doors_and_the_network_alone(name: str) -> None:
    private = r"pycmd|bridgeCommand|sendMessage|showAnswer|ankidroid\.|onUpdateHook|onShownHook|\beval\b|innerHTML|insertAdjacent"
    network = r"fetch|XMLHttpRequest|import\b|WebSocket|sendBeacon|navigator|location|\.src\b|https?:"
    assert re.findall(f"{private}|{network}", SCRIPTS[name]) == []


@pytest.mark.parametrize("name", KINDS)
def test_storage_is_reached_only_inside_try(name: str) -> None:
    for line in code(name).splitlines():
        assert "window[" not in line or re.search(r"\btry\s*{[^}]*window\[", line), line
        assert not re.search(r"\b(local|session)Storage\b", line), line


@pytest.mark.parametrize("name", KINDS)
def test_globals_storage_keys_and_data_are_ours_by_name(name: str) -> None:
    assert set(re.findall(r"window\.(\w+)", code(name))) <= {"dg_state", "dg_off"}
    assert set(re.findall(r'(?:get|set)Item\("(\w+)"', SCRIPTS[name])) <= {"dg_state"}
    assert all(key.startswith("dg") for key in re.findall(r"dataset\.(\w+)", code(name)) if key != "cloze")


@pytest.mark.parametrize(("name", "side"), SIDES)
def test_classes_and_ids_are_ours_by_name(name: str, side: str) -> None:
    for _, key, value in attributes(re.sub(r"{{.*?}}", "", markup(name, side))):
        if key == "class":
            assert all(word.startswith("dg-") or word in ANKI_CLASSES for word in value.split()), value
        elif key == "id":
            assert value.startswith("dg-") or value in ANKI_IDS
        elif key.startswith("data-"):
            assert key.startswith("data-dg")


@pytest.mark.parametrize("name", KINDS)
def test_every_style_rule_is_bound_to_our_cards(name: str) -> None:
    css = re.sub(r"/\*.*?\*/", "", KINDS[name].css, flags=re.DOTALL)
    css = re.sub(r"@keyframes dg-\w+ {[^{}]*{[^{}]*} }", "", css)
    for selector in re.findall(r"([^{}]+){[^{}]*}", re.sub(r"@media[^{]*{", "", css)):
        for part in selector.split(","):
            names = set(re.findall(r"\.([\w-]+)", part)) | set(re.findall(r"#([\w-]+)", part))
            ours = {each for each in names if each.startswith("dg-")}
            assert names - ours <= ANKI_CLASSES | SETUP_CLASSES | ANKI_IDS, part
            assert ours or names or part.strip() == ":root", part


@pytest.mark.parametrize(("name", "side"), SIDES)
def test_a_card_is_small_and_brings_everything_with_it(name: str, side: str) -> None:
    whole = html(name, side) + KINDS[name].css
    assert len(whole.encode()) < 16_000
    assert re.findall(r"url\(|@import|@font-face|https?:|<link|<img|<iframe|\bsrc=", whole) == []


@pytest.mark.parametrize("name", KINDS)
def test_the_style_follows_writing_direction_text_size_and_ankis_own_night(name: str) -> None:
    css = KINDS[name].css
    assert re.findall(r"(?:margin|padding|border)-(?:left|right)|text-align: (?:left|right)|float", css) == []
    assert re.findall(r"font(?:-size)?:[^;]*\dpx", css) == []
    assert "prefers-color-scheme" not in css
    # Nothing moves. What is not in order yet is not seen, and is there in one step.
    assert re.findall(r"transition|scroll-behavior", css) == []
    assert set(re.findall(r"animation: (.*?);", css)) <= {"dg-wait .3s step-end"}


@pytest.mark.parametrize("name", KINDS)
def test_names_and_values_of_colors_stand_in_one_place_for_day_and_night(name: str) -> None:
    day, night, rest = _colors(KINDS[name])
    assert day.keys() == night.keys()
    assert re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(", rest) == []
    assert set(re.findall(r"var\((--[\w-]+)\)", KINDS["choice"].css + KINDS["cloze"].css)) == day.keys()


@pytest.mark.parametrize("time", ["day", "night"])
def test_text_and_edges_stand_out_from_what_is_behind_them(time: str) -> None:
    day, night, _ = _colors(KINDS["choice"])
    colors = day if time == "day" else night
    grounds = ["--dg-page", "--dg-surface", "--dg-tint", "--dg-good-tint", "--dg-bad-tint"]
    for ground in grounds:
        for text in ("--dg-text", "--dg-soft"):
            assert _contrast(colors[text], colors[ground]) >= 4.5, (text, ground)
        assert _contrast(colors["--dg-edge"], colors[ground]) >= 3, ground
    for text, ground in [
        ("accent", "page"),
        ("accent", "tint"),
        ("accent", "surface"),
        ("good", "good-tint"),
        ("bad", "bad-tint"),
    ]:
        assert _contrast(colors[f"--dg-{text}"], colors[f"--dg-{ground}"]) >= 4.5, (text, ground)
    for text in ("good", "bad"):
        assert _contrast(colors[f"--dg-{text}"], colors["--dg-surface"]) >= 4.5
    assert _contrast(colors["--dg-page"], colors["--dg-accent"]) >= 4.5  # a picked option's letter


@pytest.mark.parametrize("name", KINDS)
def test_every_language_has_every_word(name: str) -> None:
    table = re.search(r"const WORDS = {(.*?)\n  };", SCRIPTS[name], re.DOTALL)
    assert table
    languages = {
        language: re.findall(r"\b(\w+): (?=[\"\[])", words)
        for language, words in re.findall(r"\b(\w\w): {(.*?)}", table[1], re.DOTALL)
    }
    assert languages.keys() == {"en", "es"}
    for one, other in combinations(languages.values(), 2):
        assert one == other
    labels = {
        value for side in ("front", "back") for _, key, value in attributes(markup(name, side)) if key == "data-dg"
    }
    assert labels
    assert labels <= set(languages["en"])


@pytest.mark.parametrize(("name", "side"), SIDES)
def test_a_browser_can_open_a_side_as_a_page(name: str, side: str) -> None:
    page = (FOLDER / name / f"{side}.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert '<body class="card">' in page
    linked = re.findall(r'(?:href|src)="([^"]+)"', page)
    assert linked == ["../base.css", "card.css", "card.js"]
    assert all((FOLDER / name / file).is_file() for file in linked)


@pytest.mark.parametrize("name", KINDS)
def test_a_sample_shows_the_type_at_its_best(name: str) -> None:
    (question,) = yaml.safe_load((FOLDER / name / "sample.yaml").read_text("utf-8"))["questions"]
    assert {"id", "hint", "explanation", "sources", "area", "level"} <= question.keys()
    assert ("options" if name == "choice" else "cloze") in question


def _colors(kind: NoteType) -> tuple[dict[str, str], dict[str, str], str]:
    """The day's and the night's colors by name, and the rest of the style."""
    blocks = re.findall(r"^(:root|\.nightMode, \.night_mode) {(.*?)}", kind.css, re.DOTALL | re.MULTILINE)
    assert [selector for selector, _ in blocks] == [":root", ".nightMode, .night_mode"]
    day, night = (dict(re.findall(r"(--[\w-]+): (#\w+);", block)) for _, block in blocks)
    rest = kind.css
    for _, block in blocks:
        rest = rest.replace(block, "")
    return day, night, rest


def _contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(color: str) -> float:
    digits = color[1:] if len(color) == 7 else "".join(digit * 2 for digit in color[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
