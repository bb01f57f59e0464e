"""Language that respects the people it is about."""

import re
from collections.abc import Iterator

from deckgen.rules.rule import rule
from deckgen.rules.view import Finding, Item

# What to write instead, and the patterns of what stands there.
_BETTER: tuple[tuple[str, ...], ...] = (
    ("a person with a substance use disorder", r"\b(?:drug |heroin |opioid |meth )?(?:addict|junkie|druggie)s?\b"),
    ("a person who uses drugs", r"\b(?:drug|substance|alcohol) abusers?\b"),
    ("a person with an alcohol use disorder", r"\ban? alcoholic\b(?! \w+)", r"\balcoholics\b(?! Anonymous)"),
    ("substance use, or a substance use disorder", r"\b(?:substance|drug|alcohol) abuse\b(?! and Mental)"),
    ("died by suicide, or attempted suicide", r"\bcommit(?:s|ted|ting)? suicide\b"),
    ("died by suicide, or a suicide attempt", r"\b(?:successful|failed|unsuccessful) suicides?(?: attempts?)?\b"),
    (
        "people with a mental illness",
        r"\bthe mentally ill\b",
        r"\bmentally ill (?:people|persons?|patients?|adults?|clients?)\b",
    ),
    (
        "a person with schizophrenia (bipolar disorder, psychosis)",
        r"\ban? (?:schizophrenic|bipolar|borderline|psychotic)\b(?! \w+)",
        r"\b(?:schizophrenics|psychotics)\b",
    ),
    (
        "has, lives with, or experiences",
        r"\bsuffer(?:s|ed|ing)? from (?:an? )?(?:severe |serious |chronic )?"
        r"(?:mental|depress|schizo|bipolar|anxiety|addict|PTSD|substance|trauma)\w*",
    ),
    ("uses a wheelchair", r"\bwheelchair[- ]bound\b", r"\bconfined to a wheelchair\b"),
    (
        "people with disabilities",
        r"\bthe (?:disabled|handicapped)\b(?! \w+)",
        r"\bhandicapped (?:people|persons?|children|adults?|individuals?)\b",
    ),
    (
        "people experiencing homelessness, or people without housing",
        r"\bthe homeless\b(?! \w+)",
        r"\bhomeless (?:people|persons?|men|women|man|woman|individuals?)\b",
    ),
    ("intellectual disability", r"\b(?:mentally retarded|mental retardation|retardates?)\b"),
    (
        "what the person does, such as: does not take the medication",
        r"\bnon-?compliant (?:patients?|clients?|persons?|people|members?)\b",
        r"\b(?:patient|client|person|he|she)(?: is| was|'s) non-?compliant\b",
    ),
    ("a test with a positive (negative) result", r"\b(?:dirty|clean) (?:urine|drug test|UA|screen)s?\b"),
    (
        "in recovery, or not using",
        r"\b(?:stay(?:s|ed|ing)?|been|get(?:s|ting)?|got) clean\b(?= (?:and sober|for|since|from|off)|[.,?!]|$)",
    ),
    (
        "a person who was incarcerated, or a person with a conviction",
        r"\b(?:ex-?con(?:vict)?|felon)s?\b",
        r"\b(?:an?|former) convict\b(?! \w)",
    ),
    ("a word that names what the person lives with", r"\b(?:lunatics?|psychos?|crazies|nutcases?)\b(?!-)"),
)
_PATTERN = re.compile(
    "|".join(f"(?P<w{number}>{'|'.join(patterns)})" for number, (_, *patterns) in enumerate(_BETTER)), re.IGNORECASE
)
# One of these stands wherever the pattern matches: most questions cost a few searches for plain words.
_MAYBE = (
    *("abuse", "addict", "alcoholic", "bipolar", "borderline", "clean", "complian", "convict", "crazies", "dirty"),
    *("disabled", "druggie", "ex-con", "excon", "felon", "handicapped", "homeless", "junkie", "lunatic", "mentally"),
    *("nutcase", "psycho", "retard", "schizophrenic", "suffer", "suicide", "wheelchair"),
)
_QUOTED = re.compile(r"\"[^\"\n]*\"|“[^”\n]*”|(?<!\w)'[^'\n]*'(?!\w)|\u2018[^\u2019\n]*\u2019(?!\w)")


@rule("DG327", Item)
def language_not_person_first(item: Item) -> Iterator[Finding]:
    """A text calls people by an illness, or uses words that blame.

    Quotations and names are left alone: people may call themselves what they like.

    Why: Words carry stigma, and stigma keeps people from help. Professional language names the person first.
    Source: NIDA, Words Matter; SAMHSA's and APA's guidance on person-first and bias-free language.

    Bad:
        question: What helps an addict who comes back after a relapse?
        options:
          - correct: A welcome
          - wrong: A warning
          - wrong: A waiting list

    Good:
        question: What helps a person who calls himself "an addict" and comes back after using?
        options:
          - correct: A welcome
          - wrong: A warning
          - wrong: A waiting list
    """
    if not any(word in item.small for word in _MAYBE):
        return
    for part, prose in item.parts():
        plain = prose.plain
        small = plain.lower()
        if not any(word in small for word in _MAYBE):
            continue
        unquoted = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), plain)
        match = next((one for one in _PATTERN.finditer(unquoted) if not _is_name(unquoted, one)), None)
        if match:
            better = _BETTER[int((match.lastgroup or "w0")[1:])][0]
            message = f'"{match[0]}" is not person-first language'
            yield item.find(
                prose.at(match[0]), message, f"Write: {better}. A quotation may stay, in quotation marks.", part
            )


def _is_name(text: str, match: re.Match[str]) -> bool:
    """Whether the words are part of a name, such as National Institute on Drug Abuse, or a title."""
    begins = not text[: match.start()].rstrip(" \n") or text[: match.start()].rstrip(" \n")[-1] in ".!?:"
    parts = match[0].split()
    return all(part[0].isupper() for part in parts) and (len(parts) > 1 or not begins)
