"""Sources, dates and ids: whether a fact can be looked up, and by when it should be."""

import re
from collections.abc import Iterator

from deckgen.rules.rule import rule
from deckgen.rules.view import ChoiceItem, ClozeItem, Finding, Item, View

_NUMBERED = re.compile(r"(?:q|question|item|card|note|mc|mcq|cloze)?-?\d+")
# What a legislature, an agency or a price list can change.
_CHANGES = re.compile(
    r"\$\s?\d|\b\d+ (?:CFR|U\.?S\.?C)\b|\b(?:WIC|W&I|Penal Code|Civil Code)\b"
    r"|\b(?:Welfare and Institutions|Health and Safety) Code\b|\b(?:Senate|Assembly) Bill \d+|\b(?:SB|AB) \d+\b"
    r"|\b(?:application|exam|renewal|certification|filing|late) fees?\b|\bfee of\b",
)
# One of these stands wherever the pattern matches.
_MAYBE_CHANGES = ("$", "CFR", "U.S", "USC", "U.SC", "US.C", "WIC", "W&I", "Code", "Bill", "SB", "AB", "fee")
_YEAR = re.compile(r"(\d{4})(?!.*\d{4})")


@rule("DG251", Item, english=False)
def id_says_nothing(item: Item) -> Iterator[Finding]:
    """The id is only a number.

    Why: An id stays for ever and names the question in reports, in the lock and in `allow`. `q17` says nothing to who
    reads a report, and tempts to renumber, which must never happen after a release.
    Source: deckgen's design (ids are fixed after release).

    Bad:
        - id: q17
          cloze: |
            In a suicidal crisis, call {{c1::988::number}}.

    Good:
        - id: crisis-line
          cloze: |
            In a suicidal crisis, call {{c1::988::number}}.
    """
    if _NUMBERED.fullmatch(item.id):
        message = f'the id "{item.id}" does not say what the question is about'
        cure = "Name the subject, such as `crisis-line-number`. After a release the id is fixed."
        yield item.find(item.question.id.at(0), message, cure)


@rule("DG510", View, english=False, whole=True)
def source_unused(view: View) -> Iterator[Finding]:
    """sources.yaml has an entry that no question cites.

    Why: A reader of the bibliography believes that the deck rests on it.
    Source: deckgen's design (the bibliography belongs to the questions).

    Bad:
        cloze: |
          In a suicidal crisis, call {{c1::988::number}}.
        sources: [book]
        # sources.yaml
        leaflet:
          title: A leaflet
          year: 2024

    Good:
        cloze: |
          In a suicidal crisis, call {{c1::988::number}}.
        sources: [book, leaflet]
        # sources.yaml
        leaflet:
          title: A leaflet
          year: 2024
    """
    cited = {citation.source.value for question in view.bank.questions() for citation in question.sources}
    for slug, source in view.bank.sources.items():
        if slug not in cited:
            message = f'no question cites the source "{slug}"'
            yield Finding(span=source.slug.span, message=message, cure="Cite it where it was used, or delete it.")


@rule("DG511", View, english=False)
def source_without_year(view: View) -> Iterator[Finding]:
    """A source has no year.

    Why: Guidance and law change. Without a year nobody can tell whether the source is the one that holds.
    Source: any style guide for citations; they write `n.d.` where a page has no date.

    Bad:
        cloze: |
          In a suicidal crisis, call {{c1::988::number}}.
        sources: [leaflet]
        # sources.yaml
        leaflet:
          title: A leaflet

    Good:
        cloze: |
          In a suicidal crisis, call {{c1::988::number}}.
        sources: [book, leaflet]
        # sources.yaml
        leaflet:
          title: A leaflet
          year: n.d.
    """
    for slug, source in view.bank.sources.items():
        if source.year is None:
            message = f'the source "{slug}" has no year'
            yield Finding(
                span=source.slug.span, message=message, cure="Add `year: 2024`, or `year: n.d.` if it has none."
            )


@rule("DG513", View, english=False)
def fact_not_checked(view: View) -> Iterator[Finding]:
    """A question has no `checked`: nobody says that the fact was read in the source.

    Where no question of a deck has one, that is said once for the whole deck.

    Why: The card shows learners when the fact was checked. An unchecked one is an opinion with a footnote.
    Source: deckgen's design (`checked` is the day someone read the fact in the source).

    Bad:
        - id: crisis-line
          checked: 2026-11-01
          cloze: |
            In a suicidal crisis, call {{c1::988::number}}.
        - id: services-line
          checked:
          cloze: |
            For food or housing, call {{c1::211::number}}.

    Good:
        - id: crisis-line
          checked: 2026-11-01
          cloze: |
            In a suicidal crisis, call {{c1::988::number}}.
    """
    missing = [item for item in view.items if item.question.checked is None]
    cure = f"Read the fact in the source, then write the day into the question: `checked: {view.today}`."
    if missing and len(missing) == len(view.items):
        message = "no question of the deck says when its fact was read in the source"
        yield Finding(span=view.bank.deck.name.span, message=message, cure=cure)
        return
    for item in missing:
        yield item.find(item.question.id.at(0), "nobody has written down that the fact was read in the source", cure)


