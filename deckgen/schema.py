"""JSON Schemas of the files that curators write, for editors that complete, explain and check while typing.

The keys come from the parser; here each gets its description and its form. A schema says nothing that the parser does
not say, and it accepts what YAML 1.2 makes of plain words: `no` stays text there, `988` is a number, `true` a boolean.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from deckgen.parse import CREDIT_KEYS, DECK_KEYS, MAX_TOPIC, SOURCE_KEYS, TARGET_KEYS, TOPIC_KEYS
from deckgen.questions import CHOICE_KEYS, CLOZE_KEYS, MAX_OPTIONS, MIN_OPTIONS, OPTION_KEYS

Schema = dict[str, Any]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_ID = "^[a-z0-9]+(-[a-z0-9]+)*$"


def schemas() -> Mapping[str, Schema]:
    """The schema of each kind of file, by a name for it."""
    return {
        "questions": _file("A question file of deckgen, which becomes a subdeck", _topic()),
        "deck": _file("deck.yaml: what a deck is called, and the words that its questions may use", _deck()),
        "sources": _file("sources.yaml: the bibliography of a deck", _entries(_ID, _source())),
        "credits": _file("credits.yaml: who made the pictures and sounds", _entries(r"\S", _credit())),
    }


def texts() -> Mapping[str, str]:
    """The schemas as JSON, by the names of their files."""
    return {
        f"{name}.schema.json": json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        for name, schema in schemas().items()
    }


def _file(title: str, schema: Schema) -> Schema:
    return {"$schema": _DRAFT, "title": title, **schema}


def _text(description: str, pattern: str = r"\S") -> Schema:
    """A text. Plain words that YAML reads as numbers, booleans or null are texts to deckgen."""
    return {
        "description": description,
        "type": ["string", "number", "boolean", "null"],
        "pattern": pattern,
    }


def _word(description: str, pattern: str) -> Schema:
    return {"description": description, "type": ["string", "integer"], "pattern": pattern}


def _day(description: str) -> Schema:
    return {"description": f"{description} Written as 2026-11-23.", "type": "string", "pattern": r"^\d{4}-\d\d?-\d\d?$"}


def _list(description: str, items: Schema) -> Schema:
    """A list; one value alone counts as a list of one."""
    return {"description": description, "anyOf": [{"type": "array", "minItems": 1, "items": items}, items]}


def _keys(names: Sequence[str], known: Mapping[str, Schema], required: Sequence[str] = ()) -> Schema:
    """A map with these keys and no others."""
    return {
        "type": "object",
        "properties": {name: known[name] for name in names},
        "required": list(required),
        "additionalProperties": False,
    }


def _entries(pattern: str, entry: Schema) -> Schema:
    """A map from names of the author's choice to entries."""
    return {"type": "object", "patternProperties": {pattern: entry}, "additionalProperties": False}


def _topic() -> Schema:
    known = {
        "topic": {
            **_text(
                "The name of the subdeck. Anki shows it after the file's number.", r'^(?!:)(?!.*::)[^"\n]*[^":\n\s]\s*$'
            ),
            "maxLength": MAX_TOPIC,
        },
        "about": _text("The official, longer name of the topic."),
        "tags": _list("Tags for every question of the file, declared in deck.yaml.", _word("A tag.", r"^\S+$")),
        "questions": {
            "description": "The questions, in the order in which learners meet them.",
            "type": "array",
            "minItems": 1,
            "items": _question(),
        },
    }
    return _keys(TOPIC_KEYS, known, ("topic", "questions"))


def _question() -> Schema:
    known = {
        "id": _word("The name of the question for ever: small letters, digits, hyphens.", _ID),
        "question": _text("Multiple choice: the question, in Markdown. It can be answered with the options covered."),
        "options": {
            "description": "2 to 26 options, in any order; four are usual. Each begins with `correct:` or `wrong:`.",
            "type": "array",
            "minItems": MIN_OPTIONS,
            "maxItems": MAX_OPTIONS,
            "contains": {"required": ["correct"]},
            "items": _option(),
        },
        "shuffle": {
            "description": "`false` keeps the order of the options, for numbers and the like.",
            "enum": [True, False, "true", "false"],
        },
        "cloze": _text("A text with words to hide: {{c1::word}} or {{c1::word::hint}}."),
        "hint": _text("Points to the idea, and never to the answer."),
        "explanation": _text("Teaches: why it is so, what it is good for, what it is taken for."),
        "sources": _list("Where the fact stands: slugs of sources.yaml.", _citation()),
        "tags": _list("More tags, declared in deck.yaml.", _word("A tag.", r"^\S+$")),
        "area": _word("One of the areas in deck.yaml.", _ID),
        "level": _word("One of the levels in deck.yaml, such as recall or apply.", _ID),
        "fact": _word("Links questions on one fact; they stand at least ten apart.", _ID),
        "checked": _day("The day on which someone read the fact in the source. Leave it out if nobody did."),
        "review-by": _day("When to look it up again, for what a law or a fee can change."),
        "retired": {
            "description": "Takes the question out of use; learners who have it see why.",
            **_keys(
                ("since", "because"),
                {"since": _day("The first day out of use."), "because": _text("The reason, for learners.")},
                ("since", "because"),
            ),
        },
        "allow": {
            "description": "Lets a finding stand: its code, and the reason. `deckgen explain CODE` tells more.",
            "type": "object",
            "patternProperties": {r"^DG\d{3}$": _text("Why the finding may stand.")},
            "additionalProperties": False,
        },
    }
    names = tuple(dict.fromkeys((*CHOICE_KEYS, *CLOZE_KEYS)))
    choice: Schema = {"required": ["question", "options"], "properties": {"cloze": False}}
    cloze: Schema = {"required": ["cloze"], "properties": {"question": False, "options": False, "shuffle": False}}
    return {**_keys(names, known, ("id", "hint", "explanation", "sources")), "oneOf": [choice, cloze]}


