"""One question: every way in which its keys and options can fail to be one."""

import re
from collections.abc import Callable, Mapping
from functools import partial

from deckgen.diagnostics import Diagnostic
from deckgen.fields import Fields, meant
from deckgen.model import (
    Choice,
    Citation,
    Cloze,
    Deck,
    Option,
    Question,
    Retirement,
    Source,
    Text,
)
from deckgen.nodes import Broken, Node, Scalar, Sequence
from deckgen.nodes import Mapping as MappingNode

MIN_OPTIONS, MAX_OPTIONS = 2, 26
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
ID_RULE = "small letters and digits, with hyphens between words (such as trauma-four-rs)"

COMMON_KEYS = (
    *("id", "hint", "explanation", "sources", "tags", "area", "level", "fact", "checked", "review-by", "retired"),
    "allow",
)
CHOICE_KEYS = (*COMMON_KEYS, "question", "options", "shuffle")
CLOZE_KEYS = (*COMMON_KEYS, "cloze")
OPTION_KEYS = ("correct", "wrong", "why")

_CODE = re.compile(r"DG\d{3}", re.ASCII)
_OF_AN_OPTION = dict.fromkeys(
    ("correct", "wrong", "why"),
    "It belongs to an option: `- correct: |` or `- wrong: |` below `options:`, and `why: |` below that word.",
)
_OF_AN_OPTION["answer"] = "Mark the right option with `correct:`, and the others with `wrong:`."
_OF_THE_QUESTION = dict.fromkeys(
    CHOICE_KEYS, "It belongs to the question, not to an option. Move it to the left, into the column of `options:`."
)


def question(
    node: MappingNode,
    index: int,
    topic_tags: tuple[Text, ...],
    deck: Deck,
    sources: Mapping[str, Source],
    findings: list[Diagnostic],
) -> Question | None:
    """One question, or None when something it cannot do without is missing."""
    fields = Fields(node, f"question {index}", "", findings)
    named = fields.values.get("id")
    if isinstance(named, Scalar) and " " in named.value.strip() and not {"question", "cloze"} & fields.values.keys():
        # YAML reads what follows as more of the id.
        first, key = named.value.split()[0], "cloze" if "{{c" in named.value else "question"
        column = node.span.column - 1
        lead = f"{' ' * max(column - 2, 0)}- " if node.items[0][0].value == "id" else " " * column
        cure = f"Write the two lines so:\n{lead}id: {first}\n{' ' * column}{key}: |"
        fields.report("DG101", named.span, f"the line `{key}: |` is missing above the text of this question", cure)
        return None
    id_ = fields.word("id", ID, ID_RULE)
    if id_ is not None:
        fields.where, fields.question = f'question "{id_.value}"', id_.value
    is_choice, is_cloze = "question" in fields.values or "options" in fields.values, "cloze" in fields.values
    if is_choice and is_cloze:
        asked = fields.values.get("cloze")
        if "question" not in fields.values and isinstance(asked, Scalar) and "{{c" not in asked.value:
            message, cure = "a multiple-choice question has `question`, not `cloze`", "Write `question:` in its place."
            fields.report("DG107", asked.span, message, cure)
            return None
        cure = "Keep `question` and `options` for multiple choice, or `cloze`. Two kinds are two questions."
        fields.report("DG107", node.span, "a question is either multiple choice or cloze, not both", cure)
        return None
    if not is_choice and not is_cloze:
        close = next((key for key, _ in node.items if key.value.lower().rstrip("s") in ("question", "cloze")), None)
        if close is not None:
            cure = f"Write `{close.value.lower().rstrip('s')}`."
            fields.report("DG102", close.span, f"`{close.value}` is not a key that belongs here", cure)
            return None
        cure = "Add `question:` and `options:` for multiple choice, or `cloze:`."
        fields.report("DG101", node.span, "nothing is asked here: neither `question` nor `cloze` is there", cure)
        return None
    asked = fields.values.get("question")
    if "options" not in fields.values and isinstance(asked, Scalar) and "{{c" in asked.value:
        message = "a text with {{c1::...}} is a cloze, not a multiple-choice question"
        fields.report("DG107", asked.span, message, "Write `cloze:` in its place.")
        return None
    required = ("id", *(("question", "options") if is_choice else ("cloze",)), "hint", "explanation", "sources")
    vocabularies = [key for key, words in (("area", deck.areas), ("level", deck.levels)) if words]
    fields.expect(CHOICE_KEYS if is_choice else CLOZE_KEYS, (*required, *vocabularies), _OF_AN_OPTION)
    hint, explanation = fields.text("hint"), fields.text("explanation")
    citations = _citations(fields, sources)
    area = _declared(fields, "area", deck.areas, "areas")
    level = _declared(fields, "level", deck.levels, "levels")
    tags = tags_of(fields, deck)
    fact = fields.word("fact", ID, ID_RULE)
    checked, review_by = fields.date("checked"), fields.date("review-by")
    retired, allow = _retired(fields), _allow(fields)
    stem, options, shuffle = fields.text("question"), _options(fields), _shuffle(fields)
    text = fields.text("cloze")
    kind: Callable[..., Question]
    if text is not None:
        kind = partial(Cloze, text=text)
    elif stem is not None and options:
        kind = partial(Choice, stem=stem, options=options, shuffle=shuffle)
    else:
        return None
    if id_ is None or hint is None or explanation is None:
        return None
    return kind(
        id=id_,
        hint=hint,
        explanation=explanation,
        sources=citations,
        tags=tuple({tag.value: tag for tag in (*topic_tags, *tags)}.values()),
        area=area,
        level=level,
        fact=fact,
        checked=checked,
        review_by=review_by,
        retired=retired,
        allow=allow,
    )


