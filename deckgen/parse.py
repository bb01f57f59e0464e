"""Nodes to a bank: every way in which a file can fail to be a deck of questions.

The whole deck is looked at in one run. A question that cannot be understood is reported and left out; the others are
kept. Words that stand for something declared elsewhere (a source, an area, a level, a tag) are checked here, where all
files are known.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Sequence as Sequence_
from dataclasses import replace

from deckgen.diagnostics import Diagnostic, Span
from deckgen.fields import OR_TEXT, Fields, meant, slug_of
from deckgen.model import (
    Bank,
    Credit,
    Deck,
    DeckFiles,
    Outline,
    Source,
    Step,
    Target,
    Text,
    Topic,
    no_step,
)
from deckgen.nodes import Broken, Node, Scalar, Sequence
from deckgen.nodes import Mapping as MappingNode
from deckgen.questions import ID, ID_RULE, keys_of, question, tags_of
from deckgen.slips import block_cure, misplaced
from deckgen.source import decode, read

MAX_TOPIC = 40
_TAG = re.compile(r"[\w.-]+(?:::[\w.-]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_VERSION = re.compile(r"\d{1,6}\.\d{1,6}\.\d{1,6}", re.ASCII)
_NAMESPACE = re.compile(r"[A-Za-z0-9-]{8,64}")
_YEAR = re.compile(r"\d{4}(?:-\d{4})?|n\.d\.", re.ASCII)
_UNDATED = "Write the four digits of the year. Where the source has none, write `n.d.`"
_TARGET = re.compile(r"(?P<least>\d{1,6})(?:-(?P<most>\d{1,6}))?(?P<share>%?)", re.ASCII)
_TOPIC_FILE = re.compile(r"(\d{1,3})-.+\.yaml", re.ASCII)

DECK_KEYS = (
    *("namespace", "slug", "name", "version", "description", "license", "language", "report"),
    *("areas", "levels", "tags", "targets"),
)
TARGET_KEYS = ("areas", "levels", "tags", "negative")
TOPIC_KEYS = ("topic", "about", "tags", "questions")
SOURCE_KEYS = ("title", "publisher", "year", "url", "copy")
CREDIT_KEYS = ("author", "license")

# What is wrong here may be that a key stands in another place than usual.
_SHOWN_BY_PLACE = ("DG013", "DG102", "DG103")


def parse(files: DeckFiles) -> tuple[Bank | None, list[Diagnostic]]:
    """The bank that the files describe, and everything that is wrong with them.

    There is no bank when `deck.yaml` cannot be understood; otherwise the bank holds all that could be.
    """
    shared, findings = outline(files)
    bank = Bank.of(shared, topics(files, shared, findings)) if shared is not None else None
    return bank, settled(files, findings)


def outline(files: DeckFiles) -> tuple[Outline | None, list[Diagnostic]]:
    """What all topics share, and what is wrong with it.

    There is no outline when `deck.yaml` cannot be understood; the question files are only looked at, then.
    """
    findings: list[Diagnostic] = []
    deck = _deck(files, _node(files, "deck.yaml", findings), findings)
    sources = _sources(_node(files, "sources.yaml", findings), findings)
    credit_list = _credits(files, findings)
    if deck is None:
        for name in _question_files(files):
            _node(files, name, findings)
            _number(files, name, {}, findings)
        return None, findings
    return Outline(
        deck=deck,
        sources=sources,
        credits=credit_list,
        media_path=files.media_path,
        media=files.media,
        links=files.links,
    ), findings


def topics(files: DeckFiles, shared: Outline, findings: list[Diagnostic], step: Step = no_step) -> Iterator[Topic]:
    """The topics, one after the other: a file is read when its topic is asked for, and nothing of it is kept.

    What is wrong with them is added to `findings`, which are to be `settled` at the end. `step` is called after each
    file.
    """
    taken: dict[str, str] = {}
    first: dict[str, Span] = {}
    question_files = _question_files(files)
    if not question_files:
        message, cure = "the deck has no question files", "Add one beside deck.yaml, such as 01-first-topic.yaml."
        findings.append(
            Diagnostic(code="DG112", span=Span(f"{files.path}/deck.yaml", 1, 1), message=message, cure=cure)
        )
    for name in question_files:
        node = _node(files, name, findings)
        step()
        number = _number(files, name, taken, findings)
        if number is None:
            continue
        if isinstance(node, MappingNode):
            topic = _topic(f"{files.path}/{name}", number, node, shared, findings)
            if topic is not None:
                findings += _repeated_ids(topic, first)
                yield topic
        elif isinstance(node, (Scalar, Sequence)):
            findings.append(_not_a_map(node, name, "topic: ...\nquestions:"))


def settled(files: DeckFiles, findings: list[Diagnostic]) -> list[Diagnostic]:
    """The findings once all files were read: without those that another one explains, and with the authors' lines."""
    misnamed = any(_better_name(name, ()) == "sources.yaml" != name for name in files.files)
    if misnamed or any(finding.span.path == f"{files.path}/sources.yaml" for finding in findings):
        # What could not be read there would be missed in every question.
        findings = [finding for finding in findings if finding.code != "DG501"]
    return _with_own_lines(files, findings)


