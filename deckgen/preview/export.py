"""The preview as files that a browser opens from disk, or that any web server can offer."""

import json
from collections.abc import Mapping

from deckgen.preview.page import policy, static
from deckgen.preview.pages import Page, Pages, Resource, overview, part, part_name


def exported(shown: Pages, resources: Mapping[str, Resource]) -> dict[str, bytes]:
    """The files, by path. What the live page fetches stands in scripts here: from disk, a page may fetch nothing."""
    page = static()
    allowed = policy().replace("'self'", "'self' file:")
    head = f'<head>\n<meta http-equiv="Content-Security-Policy" content="{allowed}">'
    index = page["index.html"].decode().replace('data-mode="live"', 'data-mode="files"').replace("<head>", head)
    values: dict[str, object] = {"overview": overview(shown, by_topic=True)}
    values |= {name: resource(shown) for name, resource in resources.items()}
    parts: dict[str, list[Page]] = {}
    for one in shown.pages:
        parts.setdefault(part_name(one, by_topic=True), []).append(one)
    values |= {name: part(some) for name, some in parts.items()}
    return {
        **page,
        "index.html": index.encode(),
        **{f"{name}.js": _script(name, value) for name, value in values.items()},
    }


def _script(name: str, value: object) -> bytes:
    return f"Source.arrived({json.dumps(name)}, {json.dumps(value, ensure_ascii=False)});\n".encode()
