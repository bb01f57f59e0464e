r"""Markdown to the HTML of a card.

CommonMark with tables, without raw HTML; `\( … \)` and `\[ … \]` pass through to MathJax. A value of one line is
inline Markdown; blocks need several lines. What would look different in Anki than in the file is a flaw, never a
surprise.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from deckgen.diagnostics import Flaw, Severity
from deckgen.media import PICTURES, SOUNDS
from deckgen.misread import lettered, misread

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

# Takes a file name and its offset in the text; gives the packed name, or why there is none.
Picture = Callable[[str, int], str | Flaw]

# A text without these is the same in Markdown and in HTML, but for what is escaped.
_MARKUP = re.compile(r"[\\`*_\[\]<&!]")
_MARKUP_OR_SPECIAL = re.compile(r"[\\`*_\[\]<&!>\"]")
# What most texts are made of can be read in one way only, and needs no parser. Emphasis: a blank before it and a blank
# or a mark of the sentence after it, letters or digits at its inner edges, and no other markup inside.
_EMPHASIS = re.compile(
    r"(?<![^\s(])(?P<mark>\*\*?|_)(?P<inner>(?=[^\W_])[^\\`*_\[\]<&>\"!\n]*(?<=[^\W_]))(?P=mark)(?![^\s.,;:?)])"
)
# A picture on a line of its own; lines that begin with a letter or a quote, and neither end with a blank nor belong to
# a table; and a list of such lines.
_PICTURE = re.compile(r"^!\[(?P<alt>[^\\`*_\[\]<&>\"!\n]*)\]\((?P<name>[A-Za-z0-9.-]+)\)$", re.MULTILINE)
_LINE = r"(?:[^\W\d_]|&quot;|['“(])[^\n|]*(?<!\s)"
_PARAGRAPH = re.compile(rf"{_LINE}(?:\n{_LINE})*")
_LIST = re.compile(rf"- {_LINE}(?:\n- {_LINE})*")
# Marks that Anki acts on wherever they stand in a field: sound, speech, a box to type in, LaTeX.
_ANKI_MARK = re.compile(r"\[(?:sound:|anki:|\[type:|/?latex\]|/?\$\$?\])", re.IGNORECASE)
# What was meant as a picture: its beginning alone, or its brackets the wrong way round.
_NO_PICTURE = re.compile(r"!\[|!\([^)\n]*\)\[")
_MATHS_MARK = re.compile(r"\\[()\[\]]")
_CLOSING = {"(": "\\)", "[": "\\]"}


def escaped(text: str) -> str:
    """Text as HTML, the four special characters as markdown-it writes them."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def to_html(value: str, picture: Picture) -> tuple[str, list[Flaw]]:
    """The HTML of a text, and what would go wrong on the card."""
    text = value.strip()
    simple = _simple(text, picture)
    if simple is not None and "\n" not in text:
        return _normal(simple), []
    lead = len(value) - len(value.lstrip())
    html, flaws = (_normal(simple), list(lettered(text))) if simple is not None else _parsed(text, picture)
    return html, [Flaw(f.code, f.offset + lead, f.message, f.cure, f.severity) for f in flaws]


def _parsed(text: str, picture: Picture) -> tuple[str, list[Flaw]]:
    """What the parser makes of a text."""
    parser = _parser()
    env: dict[str, Any] = {}
    tokens = parser.parse(text, env) if "\n" in text else parser.parseInline(text, env)
    flaws = list(_check(tokens, text, picture))
    html = _normal(parser.renderer.render(tokens, parser.options, {}).strip())
    anki_mark = _ANKI_MARK.search(html)
    if anki_mark and not _made_here(html):
        message = f"Anki would act on {anki_mark[0]} instead of showing it"
        flaws.append(Flaw("DG406", max(text.find(anki_mark[0]), 0), message, "Reword it without the square brackets."))
    return html, [*flaws, *misread(text, tokens, env.get("references", ()))]


def _simple(text: str, picture: Picture) -> str | None:
    """What the parser would make of a text without surprises, or None for the parser to look at it."""
    if _MARKUP_OR_SPECIAL.search(text) is None:
        return _blocks(text, picture) if "\n" in text else text
    html = escaped(text)
    if _MARKUP.search(text):
        if _MARKUP.search(_EMPHASIS.sub("", _PICTURE.sub("", text))):
            return None
        html = _EMPHASIS.sub(_emphasis, html)
    return _blocks(html, picture) if "\n" in text else html if "![" not in text else None


def _blocks(html: str, picture: Picture) -> str | None:
    """Paragraphs, lists and pictures between blank lines, or None where something else stands there."""
    blocks: list[str] = []
    for part in html.split("\n\n"):
        shown = _PICTURE.fullmatch(part)
        if _PARAGRAPH.fullmatch(part):
            blocks.append(f"<p>{part}</p>")
        elif _LIST.fullmatch(part) and not (blocks and blocks[-1].endswith("</ul>")):
            items = "".join(f"<li>{line[2:]}</li>\n" for line in part.split("\n"))
            blocks.append(f"<ul>\n{items}</ul>")
        elif shown:
            found = picture(shown["name"], 0)
            if isinstance(found, Flaw) or found.rpartition(".")[2] in SOUNDS:
                return None
            blocks.append(f'<p><img src="{found}" alt="{shown["alt"]}" /></p>')
        else:
            return None
    return "\n".join(blocks)