def _with_own_lines(files: DeckFiles, findings: list[Diagnostic]) -> list[Diagnostic]:
    """The findings whose cause the author's own lines show, with the line as it should stand."""
    shown: list[Diagnostic] = []
    for path, group in itertools.groupby(findings, key=lambda finding: finding.span.path):
        data = files.files.get(path.removeprefix(f"{files.path}/"), b"")
        if path == f"{files.media_path}/credits.yaml":
            data = files.media["credits.yaml"]
        text, _ = decode(path, data)
        lines = (text or "").replace("\r\n", "\n").split("\n")
        shown += [_with_own_line(finding, lines) if len(lines) > 1 else finding for finding in group]
    for before, after in zip(findings, tuple(shown), strict=True):
        if before.code == "DG102" and after.code == "DG010":
            # The key is there, in another place: what it is missing from stands above.
            message = f"{before.message.partition(' ')[0]} is missing"
            above = [one for one in shown if one.message == message and _is_above(one.span, after.span)]
            if above:
                shown.remove(max(above, key=lambda one: one.span.line))
    return shown


def _is_above(one: Span, other: Span) -> bool:
    return one.path == other.path and one.line < other.line


def _with_own_line(finding: Diagnostic, lines: Sequence_[str]) -> Diagnostic:
    number = finding.span.line - 1
    if finding.code in ("DG011", "DG012") and not finding.cure:
        return replace(finding, cure=block_cure(lines, number))
    slip = misplaced(lines, number, is_text=finding.code == "DG013") if finding.code in _SHOWN_BY_PLACE else None
    if slip is None:
        return finding
    if finding.code == "DG013" and slip.cure.startswith("Put"):
        # Where it stands, no key can go to the right.
        return replace(finding, cure="If it is meant as text, put a word before it. If not, move it to its column.")
    if finding.code == "DG013":
        advice, _, lines_to_write = slip.cure.partition("\n")
        return replace(finding, cure=f"{advice.removesuffix(':')}{OR_TEXT}:\n{lines_to_write}")
    place = Span(finding.span.path, number + 1, slip.column + 1)
    return replace(finding, code="DG010", span=place, message=slip.message, cure=slip.cure)


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
        if any(_better_name(name, ()) == "deck.yaml" for name in files.files):
            return None  # The file that should be renamed is reported.
        findings.append(Diagnostic(code="DG110", span=Span(path, 1, 1), message=message, cure=cure))
        return None
    if not isinstance(node, MappingNode):
        if node is not None:
            findings.append(_not_a_map(node, "deck.yaml", "name: |"))
        return None
    fields = Fields(node, "deck", "", findings)
    before = len(findings)
    fields.expect(DECK_KEYS, DECK_KEYS[: DECK_KEYS.index("areas")])
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
        if word.value in DECK_KEYS and isinstance(meaning, Scalar) and not meaning.value:
            cure = f"Take away the spaces before it:\n{word.value}:"
            fields.report(
                "DG103", word.span, f"`{word.value}` is a key of the deck itself, and stands too far in", cure
            )
            continue
        if not pattern.fullmatch(word.value):
            rule = "letters, digits, hyphens, with :: between levels and no space" if pattern is _TAG else ID_RULE
            cure = f"Write `{slug_of(word.value)}`."
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
        author = {"author": "Write who wrote it in `publisher`, or at the beginning of `title`."}
        fields.expect(SOURCE_KEYS, ("title",), author | dict.fromkeys(inside, cure))
        if not ID.fullmatch(slug.value):
            cure = f"Write `{slug_of(slug.value)}`, here and in `sources`."
            fields.report("DG106", slug.span, f'"{slug.value}" must be {ID_RULE}', cure)
        title, publisher = fields.text("title"), fields.text("publisher")
        if title is not None and publisher is None and title.indent and "\n" in title.value:
            findings.append(_long_title(title, entry.items[0][0].column, where))
        url = fields.text("url")
        if url is not None and not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", url.value):
            cure = "It begins with https://, holds no space, and stands alone: https://example.org/page"
            fields.report("DG502", url.span, f'"{url.value}" is not a web address', cure)
            url = None
        if title is not None:
            sources[slug.value] = Source(
                slug=Text(slug.value, slug.span),
                title=title,
                publisher=publisher,
                year=fields.word("year", _YEAR, "a year (2023), two years (2019-2023), or n.d.", _UNDATED),
                url=url,
                copy=fields.date("copy"),
            )
    return sources


