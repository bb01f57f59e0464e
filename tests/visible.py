"""What a reader sees of HTML, for comparing cards with the files they came from."""

import re
import unicodedata
from html.parser import HTMLParser

_BLOCKS = frozenset(("p", "li", "ol", "ul", "div", "table", "tr", "td", "th", "pre", "blockquote", "br", "hr"))
_BLOCKS_MORE = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "article", "section", "details", "summary"))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self.hidden += 1
        if tag in _BLOCKS | _BLOCKS_MORE:
            self.parts.append(" ")
        if tag == "img":
            self.parts.append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self.hidden -= 1
        if tag in _BLOCKS | _BLOCKS_MORE:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


def visible(html: str) -> str:
    """The text of HTML, with the alt text of pictures, white space folded, in NFC."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return folded("".join(reader.parts))


def folded(text: str) -> str:
    return unicodedata.normalize("NFC", re.sub(r"\s+", " ", text)).strip()