def _option() -> Schema:
    known = {
        "correct": _text("A right answer. Several make a question with several right answers."),
        "wrong": _text("A wrong answer that a beginner might choose."),
        "why": _text("The reason for this very option, said to the person who chose it."),
    }
    kinds: list[Schema] = [
        {"required": ["correct"], "properties": {"wrong": False}},
        {"required": ["wrong"], "properties": {"correct": False}},
    ]
    return {**_keys(OPTION_KEYS, known, ("why",)), "oneOf": kinds}


def _citation() -> Schema:
    slug = _word("A slug of sources.yaml.", _ID)
    known = {"id": slug, "at": _text("The place in it: a chapter, a page.")}
    return {"anyOf": [slug, _keys(("id", "at"), known, ("id",))]}


def _deck() -> Schema:
    known = {
        "namespace": _word(
            "Drawn at random once. Every note's identity hangs on it: never change it.", r"^[A-Za-z0-9-]{8,64}$"
        ),
        "slug": _word("The name of the built file, and the root of the tags.", _ID),
        "name": _text("The name of the deck in Anki.", r'^(?!:)(?!.*::)[^"\n]*[^":\n\s]\s*$'),
        "version": _word("Three numbers, such as 1.0.0.", r"^\d{1,6}\.\d{1,6}\.\d{1,6}$"),
        "description": _text("What the deck is for, in Markdown. Anki shows it above the deck."),
        "license": _text("The license under which the deck is given away, such as CC BY-SA 4.0."),
        "language": _word("The language of the questions, such as en or es-MX.", r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"),
        "report": _text("How learners report a mistake. It stands on the back of every card."),
        "areas": _vocabulary("The areas of the exam, each with its meaning.", _ID),
        "levels": _vocabulary("The levels of the questions, such as recall and apply, each with its meaning.", _ID),
        "tags": _vocabulary("The tags that questions may have, each with its meaning.", r"^[\w.-]+(::[\w.-]+)*$"),
        "targets": _targets(),
    }
    required = [key for key in DECK_KEYS if key not in ("areas", "levels", "tags", "targets")]
    return _keys(DECK_KEYS, known, required)


def _vocabulary(description: str, pattern: str) -> Schema:
    return {"description": description, **_entries(pattern, _text("What the word means."))}


def _targets() -> Schema:
    amount = {
        "description": "How many questions: 15 (at least), 15-25, or a share of all, 20-30%.",
        "type": ["string", "integer"],
        "pattern": r"^\d{1,6}(-\d{1,6})?%?$",
    }
    known: dict[str, Schema] = {
        name: {"description": f"How many questions each of the {name} should have.", **_entries(r"\S", amount)}
        for name in ("areas", "levels", "tags")
    }
    known["negative"] = {**amount, "description": "How many questions may ask for what is not so, such as 0-10%."}
    return {"description": "What the bank should hold; `deckgen check` compares.", **_keys(TARGET_KEYS, known)}


def _source() -> Schema:
    known = {
        "title": _text("The title of the work or page."),
        "publisher": _text("Who published it."),
        "year": _word("The year (2023), the years (2019-2023), or n.d.", r"^(\d{4}(-\d{4})?|n\.d\.)$"),
        "url": _word("Its address on the web.", r"^https?://\S+\.\S+$"),
        "copy": _day("When an archived copy was read instead of the original."),
    }
    return _keys(SOURCE_KEYS, known, ("title",))


def _credit() -> Schema:
    known = {
        "author": _text("Who made the file."),
        "license": _text("The license under which it may be used, such as CC BY-SA 4.0."),
    }
    return _keys(CREDIT_KEYS, known, CREDIT_KEYS)
