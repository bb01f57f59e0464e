"""HTML as a person would type it: for people who compare texts, not for learners."""

import re
from html.parser import HTMLParser

_BLOCKS = frozenset(("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "table", "tr", "ul", "ol"))
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`"}


def plain(html: str) -> str:
    """The text of HTML, a line for each block or item, with marks where Markdown has them.

    List items keep their letter or number, pictures their name and alternative text, links their address.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (re.sub(r"[ \t\r\f]+", " ", line).strip() for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._lists: list[tuple[str, int]] = []
        self._links: list[str] = []
        self._literal = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in ("ol", "ul"):
            self._lists.append((values.get("type") or ("1" if tag == "ol" else "-"), int(values.get("start") or 1)))
        elif tag == "li":
            self.parts.append(f"\n{self._bullet()} ")
        elif tag == "img":
            self.parts.append(f"![{values.get('alt') or ''}]({values.get('src') or ''})")
        elif tag == "a":
            self._links.append(values.get("href") or "")
        elif tag in ("td", "th"):
            self.parts.append(" | ")
        elif tag in ("br", "hr"):
            self.parts.append("\n")
        elif tag in _MARKS:
            self.parts.append(_MARKS[tag])
        self._literal += tag == "pre"
        if tag in _BLOCKS and not self._begins_item():
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ol", "ul") and self._lists:
            self._lists.pop()
        elif tag == "a" and self._links:
            self.parts.append(f" <{self._links.pop()}>")
        elif tag in _MARKS:
            self.parts.append(_MARKS[tag])
        self._literal -= tag == "pre"
        if tag in _BLOCKS or tag == "li":
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data if self._literal else data.replace("\n", " "))

    def _bullet(self) -> str:
        """The mark of the next item of the innermost list."""
        if not self._lists:
            return "-"
        kind, number = self._lists[-1]
        self._lists[-1] = (kind, number + 1)
        if kind == "-":
            return "-"
        return f"{chr(64 + number)}." if kind == "A" and number <= 26 else f"{number}."

    def _begins_item(self) -> bool:
        """Whether nothing but the item's mark stands on this line yet."""
        return bool(self.parts) and re.fullmatch(r"\n(?:-|\w+\.) ", self.parts[-1]) is not None
