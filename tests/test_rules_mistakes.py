"""A curator's ten most likely mistakes: each is answered where it was made, in words that a trainer can act on."""

import subprocess
import sys

import pytest

from deckgen import diagnostics
from tests.rule_examples import deck_of, found_in

CHOICE = "question: What helps a person who cannot sleep?\noptions:\n"
MISTAKES = {
    "a colon and a space in a text": (
        "hint: Remember: listen first\n",
        (
            "DG010",
            "a colon and a space inside a text look like a new key to YAML",
            "Put the text on its own line after |",
        ),
    ),
    "a misspelled key": ("explanaton: Rest heals.\n", ("DG102", "`explanaton`", "Did you mean `explanation`?")),
    "an option without its reason": (
        f"{CHOICE}  - correct: |\n      Rest\n    why: |\n      It heals the tired.\n  - wrong: |\n      Tea\n"
        "    why:\n  - wrong: |\n      Noise\n    why: |\n      It wakes.\n",
        ("DG104", "`why` is empty", "Write the text after"),
    ),
    "no option marked as right": (
        f"{CHOICE}  - wrong: Rest\n  - wrong: Tea\n  - wrong: Noise\n",
        ("DG108", "no option is marked as correct", "Change `wrong:` to `correct:`"),
    ),
    "a source that is not in the list": ("sources: [boook]\n", ("DG501", '"boook"', "Did you mean `book`?")),
    "the longest option is right": (
        f"{CHOICE}  - correct: A dark room, a steady bedtime, and no screen in the last hour of the day\n  - wrong: Tea\n"
        "  - wrong: Late sport\n",
        ("DG301", "by far the longest option", "Cut it down to the point"),
    ),
    "all of the above": (
        f"{CHOICE}  - correct: All of the above\n  - wrong: A dark room\n  - wrong: A steady bedtime\n",
        ("DG302", "an option about the other options", "mark each `correct:`"),
    ),
    "a hidden negation": (
        "question: Which of these is not good for sleep?\noptions:\n  - correct: Coffee\n  - wrong: A dark room\n"
        "  - wrong: A walk\n",
        ("DG310", 'turns on "not"', "write **NOT**"),
    ),
    "the hint tells the answer": (
        f"{CHOICE}  - correct: A dark room\n  - wrong: A late meal\n  - wrong: A bright screen\nhint: Try a dark room.\n",
        ("DG319", "the hint contains the right answer", "in other words"),
    ),
    "a word that blames": (
        "question: Who meets an addict with respect?\noptions:\n  - correct: A peer\n  - wrong: A judge\n  - wrong: A clerk\n",
        ("DG327", '"addict" is not person-first language', "a person with a substance use disorder"),
    ),
}


@pytest.mark.parametrize(("example", "said"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_likely_mistake_is_answered_where_it_was_made(example: str, said: tuple[str, str, str]) -> None:
    code, message, cure = said
    findings = [finding for finding in found_in(example) if finding.code == code]
    assert findings, found_in(example)
    files = deck_of(example).files
    shown = diagnostics.to_text(findings[:1], {f"example/{name}": data.decode() for name, data in files.items()})
    assert message in shown
    assert cure in shown
    assert 'question "case"' in shown
    assert "^" in shown


def test_one_mistake_brings_no_train_of_other_findings() -> None:
    for example, (code, _, _) in MISTAKES.values():
        assert {finding.code for finding in found_in(example)} <= {code, "DG306"}, example


def test_the_version_is_told_without_the_rules() -> None:
    program = (
        "import sys; from click.testing import CliRunner; from deckgen.commands import main\n"
        "CliRunner().invoke(main, ['--version']); print([one for one in sys.modules if one.startswith('deckgen.rules')])"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"
