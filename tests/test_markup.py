"""Markdown: most texts are read without the parser, and nobody can tell."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from deckgen import markup
from deckgen.diagnostics import Flaw
from deckgen.markup import to_html

PIECES = st.lists(
    st.sampled_from(
        [
            *("a", "word", "B2", "é", "Über", "5", " ", "  ", "\t", "\u00a0", "\u2003", "\n", "\n\n", "\n\n\n"),
            *("*", "**", "_", "__", "**bold**", "_it_", "*x y*", "(", ")", ".", ",", ":", "?", "-", "=", "|", "---"),
            *('"', "'", "“", "&", "<", ">", "!", "[", "]", "`", "\\", "\\(", "{{c1::", "}}", "::", "~~~", "# ", "> "),
            *("- ", "\n- ", "- a", "\n\n- b\n- c\n\n", "1. ", "+ ", "\n===", "\n---", "![x](b.png)", "![alt](a-1.svg)"),
            *("\n\n![x](b.png)\n\n", "\n\n![x](bell.wav)\n\n", "![x](gone.svg)", "\n\nMore words."),
        ]
    ),
    max_size=12,
).map("".join)


def picture(name: str, offset: int) -> str | Flaw:
    return Flaw("DG401", offset, "gone") if name == "gone.svg" else f"packed-{name}"


def by_the_parser(text: str) -> tuple[str, list[Flaw]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markup, "_simple", lambda *_: None)
        return to_html(text, picture)


@given(PIECES)
@example("One.\n\n- a\n- b\n\n- c")
@example("A **b** c.\n\n![An “x”](y.svg)\n\nD.")
@example('"Yes," she says.\n(She smiles.)\n\nThen _he_ leaves.')
def test_a_text_reads_the_same_with_and_without_the_parser(text: str) -> None:
    assert to_html(text, picture) == by_the_parser(text)


@pytest.mark.parametrize(
    "text",
    [
        "What helps?",
        "What is the **next** step, and _why_?",
        "One paragraph.\n\nAnother one,\non two lines.",
        "It helps to:\n\n- ask first.\n- wait.\n\nThen go on.",
        "This is a map.\n\n![A map](map.svg)",
        "Recovery is {{c1::a process}}.",
    ],
)
def test_everyday_texts_need_no_parser(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    for name in ("parse", "parseInline"):
        monkeypatch.setattr(MarkdownIt, name, lambda _self, source: calls.append(source))
    assert to_html(text, picture)[0]
    assert calls == []
