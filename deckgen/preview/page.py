"""The page's own files, and what it may do."""

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files

from deckgen import notetypes
from deckgen.notetypes import NoteType

TYPES: dict[str, NoteType] = {"choice": notetypes.choice(), "cloze": notetypes.cloze()}


@cache
def static() -> dict[str, bytes]:
    """The files of `static/`, by name, with line feeds alone, as the hashes in the policy want them."""
    folder = files(__package__) / "static"
    return {entry.name: entry.read_bytes().replace(b"\r\n", b"\n") for entry in folder.iterdir() if entry.is_file()}


@cache
def cut(template: str) -> tuple[str, str]:
    """A template cut where its script begins: what differs from card to card, and what does not."""
    at = template.find("<script>")
    head, tail = (template, "") if at < 0 else (template[:at], template[at:])
    if "{{" in tail:
        raise ValueError("a template has a mark after its script")
    return head, tail


def policy() -> str:
    """The content security policy of the page, which its cards inherit.

    A card runs the scripts of our templates and the one that tells the page its height, each by its hash, and none that
    a question might hold. It has no way out: pictures come with it, and nothing can be fetched.
    """
    tails = [cut(side)[1] for one in TYPES.values() for side in (one.template.front, one.template.back)]
    allowed = [script for tail in tails for script in re.findall(r"<script>(.*?)</script>", tail, re.DOTALL)]
    allowed.append(static()["frame.js"].decode())
    hashes = {f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in allowed}
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self'", *sorted(hashes))),
            "style-src 'self' 'unsafe-inline'",
            "img-src data:",
            "media-src data:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