def _long_title(title: Text, column: int, where: str) -> Diagnostic:
    """The finding for a title of several lines without a publisher: the key of the second line may be lost."""
    head, row, _ = re.split(r"\n+", f"{title.value}\n", maxsplit=2)
    lead = " " * (column - 1)
    return Diagnostic(
        code="DG503",
        span=title.at(title.value.index(row, len(head))),
        message="the title goes on here, and the source has no `publisher`",
        cure="If this is the publisher, write it so; if it is the title, put the whole title on one line:\n"
        f"{lead}publisher: |\n{' ' * title.indent}{row}",
        where=where,
    )


def _not_a_source(slug: Scalar, entry: Node) -> Diagnostic:
    if slug.value in SOURCE_KEYS:
        message = f"`{slug.value}` stands too far left: it belongs to the source above it"
        told = entry.value.rstrip() if isinstance(entry, Scalar) else ""
        if isinstance(entry, Scalar) and entry.indent:
            told = "|" + "".join(f"\n    {line}" for line in told.split("\n"))
        cure = f"Put 2 more spaces before it and before the lines of its text:\n  {slug.value}: {told}".rstrip()
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
    data = files.media.get("credits.yaml", b"")
    if not data.strip():
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


def _number(files: DeckFiles, name: str, taken: dict[str, str], findings: list[Diagnostic]) -> str | None:
    """The number in a question file's name, or None after saying why there is none. `taken` are those seen before."""
    span = Span(f"{files.path}/{name}", 1, 1)
    inside, _, rest = name.rpartition("/")
    if inside:
        message, cure = "a question file must lie beside deck.yaml", f"Move {rest} out of the folder {inside}."
        findings.append(Diagnostic(code="DG113", span=span, message=message, cure=cure))
        return None
    match = _TOPIC_FILE.fullmatch(name)
    if match is None:
        message = "a question file's name must begin with its number and end with .yaml"
        cure = f"Rename it to {_better_name(name, files.files)}."
        findings.append(Diagnostic(code="DG113", span=span, message=message, cure=cure))
        return None
    number = match[1]
    if number in taken:
        message, cure = f"{taken[number]} has the number {number} too", "Give each question file a number of its own."
        findings.append(Diagnostic(code="DG113", span=span, message=message, cure=cure))
    taken.setdefault(number, name)
    return number