def _options(fields: Fields) -> tuple[Option, ...]:
    """The options, or none when something is wrong with them."""
    items = fields.list("options")
    before = len(fields.findings)
    options = []
    where = fields.where
    whole = fields.values.get("options")
    if items and (isinstance(whole, Scalar) or (isinstance(whole, Sequence) and whole.flow)):
        listed = [item.value for item in items if isinstance(item, Scalar)]
        listed = re.split(r" *[,;] *", listed[0]) if isinstance(whole, Scalar) else listed
        column = next(key.column for key, _ in fields.node.items if key.value == "options")
        cure = _as_options(*listed, above=f"\n{' ' * (column - 1)}options:")
        fields.report("DG103", items[0].span, "options stand one below the other", cure)
        return ()
    for index, item in enumerate(items, 1):
        if isinstance(item, Broken):
            continue
        if not isinstance(item, MappingNode):
            cure = _as_options(item.value if isinstance(item, Scalar) else "...")
            fields.report("DG103", item.span, f"option {index} does not say whether it is right", cure)
            continue
        after = items[index] if index < len(items) else None
        if len(item.items) == 1 and after is not None and keys_of(after) == {"why"}:
            message, cure = "a dash stands here, but the option goes on", "Put a space in its place."
            fields.report("DG103", after.span, message, cure)
            return ()
        one = Fields(item, f"{where}, option {index}", fields.question, fields.findings)
        one.expect(OPTION_KEYS, ("why",), _OF_THE_QUESTION)
        kinds = [kind for kind in one.values if kind in ("correct", "wrong")]
        if len(kinds) == 2:
            second = next(key for key, _ in item.items if key.value == kinds[1])
            cure = f"A new option begins with a dash:\n{' ' * max(0, second.column - 3)}- {kinds[1]}: |"
            one.report("DG108", second.span, "`correct` and `wrong` stand in one option", cure)
            continue
        if not kinds:
            if not one.values.keys() <= set(OPTION_KEYS):
                # The key that is missing is the one that is misspelled.
                continue
            cure = "Begin each option with `- correct: |` or with `- wrong: |`."
            one.report("DG108", item.span, "an option is either `correct` or `wrong`", cure)
            continue
        text, why = one.text(kinds[0]), one.text("why")
        if text is not None and why is not None:
            options.append(Option(text=text, why=why, correct=kinds[0] == "correct"))
    if not items or len(options) < len(items) or len(fields.findings) > before:
        if isinstance(fields.values.get("options"), Sequence) and not items:
            fields.report("DG109", fields.values["options"].span, "there are no options", "Write at least two.")
        return ()
    span = fields.values["options"].span
    if not MIN_OPTIONS <= len(options) <= MAX_OPTIONS:
        message = f"there {'is' if len(options) == 1 else 'are'} {len(options)} option{'s' * (len(options) != 1)}"
        fields.report("DG109", span, message, f"Write {MIN_OPTIONS} to {MAX_OPTIONS}; four is usual.")
        return ()
    if all(option.correct for option in options):
        cure = "Change `correct:` to `wrong:` at those that are not. Where all are right, nothing is asked."
        fields.report("DG108", span, "every option is marked as correct", cure)
        return ()
    if not any(option.correct for option in options):
        cure = 'Change `wrong:` to `correct:` at the right one. Two or more `correct:` make a "choose two" question.'
        fields.report("DG108", span, "no option is marked as correct", cure)
        return ()
    seen: dict[str, int] = {}
    for index, option in enumerate(options, 1):
        words = " ".join(option.text.value.casefold().split()).rstrip(".!")
        if words in seen:
            fields.report(
                "DG114", option.text.at(0), f"options {seen[words]} and {index} say the same", "Change one of them."
            )
            return ()
        seen[words] = index
    return tuple(options)


def keys_of(node: Node | None) -> set[str]:
    """The keys of a map; none of anything else."""
    return {key.value for key, _ in node.items} if isinstance(node, MappingNode) else set()


def _as_options(*words: str, above: str = "") -> str:
    """How options that are mere words are written, below what stands `above`."""
    options = "".join(f"\n      - wrong: |\n          {text}\n        why: |\n          ..." for text in words)
    return f"Begin each option so, the right one with `correct:`, and give the reason for it:{above}{options}"


def _shuffle(fields: Fields) -> bool:
    text = fields.text("shuffle")
    if text is None:
        return True
    if text.value not in ("true", "false"):
        fields.report("DG106", text.span, f'`shuffle` is "{text.value}"', "Write true or false.")
    return text.value != "false"


