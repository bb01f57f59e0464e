"""Whatever text a question holds: either the check says why not, or the imported card shows that text."""

import re
import tempfile
from html import escape
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from deckgen.build import build
from tests.real.engine.engine import Engine
from tests.stock import checked, cloze, question
from tests.visible import folded, visible

# Signs that mean something to YAML, Markdown, HTML, cloze, Anki, or a template, and letters of many scripts.
SIGNS = list("""\\`*_{}[]()<>#+-.!|~&"'@%$^=:;,?/ 0123\n""")
PIECES = [
    "{{",
    "}}",
    "{{c1::",
    "::",
    "\\(",
    "\\)",
    "\\[",
    "[sound:",
    "[[type:",
    "[$]",
    "&amp;",
    "<br>",
    "<!--",
    "![a](",
    "](",
    "  ",
    "\n\n",
]
LETTERS = list("aéßñنم中😀e\u0301\u200d\u00a0")
HOSTILE = st.lists(st.sampled_from(SIGNS + PIECES + LETTERS), min_size=1, max_size=25).map("".join)
ANY = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)
# A formula is left to MathJax, and CommonMark alone would show it otherwise.
FORMULA = re.compile(r"\\\(.*?\\\)|\\\[.*?\\\]", re.DOTALL)
TEXT = st.one_of(HOSTILE, ANY).filter(lambda text: FORMULA.search(text) is None)

_REFERENCE = MarkdownIt("commonmark", {"html": False}).enable("table")


def meant(text: str) -> str:
    """What CommonMark shows of a text, by the plain library alone."""
    text = text.strip()
    return visible(_REFERENCE.render(text) if "\n" in text else _REFERENCE.renderInline(text))


def literal(text: str) -> str:
    """Markdown that shows exactly this text: every sign as a character reference."""
    return re.sub(r"[^\w\s]|_", lambda sign: f"&#{ord(sign[0])};", text)


def sides(engine: Engine, file: str) -> list[str] | None:
    """Front and back of the first card of a question file, or None when the check refused it."""
    built = build(checked(file))
    if built is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deck.apkg"
        path.write_bytes(built.packed.data)
        engine.call("new")
        assert engine.call("import_package", str(path))["new"] == 1
    front, back = engine.call("rendered")["a"][0]
    return [visible(front), visible(back)]


@settings(deadline=None, max_examples=120)
@given(stem=TEXT, option=TEXT, why=TEXT, explanation=TEXT)
def test_a_choice_card_shows_its_texts_or_the_check_refuses_them(
    newest: Engine, stem: str, option: str, why: str, explanation: str
) -> None:
    shown = sides(newest, question(stem, (option, "An option that is quite another"), why=why, explanation=explanation))
    if shown is None:
        return
    front, back = shown
    assert meant(stem) in front
    assert meant(option) in front
    assert meant(option) in back
    assert meant(explanation) in back


@settings(deadline=None, max_examples=120)
@given(
    text=st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=40).filter(str.strip)
)
def test_a_text_written_with_character_references_is_shown_to_the_letter(newest: Engine, text: str) -> None:
    shown = sides(newest, question(f"Q {literal(text)} Q"))
    if shown is not None:
        assert folded(f"Q {text} Q") in shown[0]
    else:
        # Refused only where Anki itself would act on the text.
        assert (
            re.search(r"\\\\[()\\[\\]]|\\[(sound:|anki:|\\[type:|/?latex\\]|/?\\$)|[\ufeff\ufffe\uffff]", text)
            or not text.isprintable()
        )


@settings(deadline=None, max_examples=150)
@given(before=TEXT, hidden=TEXT, after=TEXT)
def test_a_cloze_card_hides_and_shows_its_text_or_the_check_refuses_it(
    newest: Engine, before: str, hidden: str, after: str
) -> None:
    file = cloze(f"{before} {{{{c1::{hidden}}}}} {after}")
    shown = sides(newest, file)
    if shown is None or any(mark in before + hidden + after for mark in ("{{", "}}", "::")):
        return
    if FORMULA.search(f"{before} {hidden} {after}"):
        return
    front, back = shown
    assert "[...]" in front
    whole = meant(f"{before} {{{{c1::{hidden}}}}} {after}").replace("{{c1::", "").replace("}}", "")
    assert folded(whole) in back


def test_escape_is_not_the_oracle() -> None:
    """The oracle must differ from the program: it reads HTML back instead of writing it."""
    assert visible(escape("<b> & \"'")) == "<b> & \"'"
