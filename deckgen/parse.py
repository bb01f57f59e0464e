"""Nodes to a bank: every way in which a file can fail to be a deck of questions.

The whole deck is looked at in one run. A question that cannot be understood is reported and left out; the others are
kept. Words that stand for something declared elsewhere (a source, an area, a level, a tag) are checked here, where all
files are known.
"""

import itertools
import re
from collections.abc import Callable, Mapping
from collections.abc import Sequence as Sequence_
from dataclasses import replace
from functools import partial

from deckgen.diagnostics import Diagnostic, Span
from deckgen.fields import Fields, meant
from deckgen.model import (
    Bank,
    Choice,
    Citation,
    Cloze,
    Credit,
    Deck,
    DeckFiles,
    Option,
    Question,
    Retirement,
    Source,
    Step,
    Target,
    Text,
    Topic,
    no_step,
)
from deckgen.nodes import Broken, Node, Scalar, Sequence
from deckgen.nodes import Mapping as MappingNode
from deckgen.slips import block_cure, misplaced
from deckgen.source import decode, read

MIN_OPTIONS, MAX_OPTIONS = 2, 26
MAX_TOPIC = 40
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
ID_RULE = "small letters and digits, with hyphens between words (such as trauma-four-rs)"

_TAG = re.compile(r"[\w.-]+(?:::[\w.-]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_VERSION = re.compile(r"\d{1,6}\.\d{1,6}\.\d{1,6}", re.ASCII)
_NAMESPACE = re.compile(r"[A-Za-z0-9-]{8,64}")
_CODE = re.compile(r"DG\d{3}", re.ASCII)
_YEAR = re.compile(r"\d{4}(?:-\d{4})?|n\.d\.", re.ASCII)
_TARGET = re.compile(r"(?P<least>\d{1,6})(?:-(?P<most>\d{1,6}))?(?P<share>%?)", re.ASCII)
_TOPIC_FILE = re.compile(r"(\d{1,3})-.+\.yaml", re.ASCII)

DECK_KEYS = (
    *("namespace", "slug", "name", "version", "description", "license", "language", "report"),
    *("areas", "levels", "tags", "targets"),
)
TARGET_KEYS = ("areas", "levels", "tags", "negative")
TOPIC_KEYS = ("topic", "about", "tags", "questions")
COMMON_KEYS = (
    *("id", "hint", "explanation", "sources", "tags", "area", "level", "fact", "checked", "review-by", "retired"),
    "allow",
)
CHOICE_KEYS = (*COMMON_KEYS, "question", "options", "shuffle")
CLOZE_KEYS = (*COMMON_KEYS, "cloze")
OPTION_KEYS = ("correct", "wrong", "why")
SOURCE_KEYS = ("title", "publisher", "year", "url", "copy")
CREDIT_KEYS = ("author", "license")

_OF_AN_OPTION = dict.fromkeys(
    ("correct", "wrong", "why"),
    "It belongs to an option: `- correct: |` or `- wrong: |` below `options:`, and `why: |` below that word.",
)
_OF_AN_OPTION["answer"] = "Mark the right option with `correct:`, and the others with `wrong:`."
_OF_THE_QUESTION = dict.fromkeys(
    CHOICE_KEYS, "It belongs to the question, not to an option. Move it to the left, into the column of `options:`."
)


def parse(files: DeckFiles, step: Step = no_step) -> tuple[Bank | None, list[Diagnostic]]:
    """The bank that the files describe, and everything that is wrong with them.

    There is no bank when `deck.yaml` cannot be understood; otherwise the bank holds all that could be. `step` is called
    after each question file.
    """
    findings: list[Diagnostic] = []
    deck = _deck(files, _node(files, "deck.yaml", findings), findings)
    sources = _sources(_node(files, "sources.yaml", findings), findings)
    credit_list = _credits(files, findings)
    if deck is None:
        for name in _question_files(files):
            _node(files, name, findings)
        return None, _with_own_lines(files, findings)
    topics = _topics(files, deck, sources, findings, step)
    if any(finding.span.path == f"{files.path}/sources.yaml" for finding in findings):
        # What could not be read there would be missed in every question.
        findings = [finding for finding in findings if finding.code != "DG501"]
    bank = Bank(
        deck=deck,
        sources=sources,
        topics=topics,
        credits=credit_list,
        media_path=files.media_path,
        media=files.media,
        links=files.links,
    )
    _unique_ids(bank, findings)
    return bank, _with_own_lines(files, findings)


def _with_own_lines(files: DeckFiles, findings: list[Diagnostic]) -> list[Diagnostic]:
    """The findings whose cause the author's own lines show, with the line as it should stand."""
    shown: list[Diagnostic] = []
    for path, group in itertools.groupby(findings, key=lambda finding: finding.span.path):
        data = files.files.get(path.removeprefix(f"{files.path}/"), b"")
        text, _ = decode(path, data)
        lines = (text or "").replace("\r\n", "\n").split("\n")
        shown += [_with_own_line(finding, lines) if len(lines) > 1 else finding for finding in group]
    # What stands in another place is not missing.
    there = {
        finding.cure.rpartition("\n")[2].strip(" -").partition(":")[0] for finding in shown if finding.code == "DG010"
    }
    return [one for one in shown if one.code != "DG101" or one.message.split("`")[1] not in there]


def _with_own_line(finding: Diagnostic, lines: Sequence_[str]) -> Diagnostic:
    number = finding.span.line - 1
    if finding.code in ("DG011", "DG012") and not finding.cure:
        return replace(finding, cure=block_cure(lines, number))
    if finding.code in ("DG013", "DG102", "DG103"):
        slip = misplaced(lines, number, is_text=finding.code == "DG013")
        if slip is not None:
            code = finding.code if finding.code == "DG013" else "DG010"
            message = finding.message if finding.code == "DG013" else slip.message
            place = Span(finding.span.path, number + 1, slip.column + 1)
            return replace(finding, code=code, span=place, message=message, cure=slip.cure)
    return finding


def _node(files: DeckFiles, name: str, findings: list[Diagnostic]) -> Node | None:
    """The nodes of a file. They need ten times its room, so that nobody should hold those of several files."""
    if name not in files.files:
        return None
    node, problems = read(f"{files.path}/{name}", files.files[name])
    findings += problems
    return node


def _question_files(files: DeckFiles) -> list[str]:
    return [name for name in sorted(files.files) if name not in ("deck.yaml", "sources.yaml")]


def _deck(files: DeckFiles, node: Node | None, findings: list[Diagnostic]) -> Deck | None:
    path = f"{files.path}/deck.yaml"
    if "deck.yaml" not in files.files:
        message, cure = "the deck has no deck.yaml", "Create it beside the question files: it names the deck."
        findings.append(Diagnostic(code="DG110", span=Span(path, 1, 1), message=message, cure=cure))
        return None
    if not isinstance(node, MappingNode):
        if node is not None:
            findings.append(_not_a_map(node, "deck.yaml", "name: |"))
        return None
    fields = Fields(node, "deck", "", findings)
    before = len(findings)
    fields.expect(DECK_KEYS, (key for key in DECK_KEYS if key not in ("areas", "levels", "tags", "targets")))
    namespace = fields.word(
        "namespace",
        _NAMESPACE,
        "8 to 64 letters, digits and hyphens, drawn at random once",
        "Copy it from the first release of this deck. Every note's identity hangs on it.",
    )
    slug = fields.word("slug", ID, ID_RULE)
    name = fields.text("name")
    if name is not None and (
        any(sign in name.value for sign in ("::", '"', "\n", "\t")) or name.value[:1] == ":" or name.value[-1:] == ":"
    ):
        message = "a deck's name is one line without :: or quotes or tabs, and neither begins nor ends with a colon"
        fields.report("DG111", name.span, message)
    version = fields.word("version", _VERSION, "three numbers, such as 1.0.0")
    language = fields.word("language", _LANGUAGE, "a language code, such as en or es-MX")
    texts = [fields.text(key) for key in ("description", "license", "report")]
    vocabularies = [_vocabulary(fields, key, _TAG if key == "tags" else ID) for key in ("areas", "levels", "tags")]
    targets = _targets(fields, dict(zip(("areas", "levels", "tags"), vocabularies, strict=True)))
    description, license_, report = texts
    if len(findings) > before or not (namespace and slug and name and version and language):
        return None
    if description is None or license_ is None or report is None:
        return None
    return Deck(
        namespace=namespace,
        slug=slug,
        name=name,
        version=version,
        description=description,
        license=license_,
        language=language,
        report=report,
        areas=vocabularies[0],
        levels=vocabularies[1],
        tags=vocabularies[2],
        targets=targets,
    )


def _vocabulary(fields: Fields, key: str, pattern: re.Pattern[str]) -> Mapping[str, Text]:
    node = fields.mapping(key, "word: what it means")
    words: dict[str, Text] = {}
    for word, meaning in node.items if node else ():
        if not pattern.fullmatch(word.value):
            rule = "letters, digits, hyphens, with :: between levels and no space" if pattern is _TAG else ID_RULE
            cure = f"Write `{re.sub(r'[^a-z0-9]+', '-', word.value.lower()).strip('-')}`."
            fields.report("DG106", word.span, f'"{word.value}" in `{key}` must be {rule}', cure)
            continue
        text = fields.as_text(meaning, word.value)
        if text is not None:
            words[word.value] = text
    return words


def _targets(fields: Fields, vocabularies: Mapping[str, Mapping[str, Text]]) -> tuple[Target, ...]:
    node = fields.mapping("targets", "areas: ...")
    if node is None:
        return ()
    wanted = Fields(node, "targets", "", fields.findings)
    wanted.expect(TARGET_KEYS)
    targets = []
    for vocabulary, words in vocabularies.items():
        entries = wanted.mapping(vocabulary, "word: 15-25")
        for word, value in entries.items if entries else ():
            if word.value not in words:
                cure = meant(word.value, words) or f"Declare it under `{vocabulary}:` first."
                wanted.report("DG105", word.span, f'"{word.value}" is not one of the {vocabulary}', cure)
                continue
            targets.append(_target(wanted, vocabulary, word.value, wanted.as_text(value, word.value)))
    targets.append(_target(wanted, "negative", "", wanted.text("negative")))
    return tuple(target for target in targets if target is not None)


def _target(fields: Fields, vocabulary: str, word: str, text: Text | None) -> Target | None:
    if text is None:
        return None
    match = _TARGET.fullmatch(text.value)
    if match is None or (match["most"] and int(match["most"]) < int(match["least"])):
        cure = "Write 15 (at least), 15-25, or 20-30% (of all questions)."
        fields.report("DG106", text.span, f'the target "{text.value}" is neither a number nor a range', cure)
        return None
    most = int(match["most"]) if match["most"] else None
    share = bool(match["share"])
    return Target(vocabulary=vocabulary, word=word, least=int(match["least"]), most=most, share=share, text=text)


def _sources(node: Node | None, findings: list[Diagnostic]) -> Mapping[str, Source]:
    sources: dict[str, Source] = {}
    if node is None or isinstance(node, Broken):
        return sources
    if not isinstance(node, MappingNode):
        findings.append(_not_a_map(node, "sources.yaml", "some-slug:\n  title: |"))
        return sources
    following = [slug.value for slug, _ in node.items[1:]] + [""]
    for (slug, entry), after in zip(node.items, following, strict=True):
        where = f'source "{slug.value}"'
        if not isinstance(entry, MappingNode):
            # Where its keys stand too far left, those are reported.
            if not isinstance(entry, Broken) and not (after in SOURCE_KEYS and slug.value not in SOURCE_KEYS):
                findings.append(_not_a_source(slug, entry))
            continue
        fields = Fields(entry, where, "", findings)
        inside = [key.value for key, value in entry.items if isinstance(value, MappingNode)]
        cure = "A new source begins in the first column: take away the spaces before it."
        fields.expect(SOURCE_KEYS, ("title",), dict.fromkeys(inside, cure))
        if not ID.fullmatch(slug.value):
            fields.report("DG106", slug.span, f'"{slug.value}" must be {ID_RULE}')
        title = fields.text("title")
        url = fields.text("url")
        if url is not None and not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", url.value):
            cure = "It begins with https://, holds no space, and stands alone: https://example.org/page"
            fields.report("DG502", url.span, f'"{url.value}" is not a web address', cure)
            url = None
        if title is not None:
            sources[slug.value] = Source(
                slug=Text(slug.value, slug.span),
                title=title,
                publisher=fields.text("publisher"),
                year=fields.word("year", _YEAR, "a year (2023), two years (2019-2023), or n.d."),
                url=url,
                copy=fields.date("copy"),
            )
    return sources


def _not_a_source(slug: Scalar, entry: Node) -> Diagnostic:
    if slug.value in SOURCE_KEYS:
        message = f"`{slug.value}` stands too far left: it belongs to the source above it"
        cure = f"Put 2 more spaces before it and before the lines of its text:\n  {slug.value}:"
        return Diagnostic(code="DG103", span=slug.span, message=message, cure=cure)
    title = entry.value if isinstance(entry, Scalar) else ""
    where = f'source "{slug.value}"'
    if re.search(r"^ *title:", title, re.MULTILINE):
        message, cure = "a source has keys, and not a text", f"Leave out the |:\n{slug.value}:"
        return Diagnostic(code="DG103", span=slug.span, message=message, cure=cure, where=where)
    cure = f"Write below it, two spaces further in:\n{slug.value}:\n  title: |\n    {title or '...'}"
    return Diagnostic(code="DG103", span=slug.span, message="a source needs keys of its own", cure=cure, where=where)


def _credits(files: DeckFiles, findings: list[Diagnostic]) -> Mapping[str, Credit]:
    credit_list: dict[str, Credit] = {}
    data = files.media.get("credits.yaml")
    if data is None:
        return credit_list
    node, problems = read(f"{files.media_path}/credits.yaml", data)
    findings += problems
    if node is None or isinstance(node, Broken):
        return credit_list
    if not isinstance(node, MappingNode):
        findings.append(_not_a_map(node, "credits.yaml", "picture.svg:\n  author: |"))
        return credit_list
    for name, entry in node.items:
        where = f'credit of "{name.value}"'
        if not isinstance(entry, MappingNode):
            if not isinstance(entry, Broken):
                message, cure = "a credit needs keys of its own", f"Write:\n{name.value}:\n  author: ..."
                findings.append(Diagnostic(code="DG103", span=entry.span, message=message, cure=cure, where=where))
            continue
        fields = Fields(entry, where, "", findings)
        fields.expect(CREDIT_KEYS, CREDIT_KEYS)
        author, license_ = fields.text("author"), fields.text("license")
        if author is not None and license_ is not None:
            credit_list[name.value] = Credit(file=Text(name.value, name.span), author=author, license=license_)
    return credit_list


def _topics(
    files: DeckFiles, deck: Deck, sources: Mapping[str, Source], findings: list[Diagnostic], step: Step
) -> tuple[Topic, ...]:
    topics = []
    taken: dict[str, str] = {}
    question_files = _question_files(files)
    if not question_files:
        message, cure = "the deck has no question files", "Add one beside deck.yaml, such as 01-first-topic.yaml."
        findings.append(
            Diagnostic(code="DG112", span=Span(f"{files.path}/deck.yaml", 1, 1), message=message, cure=cure)
        )
    for name in question_files:
        path = f"{files.path}/{name}"
        node = _node(files, name, findings)
        step()
        match = _TOPIC_FILE.fullmatch(name)
        if match is None:
            message = "a question file's name must begin with its number and end with .yaml"
            better = re.sub(r"\.ya?ml(?:\.txt)?$", ".yaml", name)
            meant_so = better != name and (_TOPIC_FILE.fullmatch(better) or better in ("deck.yaml", "sources.yaml"))
            cure = f"Rename it to {better if meant_so else '06-trauma-informed-care.yaml, for example'}."
            findings.append(Diagnostic(code="DG113", span=Span(path, 1, 1), message=message, cure=cure))
            continue
        number = match[1]
        if number in taken:
            message, cure = (
                f"{taken[number]} has the number {number} too",
                "Give each question file a number of its own.",
            )
            findings.append(Diagnostic(code="DG113", span=Span(path, 1, 1), message=message, cure=cure))
        taken.setdefault(number, name)
        if isinstance(node, MappingNode):
            topic = _topic(path, number, node, deck, sources, findings)
            if topic is not None:
                topics.append(topic)
        elif isinstance(node, (Scalar, Sequence)):
            findings.append(_not_a_map(node, name, "topic: ...\nquestions:"))
    return tuple(topics)


def _topic(
    path: str, number: str, node: MappingNode, deck: Deck, sources: Mapping[str, Source], findings: list[Diagnostic]
) -> Topic | None:
    fields = Fields(node, "", "", findings)
    fields.expect(TOPIC_KEYS, ("topic", "questions"))
    name = fields.text("topic")
    if name is not None:
        flaw = _topic_flaw(name.value)
        if flaw:
            fields.report("DG111", name.at(0), flaw, "The official, longer name belongs in `about:`.")
    tags = _tags(fields, deck)
    questions = []
    items = fields.list("questions")
    if "questions" in fields.values and not items and isinstance(fields.values["questions"], Sequence):
        fields.report("DG104", fields.values["questions"].span, "the list of questions is empty")
    for index, item in enumerate(items, 1):
        if isinstance(item, MappingNode):
            if _keys(item) == {"id"} and "id" not in _keys(*items[index : index + 1]):
                # What follows has a dash too many, and is reported.
                continue
            if index > 1 and _keys(items[index - 2]) == {"id"} and "id" not in _keys(item):
                message = "a dash stands here, but the question goes on"
                fields.report("DG103", item.span, message, "Take away the dash, and put two spaces in its place.")
                continue
            question = _question(item, index, tags, deck, sources, findings)
            if question is not None:
                questions.append(question)
        elif not isinstance(item, Broken):
            cure = "A question begins with `- id: ...` and goes on with its keys in the same column."
            fields.report("DG103", item.span, f"item {index} of `questions` is not a question", cure)
    about = fields.text("about")
    if name is None:
        return None
    unread = len(items) - len(questions)
    return Topic(path=path, number=number, name=name, about=about, questions=tuple(questions), unread=unread)


def _topic_flaw(name: str) -> str:
    if len(name) > MAX_TOPIC:
        return f"the topic is {len(name)} characters long; a phone shows {MAX_TOPIC}"
    if "::" in name:
        return "a topic cannot hold ::, which Anki reads as a deck inside a deck"
    if any(sign in name for sign in '"\n\t') or name.startswith(":") or name.endswith(":"):
        return "a topic is one line without double quotes and tabs that neither begins nor ends with a colon"
    return ""


def _question(
    node: MappingNode,
    index: int,
    topic_tags: tuple[Text, ...],
    deck: Deck,
    sources: Mapping[str, Source],
    findings: list[Diagnostic],
) -> Question | None:
    """One question, or None when something it cannot do without is missing."""
    fields = Fields(node, f"question {index}", "", findings)
    id_ = fields.word("id", ID, ID_RULE)
    if id_ is not None:
        fields.where, fields.question = f'question "{id_.value}"', id_.value
    is_choice, is_cloze = "question" in fields.values or "options" in fields.values, "cloze" in fields.values
    if is_choice and is_cloze:
        if "question" not in fields.values and "{{c" not in getattr(fields.values["cloze"], "value", "{{c"):
            message, cure = "a multiple-choice question has `question`, not `cloze`", "Write `question:` in its place."
            fields.report("DG107", fields.values["cloze"].span, message, cure)
            return None
        cure = "Keep `question` and `options` for multiple choice, or `cloze`. Two kinds are two questions."
        fields.report("DG107", node.span, "a question is either multiple choice or cloze, not both", cure)
        return None
    if not is_choice and not is_cloze:
        cure = "Add `question:` and `options:` for multiple choice, or `cloze:`."
        fields.report("DG101", node.span, "nothing is asked here: neither `question` nor `cloze` is there", cure)
        return None
    if is_choice and "options" not in fields.values and "{{c" in getattr(fields.values["question"], "value", ""):
        message, cure = (
            "a text with {{c1::...}} is a cloze, not a multiple-choice question",
            "Write `cloze:` in its place.",
        )
        fields.report("DG107", fields.values["question"].span, message, cure)
        return None
    required = ("id", *(("question", "options") if is_choice else ("cloze",)), "hint", "explanation", "sources")
    vocabularies = [key for key, words in (("area", deck.areas), ("level", deck.levels)) if words]
    fields.expect(CHOICE_KEYS if is_choice else CLOZE_KEYS, (*required, *vocabularies), _OF_AN_OPTION)
    hint, explanation = fields.text("hint"), fields.text("explanation")
    citations = _citations(fields, sources)
    area = _declared(fields, "area", deck.areas, "areas")
    level = _declared(fields, "level", deck.levels, "levels")
    tags = _tags(fields, deck)
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
    broken = any(isinstance(item, Broken) for item in items)
    options = []
    where = fields.where
    whole = fields.values.get("options")
    if isinstance(whole, Sequence) and whole.flow and items:
        fields.report("DG103", whole.span, "options stand one below the other", _as_options(*items))
        return ()
    for index, item in enumerate(items, 1):
        if isinstance(item, Broken):
            continue
        if not isinstance(item, MappingNode):
            fields.report("DG103", item.span, f"option {index} does not say whether it is right", _as_options(item))
            continue
        if len(_keys(item)) == 1 and _keys(*items[index : index + 1]) == {"why"}:
            # What follows has a dash too many.
            after = items[index]
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
    if not items or broken or len(fields.findings) > before:
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


def _keys(*items: Node) -> set[str]:
    """The keys of the first of some items, if it has any."""
    first = items[0] if items else None
    return {key.value for key, _ in first.items} if isinstance(first, MappingNode) else set()


def _as_options(*items: Node) -> str:
    """How options that are mere words are written."""
    shown = ["Begin each option so, the right one with `correct:`, and give the reason for it:"]
    for item in items:
        text = item.value if isinstance(item, Scalar) else "..."
        shown.append(f"      - wrong: |\n          {text}\n        why: |\n          ...")
    return "\n".join(shown)


def _shuffle(fields: Fields) -> bool:
    text = fields.text("shuffle")
    if text is None:
        return True
    if text.value not in ("true", "false"):
        fields.report("DG106", text.span, f'`shuffle` is "{text.value}"', "Write true or false.")
    return text.value != "false"


def _citations(fields: Fields, sources: Mapping[str, Source]) -> tuple[Citation, ...]:
    citations = []
    for item in fields.list("sources"):
        at: Text | None = None
        if isinstance(item, MappingNode):
            one = Fields(item, fields.where, fields.question, fields.findings)
            one.expect(("id", "at"), ("id",))
            slug, at = one.text("id"), one.text("at")
        else:
            slug = fields.as_text(item, "sources")
        if slug is None:
            continue
        several = [word for word in re.split(r"[,;\s]+", slug.value) if word]
        if slug.value not in sources and len(several) > 1 and all(word in sources for word in several):
            cure = f"Write them in brackets, with commas:\n    sources: [{', '.join(several)}]"
            fields.report("DG501", slug.span, f'"{slug.value}" is more than one source', cure)
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
    cure = f"{meant(text.value, words)} A new word is declared under `{vocabulary}:` in deck.yaml first.".lstrip()
    fields.report("DG105", text.span, f'"{text.value}" is not one of the {vocabulary} in deck.yaml', cure)
    return None


def _tags(fields: Fields, deck: Deck) -> tuple[Text, ...]:
    tags = []
    for item in fields.list("tags"):
        tag = fields.as_text(item, "tags")
        if tag is None:
            continue
        if any(character.isspace() for character in tag.value):
            fields.report("DG106", tag.span, f'the tag "{tag.value}" has a space', "Put a hyphen instead of the space.")
        elif tag.value not in deck.tags:
            cure = f"{meant(tag.value, deck.tags)} A new tag is declared under `tags:` in deck.yaml first.".lstrip()
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


def _not_a_map(node: Node, name: str, example: str) -> Diagnostic:
    cure = f"Write above it, in the first column:\n{example}"
    return Diagnostic(code="DG103", span=node.span, message=f"{name} must hold keys with a colon", cure=cure)


def _unique_ids(bank: Bank, findings: list[Diagnostic]) -> None:
    first: dict[str, Span] = {}
    for question in bank.questions():
        id_ = question.id
        if id_.value in first:
            place = first[id_.value]
            here = f"on line {place.line}" if place.path == id_.span.path else f"in {place.path}, line {place.line}"
            finding = Diagnostic(
                code="DG201",
                span=id_.span,
                message=f'another question has the id "{id_.value}" ({here})',
                cure="Give this one an id of its own. An id that learners have never changes, so change the newer one.",
                where=f'question "{id_.value}"',
                question=id_.value,
            )
            findings.append(finding)
        else:
            first[id_.value] = id_.span