@rule("DG514", View, english=False)
def checked_in_the_future(view: View) -> Iterator[Finding]:
    """`checked` is a day that has not come yet.

    Why: It is a slip of the pen, and learners see the date.
    Source: deckgen's design. `SOURCE_DATE_EPOCH` replaces today's date.

    Bad:
        checked: 2062-11-01
        cloze: |
          In a suicidal crisis, call {{c1::988::number}}.

    Good:
        checked: 2026-11-01
        cloze: |
          In a suicidal crisis, call {{c1::988::number}}.
    """
    for item in view.items:
        checked = item.question.checked
        if checked is not None and checked > view.today:
            message = f"`checked` is {checked}, and today is {view.today}"
            yield item.find(item.question.id.at(0), message, "Write the day on which the source was read.")


@rule("DG515", View, english=False)
def checked_before_the_source(view: View) -> Iterator[Finding]:
    """The fact was checked before the source came out, or before the copy of it was read that sources.yaml names.

    Why: The fact was read in an older edition. What the source says now may be different.
    Source: deckgen's design (`copy` is the day an archived copy was read).

    Bad:
        checked: 2023-05-01
        cloze: |
          In a suicidal crisis, call {{c1::988::number}}.
        sources: [leaflet]
        # sources.yaml
        leaflet:
          title: A leaflet
          year: 2025

    Good:
        checked: 2026-05-01
        cloze: |
          In a suicidal crisis, call {{c1::988::number}}.
        sources: [book, leaflet]
        # sources.yaml
        leaflet:
          title: A leaflet
          year: 2025
    """
    for item in view.items:
        checked = item.question.checked
        for citation in item.question.sources if checked else ():
            source = view.bank.sources.get(citation.source.value)
            year = _YEAR.search(source.year.value) if source and source.year else None
            if checked and source and year and int(year[1]) > checked.year:
                message = f'checked on {checked}, but the source "{source.slug}" is of {year[1]}'
            elif checked and source and source.copy and source.copy > checked:
                message = f'checked on {checked}, but the copy of "{source.slug}" was read on {source.copy}'
            else:
                continue
            yield item.find(citation.source.at(0), message, "Read the fact in the source as it is now, and date it.")
            break


@rule("DG516", View, english=False)
def review_is_due(view: View) -> Iterator[Finding]:
    """The day of `review-by` has passed.

    Why: The author knew that the fact can change by then. Now someone has to look.
    Source: deckgen's design (`review-by` is for what a law or a fee can change).

    Bad:
        review-by: 2026-07-01
        cloze: |
          In a suicidal crisis, call {{c1::988::number}}.

    Good:
        review-by: 2030-07-01
        cloze: |
          In a suicidal crisis, call {{c1::988::number}}.
    """
    for item in view.items:
        due = item.question.review_by
        if due is not None and due < view.today:
            message = f"this was to be reviewed by {due}"
            cure = "Look up whether it still holds, write the day into `checked`, and set a new `review-by`."
            yield item.find(item.question.id.at(0), message, cure)


@rule("DG517", Item)
def law_or_fee_without_review(item: Item) -> Iterator[Finding]:
    """A question names a fee or the section of a law, and has no `review-by`.

    Looks at question, right answer and cloze text: an amount in dollars, a bill, a code or regulation by its name.

    Why: These change without asking. With a date, `deckgen check` reminds you.
    Source: deckgen's design (`review-by`).

    Bad:
        review-by:
        cloze: |
          The application fee is {{c1::$100::amount}}.

    Good:
        review-by: 2030-07-01
        cloze: |
          The application fee is {{c1::$100::amount}}.
    """
    if item.question.review_by is not None:
        return
    if isinstance(item, ChoiceItem):
        texts = [("", item.stem), *((key.part, key.text) for key in item.keys)]
    elif isinstance(item, ClozeItem):
        texts = [("", item.shown)]
    else:
        return
    for part, prose in texts:
        value = prose.text.value
        match = _CHANGES.search(value) if any(word in value for word in _MAYBE_CHANGES) else None
        if match:
            message = f'"{match[0]}" can change, and there is no `review-by`'
            cure = "Add the day by which someone should look it up again: `review-by: 2027-07-01`."
            yield item.find(prose.at(match[0]), message, cure, part)
            return