def _better_name(name: str, others: Iterable[str]) -> str:
    """The name that a file of the deck should have, beside the others."""
    stem = re.sub(r"(?:\.(?:ya?ml|txt))+$", "", name.lower())
    if stem in ("deck", "sources"):
        return f"{stem}.yaml"
    parts = re.fullmatch(r"(?P<number>\d{0,3})(?P<rest>.*)", stem, re.DOTALL)
    assert parts is not None, "every name has this form"
    rest = re.sub(r"[\W_]+", "-", parts["rest"]).strip("-") or "topic"
    numbers = [int(match[0]) for other in others if (match := re.match(r"\d{1,3}", other))]
    number = parts["number"] or f"{max(numbers, default=0) + 1:02}"
    return f"{number}-{rest}.yaml"


def _topic(path: str, number: str, node: MappingNode, shared: Outline, findings: list[Diagnostic]) -> Topic | None:
    fields = Fields(node, "", "", findings)
    fields.expect(TOPIC_KEYS, ("topic", "questions"))
    name = fields.text("topic")
    if name is not None:
        flaw = _topic_flaw(name.value)
        if flaw:
            fields.report("DG111", name.at(0), flaw, "The official, longer name belongs in `about:`.")
    tags = tags_of(fields, shared.deck)
    questions = []
    items = fields.list("questions")
    if "questions" in fields.values and not items and isinstance(fields.values["questions"], Sequence):
        fields.report("DG104", fields.values["questions"].span, "the list of questions is empty")
    for index, item in enumerate(items, 1):
        if isinstance(item, MappingNode):
            if index < len(items) and _goes_on(item, items[index]):
                # What follows has a dash too many, and is reported.
                continue
            if index > 1 and _goes_on(items[index - 2], item):
                message = "a dash stands here, but the question goes on"
                fields.report("DG103", item.span, message, "Take away the dash, and put two spaces in its place.")
                continue
            one = question(item, index, tags, shared.deck, shared.sources, findings)
            if one is not None:
                questions.append(one)
        elif not isinstance(item, Broken):
            cure = "A question begins with `- id: ...` and goes on with its keys in the same column."
            fields.report("DG103", item.span, f"item {index} of `questions` is not a question", cure)
    about = fields.text("about")
    if name is None:
        return None
    unread = len(items) - len(questions)
    return Topic(path=path, number=number, name=name, about=about, questions=tuple(questions), unread=unread)


def _goes_on(item: Node, after: Node) -> bool:
    """Whether a question goes on in the next item, which has a dash too many."""
    if not isinstance(after, MappingNode) or not after.items or after.items[0][0].value == "id":
        return False
    keys = keys_of(after)
    return "id" not in keys and (keys_of(item) == {"id"} or keys.isdisjoint(("question", "cloze")))


def _topic_flaw(name: str) -> str:
    if len(name) > MAX_TOPIC:
        return f"the topic is {len(name)} characters long; a phone shows {MAX_TOPIC}"
    if "::" in name:
        return "a topic cannot hold ::, which Anki reads as a deck inside a deck"
    if any(sign in name for sign in '"\n\t') or name.startswith(":") or name.endswith(":"):
        return "a topic is one line without double quotes and tabs that neither begins nor ends with a colon"
    return ""


def _not_a_map(node: Node, name: str, example: str) -> Diagnostic:
    cure = f"Write above it, in the first column:\n{example}"
    return Diagnostic(code="DG103", span=node.span, message=f"{name} must hold keys with a colon", cure=cure)


def _repeated_ids(topic: Topic, first: dict[str, Span]) -> Iterator[Diagnostic]:
    """A finding for each id that stands a second time. `first` are the places of those seen before."""
    for one in topic.questions:
        id_ = one.id
        if id_.value not in first:
            first[id_.value] = id_.span
            continue
        place = first[id_.value]
        here = f"on line {place.line}" if place.path == id_.span.path else f"in {place.path}, line {place.line}"
        yield Diagnostic(
            code="DG201",
            span=id_.span,
            message=f'another question has the id "{id_.value}" ({here})',
            cure="Give this one an id of its own. An id that learners have never changes, so change the newer one.",
            where=f'question "{id_.value}"',
            question=id_.value,
        )
