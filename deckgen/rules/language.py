"""Language that respects the people it is about."""

import re
from collections.abc import Iterator

from deckgen.rules.rule import rule
from deckgen.rules.view import Finding, Item

# What to write instead, by the pattern of what stands there.
_BETTER = {
    r"\b(?:drug |substance |heroin |opioid |meth )?(?:addict|junkie|druggie)s?\b": "a person with a substance use disorder",
    r"\b(?:drug|substance|alcohol) abusers?\b": "a person who uses drugs, or a person with a substance use disorder",
    r"\ban? alcoholic\b(?! \w+)|\balcoholics\b(?! Anonymous)": "a person with an alcohol use disorder",
    r"\b(?:substance|drug|alcohol) abuse\b(?! and Mental)": "substance use, or a substance use disorder",
    r"\bcommit(?:s|ted|ting)? suicide\b": "died by suicide, or attempted suicide",
    r"\b(?:successful|failed|unsuccessful) suicides?(?: attempts?)?\b": "died by suicide, or a suicide attempt",
    r"\bthe mentally ill\b|\bmentally ill (?:people|persons?|patients?|adults?|clients?)\b": "people with a mental illness",
    r"\b(?:an? (?:schizophrenic|bipolar|borderline|psychotic)\b(?! \w+)|schizophrenics|psychotics)\b": (
        "a person with schizophrenia (bipolar disorder, psychosis)"
    ),
    r"\bsuffer(?:s|ed|ing)? from (?:an? )?(?:severe |serious |chronic )?(?:mental|depress|schizo|bipolar|anxiety|addict|PTSD|substance|trauma)\w*": (
        "has, lives with, or experiences"
    ),
    r"\bwheelchair[- ]bound\b|\bconfined to a wheelchair\b": "uses a wheelchair",
    r"\bthe (?:disabled|handicapped)\b(?! \w+)|\bhandicapped (?:people|persons?|children|adults?|individuals?)\b": (
        "people with disabilities"
    ),
    r"\b(?:the homeless\b(?! \w+)|homeless (?:people|persons?|men|women|man|woman|individuals?))": (
        "people experiencing homelessness, or people without housing"
    ),
    r"\b(?:mentally retarded|mental retardation|retardates?)\b": "intellectual disability",
    r"\bnon-?complian(?:t|ce)\b(?= (?:with|patients?|clients?)|[.,?!]|$)": (
        "does not take the medication, has other priorities: say what the person does"
    ),
    r"\b(?:dirty|clean) (?:urine|drug test|UA|screen)s?\b": "a test with a positive (negative) result",
    r"\b(?:stay(?:s|ed|ing)?|been|get(?:s|ting)?|got) clean\b(?= (?:and sober|for|since|from|off)|[.,?!]|$)": "in recovery, or not using",
    r"\b(?:ex-?con|convict|felon)s?\b": "a person who was incarcerated, or a person with a conviction",
    r"\b(?:lunatic|psycho|crazies|nutcase)s?\b": "a word that names what the person lives with",
}
_PATTERN = re.compile("|".join(f"(?P<w{number}>{pattern})" for number, pattern in enumerate(_BETTER)), re.IGNORECASE)
_CURES = list(_BETTER.values())
# A quick look, so that most texts cost one search of a plain pattern.
_MAYBE = re.compile(
    r"addict|junkie|druggie|abuse|alcoholic|suicide|mentally|schizophrenic|bipolar|borderline|psycho|suffer|wheelchair|disabled|"
    r"handicapped|homeless|retard|complian|urine|test|screen|\bUA|clean|\bcon|felon|lunatic|crazies|nutcase",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"\"[^\"\n]*\"|“[^”\n]*”|(?<!\w)'[^'\n]*'(?!\w)|‘[^’\n]*’(?!\w)")


@rule("DG327", Item)
def language_not_person_first(item: Item) -> Iterator[Finding]:
    """A text calls people by an illness, or uses words that blame.

    Quotations are left alone: people may call themselves what they like.

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
    for part, prose in item.parts():
        plain = prose.plain
        if not _MAYBE.search(plain):
            continue
        match = _PATTERN.search(_QUOTED.sub(lambda quoted: " " * len(quoted[0]), plain))
        if match:
            better = _CURES[int((match.lastgroup or "w0")[1:])]
            message = f'"{match[0]}" is not person-first language'
            yield item.find(prose.at(match[0]), message, f"Write: {better}. A quotation may stay, in quotation marks.", part)