def _citations(fields: Fields, sources: Mapping[str, Source]) -> tuple[Citation, ...]:
    citations: list[Citation] = []
    for item in fields.list("sources"):
        at: Text | None = None
        if isinstance(item, MappingNode):
            one = Fields(item, fields.where, fields.question, fields.findings)
            if item.flow and "id" not in one.values and item.items:
                name, place = item.items[0]
                told = place.value if isinstance(place, Scalar) else ""
                cure = f"Write the place in it so:\n    sources:\n      - id: {name.value}\n        at: {told}"
                fields.report("DG103", item.span, "a source in brackets is a word alone", cure)
                continue
            one.expect(("id", "at"), ("id",))
            slug, at = one.text("id"), one.text("at")
        else:
            slug = fields.as_text(item, "sources")
        if slug is None:
            continue
        several = [word for word in re.split(r"[,;\s()]+", slug.value) if word and word != "and"]
        if slug.value not in sources and len(several) > 1 and all(word in sources for word in several):
            cure = f"Write them in brackets, with commas:\n    sources: [{', '.join(several)}]"
            fields.report("DG501", slug.span, f'"{slug.value}" is more than one source', cure)
        elif slug.value not in sources and several[:1] and several[0] in sources:
            rest = slug.value[len(several[0]) :].strip(" ,;:")
            cure = f"Write the place in it so:\n    sources:\n      - id: {several[0]}\n        at: {rest}"
            fields.report("DG501", slug.span, f'"{slug.value}" is a source and a place in it', cure)
        elif slug.value not in sources and citations and not ID.fullmatch(slug.value):
            before = citations[-1].source
            cure = f"Write a place in the source before it so:\n    sources:\n      - id: {before}\n        at: {slug}"
            fields.report("DG501", slug.span, f'"{slug.value}" is the name of no source', cure)
        elif any((one.source, one.at) == (slug, at) for one in citations):
            fields.report("DG501", slug.span, f'"{slug.value}" is cited twice', "Delete one of them.")
        elif slug.value not in sources:
            new = f"If it is a new source, add it there:\n{slug.value}:\n  title: |\n    ...\n  year: ..."
            if not ID.fullmatch(slug.value):
                new = "A source is cited by its short name, which stands in the first column of sources.yaml."
            cure = f"{meant(slug.value, sources)} {new}".lstrip()
            fields.report("DG501", slug.span, f'the source "{slug.value}" is not in sources.yaml', cure)
        else:
            citations.append(Citation(source=slug, at=at))
    if isinstance(fields.values.get("sources"), Sequence) and not fields.list("sources"):
        fields.report(
            "DG104", fields.values["sources"].span, "the list of sources is empty", "Name at least one source."
        )
    return tuple(citations)


def _declared(fields: Fields, key: str, words: Mapping[str, Text], vocabulary: str) -> Text | None:
    text = fields.text(key)
    if text is None or text.value in words:
        return text
    line = f"{text.value if ID.fullmatch(text.value) else 'word'}: what it means"
    cure = f"{meant(text.value, words)} A new one is declared in deck.yaml first, under `{vocabulary}:`, as `{line}`."
    fields.report("DG105", text.span, f'"{text.value}" is not one of the {vocabulary} in deck.yaml', cure.lstrip())
    return None


def tags_of(fields: Fields, deck: Deck) -> tuple[Text, ...]:
    """The tags of a topic or a question; those that `deck.yaml` does not declare are reported."""
    tags = []
    for item in fields.list("tags"):
        tag = fields.as_text(item, "tags")
        if tag is None:
            continue
        if any(character.isspace() for character in tag.value):
            words = [word for word in re.split(r"[,;\s]+", tag.value) if word]
            cure = f"Write [{', '.join(words)}] for several tags, or {'-'.join(words)} for one."
            fields.report("DG106", tag.span, f'the tag "{tag.value}" has a space', cure)
        elif tag.value not in deck.tags:
            new = f"A new one is declared in deck.yaml first, under `tags:`, as `{tag}: what it means`."
            cure = f"{meant(tag.value, deck.tags)} {new}".lstrip()
            fields.report("DG105", tag.span, f'the tag "{tag.value}" is not one of the tags in deck.yaml', cure)
        else:
            tags.append(tag)
    return tuple(tags)


def _retired(fields: Fields) -> Retirement | None:
    node = fields.mapping("retired", "because: ...")
    if node is None:
        return None
    one = Fields(node, fields.where, fields.question, fields.findings)
    one.expect(("since", "because"), ("since", "because"))
    since, because = one.date("since"), one.text("because")
    return Retirement(since=since, because=because) if since and because else None


def _allow(fields: Fields) -> Mapping[str, Text]:
    node = fields.mapping("allow", "DG312: the reason")
    allowed: dict[str, Text] = {}
    for code, reason in node.items if node else ():
        if not _CODE.fullmatch(code.value):
            fields.report("DG106", code.span, f'"{code.value}" is not the code of a finding', "Codes look like DG312.")
            continue
        text = fields.as_text(reason, code.value)
        if text is not None:
            allowed[code.value] = text
    return allowed
