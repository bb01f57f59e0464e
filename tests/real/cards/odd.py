"""Notes that try to break a card: values that learners and careless tools leave in fields."""

from tests.real.cards.samples import HARM_REDUCTION, Note, Option, choice, cloze

HOSTILE = "\" ' ` &lt;/script&gt; ${x} \\( a^2 \\) \\n {{c1::x}} } &amp; עברית <b>b</b> <!-- c --> </script>"
QUOTES = choice(
    "odd-quotes",
    f"Stem {HOSTILE}",
    [
        Option(text=f"Right {HOSTILE}", why=f"Because {HOSTILE}", right=True),
        Option(text=f"Wrong {HOSTILE}", why=f"Because not {HOSTILE}"),
        Option(text='<span title="a">"</span>', why="'"),
    ],
    hint=f"Hint {HOSTILE}",
    explanation=f"Explanation {HOSTILE}",
)
CLOZE_QUOTES = cloze(
    "odd-cloze",
    'Text " \' ` &lt;/script&gt; \\( a^2 \\) עברית {{c1::"it\'s" `x`::a "hint"}} </script>',
    hint=HOSTILE,
    explanation=HOSTILE,
)
NESTED = choice(
    "nested",
    "Which plan fits?",
    [
        Option(
            text="<p>Two steps:</p><ol><li>call</li><li>wait</li></ol>",
            why="<p>It is</p><ul><li>short</li><li>clear</li></ul>",
            right=True,
        ),
        Option(text="<ul><li>one bullet</li></ul>", why="<ol><li>no</li></ol>"),
        Option(text="<table><tr><td>a cell</td></tr></table>", why="no"),
    ],
)


def options(count: int, *right: int, name: str = "", setup: str = "") -> Note:
    """A note with so many options, of which those at the given places are right."""
    return choice(
        name or f"count-{count}",
        f"Which of the {count}?",
        [Option(text=f"Option number {n}", why=f"Reason {n}", right=n in right) for n in range(count)],
        setup=setup,
    )


def edited(name: str, **fields: str) -> Note:
    """The harm reduction note, with whole fields replaced."""
    return Note(
        kind="choice",
        fields={**HARM_REDUCTION.fields, "ID": name, **{key.capitalize(): value for key, value in fields.items()}},
    )


TWO, THREE, EIGHT, ALL_26 = options(2, 0), options(3, 1), options(8, 7), options(26, 25)
ALL_RIGHT = options(4, 0, 1, 2, 3, name="all-right")
FIXED = options(5, 2, name="fixed", setup="fixed")

SHORT_REASONS = edited("short-reasons", rationale="<ol><li>Only one</li></ol>")
NO_REASONS = edited("no-reasons", rationale="")
NO_KEY = edited("no-key", correct="")
KEY_TOO_FAR = edited("key-too-far", correct="Z")
KEY_IN_WORDS = edited("key-in-words", correct="the second")
TWO_KEYS_FOR_ONE = edited("two-keys", correct="A, B")
NOT_A_LIST = edited("not-a-list", options="one<br>two", rationale="first<br>second")
BY_HAND = edited("by-hand", setup="")
UNSOUND = (SHORT_REASONS, NO_REASONS, NO_KEY, KEY_TOO_FAR, KEY_IN_WORDS, TWO_KEYS_FOR_ONE)