def _emphasis(match: re.Match[str]) -> str:
    tag = "strong" if match["mark"] == "**" else "em"
    return f"<{tag}>{match['inner']}</{tag}>"


def ordinary_flaws(text: str) -> Iterable[Flaw]:
    """What only a cloze text may hold."""
    at = text.find("{{")
    if at >= 0:
        cure = "In maths, put a space between the braces: { {. Deletions belong in `cloze:`."
        yield Flaw("DG414", at, "{{ stands in a text that is not a cloze", cure)


def _made_here(html: str) -> bool:
    """Whether every mark in the HTML is a sound that the author wrote as a picture."""
    marks = _ANKI_MARK.findall(html)
    return len(marks) == len(re.findall(r"\[sound:[A-Za-z0-9-]+-[0-9a-f]{16}\.[a-z0-9]+\]", html))


def _normal(html: str) -> str:
    """Anki keeps fields in NFC; so do we, or the same text would look changed."""
    return html if html.isascii() else unicodedata.normalize("NFC", html)


@cache
def _parser() -> "MarkdownIt":
    # Late, for many decks need no parser.
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    parser.inline.ruler.before("escape", "maths", _maths)
    parser.add_render_rule("maths", _render_maths)
    parser.add_render_rule("sound", _render_sound)
    return parser


def _maths(state: "StateInline", silent: bool) -> bool:
    r"""An inline rule: what stands between `\(` and `\)`, or `\[` and `\]`, is left to MathJax."""
    if state.src[state.pos] != "\\" or state.pos + 1 >= state.posMax:
        return False
    closing = _CLOSING.get(state.src[state.pos + 1])
    end = state.src.find(closing, state.pos + 2, state.posMax) if closing else -1
    if end < 0:
        return False
    if not silent:
        token = state.push("maths", "", 0)
        token.content = state.src[state.pos : end + 2]
    state.pos = end + 2
    return True


def _render_maths(_self: object, tokens: "list[Token]", index: int, *_: object) -> str:
    return escaped(tokens[index].content)


def _render_sound(_self: object, tokens: "list[Token]", index: int, *_: object) -> str:
    return f"[sound:{tokens[index].content}]"


def _check(tokens: "Iterable[Token]", text: str, picture: Picture) -> Iterable[Flaw]:
    """Looks at every token, and puts the packed names of pictures in their place."""
    for token in tokens:
        if token.type in ("html_inline", "html_block"):
            if token.content.startswith("</"):
                continue  # Its beginning has been reported.
            at = max(text.find(token.content.strip()), 0)
            yield Flaw("DG420", at, f"{token.content.strip()[:40]} is HTML", _html_cure(token.content))
        elif token.type == "image":
            yield from _image(token, text, picture)
        elif token.type == "link_open":
            target = str(token.attrs.get("href", ""))
            if not re.match(r"https?://|mailto:|tel:", target):
                at = max(text.find(target), 0)
                is_file = "/" not in target and target.rpartition(".")[2].lower() in (*PICTURES, *SOUNDS)
                cure = (
                    f"A picture has a ! before it: ![what it shows]({target})."
                    if is_file
                    else "Begin it with https://."
                )
                if re.search('[\u201c\u201d\u2018\u2019"]', unquote(target)):
                    cure = "Take the quotation marks away."
                yield Flaw("DG421", at, f'the link "{target}" leads nowhere on a phone', cure)
        elif token.type == "text":
            yield from _text(token.content, text)
        if token.children and token.type != "image":
            yield from _check(token.children, text, picture)


def _image(token: "Token", text: str, picture: Picture) -> Iterable[Flaw]:
    written = str(token.attrs["src"])
    name = unquote(written)
    at = max(text.find(f"]({name}"), text.find(f"]({written}"), text.find(name), 0)
    found = picture(name, at)
    if isinstance(found, Flaw):
        yield found
    elif found.rpartition(".")[2] in SOUNDS:
        token.type, token.content, token.children = "sound", found, None
    else:
        token.attrs["src"] = found


def _text(content: str, text: str) -> Iterable[Flaw]:
    mark = _MATHS_MARK.search(content)
    if mark:
        message = f"Anki takes {mark[0]} for the edge of maths"
        yield Flaw(
            "DG422", max(text.find(mark[0]), 0), message, "Leave out the backslash, or put code between backticks."
        )
    if "**" in content:
        message, cure = "** is shown here, and nothing becomes bold", "Bold is **so**: no space inside, and both ends."
        yield Flaw("DG423", max(text.find("**"), 0), message, cure, Severity.REVIEW)
    if _NO_PICTURE.search(content):
        cure = "A picture is ![what it shows](name.svg), the name without spaces."
        place = _NO_PICTURE.search(text)
        yield Flaw("DG423", place.start() if place else 0, "this picture is not written as one", cure)


def _html_cure(tag: str) -> str:
    name = re.match(r"</?([A-Za-z0-9]+)", tag.strip())
    known = {
        "b": "**bold**",
        "strong": "**bold**",
        "i": "*italic*",
        "em": "*italic*",
        "img": "![what it shows](name.svg)",
    }
    known |= {
        "br": "an empty line, and then a new paragraph",
        "a": "[text](https://...)",
        "li": "- item",
        "ul": "- item",
        "ol": "1. item",
    }
    instead = known.get(name[1].lower()) if name else None
    return f"Write Markdown: {instead}." if instead else "Write Markdown instead. For the sign <, put a space after it."
