"""Notes for the tests and the gallery, as the compiler writes their fields (the field formats are a contract)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from zlib import crc32

TOP = "Medi-Cal Peer Support Specialist"
SOURCE = (
    '<ul><li><a href="https://harmreduction.org/about-us/principles-of-harm-reduction/">Principles of Harm Reduction</a>. '
    "National Harm Reduction Coalition, 2020; principle 4. <span>Checked 2026-11-23.</span></li>"
    "<li>Peer Support Training Manual. Oakland, 2023; chapter 2.</li></ul>"
)
REPORT = "Found a mistake? Tell the people you got this deck from, and name the question’s id."


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note: its fields by name, and what a test needs to know of it."""

    kind: str
    fields: dict[str, str]
    deck: str = f"{TOP}::04 Rehabilitation and recovery"
    media: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An option and the reason for it."""

    text: str
    why: str
    right: bool = False


def choice(
    name: str,
    question: str,
    options: list[Option],
    *,
    hint: str = "",
    explanation: str = "",
    lang: str = "en",
    setup: str = "",
    source: str = SOURCE,
    report: str = REPORT,
    media: dict[str, str] | None = None,
    deck: str = f"{TOP}::04 Rehabilitation and recovery",
    **fields: str,
) -> Note:
    """A multiple-choice note. `fields` replace whole fields, as a learner's edit would."""
    right = [chr(65 + place) for place, option in enumerate(options) if option.right]
    words = f"pick-{len(right)} lang-{lang} k-{crc32(name.encode()):08x} {setup}".strip()
    standard = {
        "Question": question,
        "Options": _list(option.text for option in options),
        "Correct": ", ".join(right),
        "Rationale": _list(option.why for option in options),
        "Hint": hint,
        "Explanation": explanation,
        "Source": source,
        "Extra": f"<p>{report} <code>{name}</code></p>",
        "Setup": words,
        "ID": name,
    }
    return Note(
        kind="choice",
        deck=deck,
        media=media or {},
        fields=standard | {key.capitalize(): value for key, value in fields.items()},
    )


def cloze(
    name: str,
    text: str,
    *,
    hint: str = "",
    explanation: str = "",
    lang: str = "en",
    setup: str = "",
    source: str = SOURCE,
) -> Note:
    """A cloze note."""
    return Note(
        kind="cloze",
        fields={
            "Text": text,
            "Hint": hint,
            "Explanation": explanation,
            "Source": source,
            "Extra": f"<p>{REPORT} <code>{name}</code></p>",
            "Setup": f"lang-{lang} k-{crc32(name.encode()):08x} {setup}".strip(),
            "ID": name,
        },
    )


def _list(items: Iterable[str]) -> str:
    return '<ol type="A">' + "".join(f"<li>{item}</li>" for item in items) + "</ol>"


STAGES_SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 300" width="360" height="300" font-family="sans-serif" font-size="17">
<rect width="100%" height="100%" fill="#fff"/>
<g fill="#e4f0f8" stroke="#1d5b8f"><rect x="40" y="12" width="280" height="44" rx="8"/><rect x="40" y="70" width="280" height="44" rx="8"/>
<rect x="40" y="128" width="280" height="44" rx="8"/><rect x="40" y="186" width="280" height="44" rx="8"/><rect x="40" y="244" width="280" height="44" rx="8"/></g>
<g fill="#1f2329" text-anchor="middle"><text x="180" y="40">1. Not thinking about change</text><text x="180" y="98">2. Feeling two ways</text>
<text x="180" y="156">3. Getting ready to act soon</text><text x="180" y="214">4. Making the change</text><text x="180" y="272">5. Keeping it going</text></g>
</svg>
"""
STAGES = {"stages-0123456789abcdef.svg": STAGES_SVG}
STAGES_IMG = '<img src="stages-0123456789abcdef.svg" alt="Five boxes: not thinking about change, feeling two ways, getting ready, making the change, keeping it going.">'

HARM_REDUCTION = choice(
    "harm-reduction-stance",
    "Darnell tells Rosa, his peer support specialist, that he uses methamphetamine on weekends and wants help keeping his job. "
    "He is not ready to stop. Which response best fits harm reduction?",
    [
        Option(
            text="Agree to help with the job once he has gone a few weekends without using.",
            why="This makes abstinence the price of help. Harm reduction offers support to people who are still using, with no condition first.",
        ),
        Option(
            text="Ask what he wants to change first, and plan safer steps toward it with him.",
            why="Harm reduction meets Darnell where he is. He sets the goal, and any positive change counts.",
            right=True,
        ),
        Option(
            text="Leave the topic of drug use alone, since it is his own private decision.",
            why="Respecting his choice does not mean staying silent about risk. Harm reduction talks openly about harm and how to lower it.",
        ),
        Option(
            text="Find out how severe his use is, so that the team can pick a program for him.",
            why="Rating severity and placing people in programs are clinical tasks, and here the choice would pass from Darnell to the team.",
        ),
    ],
    hint="Think about who sets the goal, and what has to happen before help can start.",
    explanation="Harm reduction in peer support means meeting people where they are and walking with them toward the change "
    "<em>they</em> choose. It does not require abstinence, it does not punish use, and it does not diagnose.",
)

FIRST_STEP = choice(
    "harm-reduction-first-step",
    "Darnell still uses on weekends and wants help keeping his job. Where does harm reduction begin?",
    [
        Option(
            text="With some weekends without using", why="Harm reduction does not make abstinence the price of help."
        ),
        Option(
            text="With what he wants to change first",
            why="He sets the goal, and any positive change counts.",
            right=True,
        ),
        Option(text="With a program that the team picks", why="The choice would pass from Darnell to the team."),
    ],
    hint="Who sets the goal?",
    explanation="Harm reduction meets people <strong>where they are</strong>. It does not require abstinence, punish, or diagnose.",
    source='<ul><li><a href="https://www.samhsa.gov/find-help/harm-reduction/framework">Harm Reduction Framework</a>. SAMHSA, 2023; pillars. '
    "<span>Checked 2026-11-23.</span></li></ul>",
)

TWO = choice(
    "two-options",
    "Rosa tells a part of her own story to show that recovery is possible. Does this fit the role of a peer?",
    [
        Option(text="Yes", why="A story told for the other person’s sake gives hope.", right=True),
        Option(text="No", why="Lived experience is what a peer brings, when it serves the person."),
    ],
    explanation="Peers share on purpose, briefly, and then turn back to the person.",
)
EIGHT = choice(
    "eight-options",
    "SAMHSA names eight dimensions of wellness. Which one is about satisfaction from work?",
    [
        Option(text="Emotional", why="Coping with life and building relationships."),
        Option(text="Environmental", why="Pleasant surroundings that support well-being."),
        Option(text="Financial", why="Being at ease with what one has and will have."),
        Option(text="Intellectual", why="Using and widening knowledge and skills."),
        Option(text="Occupational", why="Satisfaction and meaning that work gives.", right=True),
        Option(text="Physical", why="Activity, food, and sleep."),
        Option(text="Social", why="Connection and belonging."),
        Option(text="Spiritual", why="A sense of purpose and meaning in life."),
    ],
    hint="Look for the word that is about a job.",
    explanation="The dimensions overlap: work that satisfies helps with money, people, and purpose too.",
)

OARS_TWO = choice(
    "oars-two",
    "Which two of these replies are reflections, the skill that OARS calls R?",
    [
        Option(
            text="“Part of you misses the old crowd.”",
            why="It gives back a feeling that was only half said.",
            right=True,
        ),
        Option(text="“What would a good week look like?”", why="This is an open question, the O of OARS."),
        Option(text="“You kept your appointment in the rain.”", why="This notices an effort: an affirmation."),
        Option(text="“So work is what worries you most.”", why="It gives back the heart of what was said.", right=True),
        Option(text="“Let us go over the three points.”", why="This gathers things up: a summary."),
    ],
    hint="A reflection adds nothing new; it gives back what was heard.",
    explanation="Reflections show that you listened, and let a person hear their own thought.",
    deck=f"{TOP}::07 Group facilitation skills",
)

LONG = choice(
    "long-stem",
    "<p>Tuan, 54, has lived in a board and care home in Fresno County since he left the hospital eleven months ago. He tells his peer support "
    "specialist, Marisol, three things over one cup of tea:</p><ul><li>He wants to move to an apartment of his own before the winter.</li>"
    "<li>His sister, who is his payee, says that he “is not ready” and will not talk about it.</li><li>He stopped going to the afternoon group, "
    "because the bus now takes an hour and forty minutes each way.</li></ul><p>Marisol has twenty minutes left and a meeting with the team "
    "tomorrow morning. What is the best way for her to use the time that is left today?</p>",
    [
        Option(
            text="Write down the three things in Tuan’s own words, ask him which of them he would like to begin with, and agree on one small step "
            "that he will take and one that she will take before they meet again next Thursday.",
            why="He chooses where to start, and both leave with something that they can do.",
            right=True,
        ),
        Option(
            text="Explain how a change of payee works and which form the Social Security office needs, so that the sister’s view no longer holds "
            "up the plan for an apartment, and offer to go along to the office with him in the coming week.",
            why="Useful facts, but the choice of what matters most was made for him.",
        ),
        Option(
            text="Call the sister together while there is still time, so that all three can hear each other’s reasons, and look for a date in the "
            "near future that everybody in the family can accept without feeling pushed aside or judged.",
            why="Tuan did not ask for the call, and twenty minutes is short for a talk like this.",
        ),
    ],
    hint="Whose list is it?",
    explanation="A plan that begins with the person’s own order of things is more likely to be kept.",
)

PICTURE = choice(
    "stages-picture",
    f"<p>Luis says, “Part of me wants to quit. Part of me can’t picture a weekend without it.” Where on this path is he?</p><p>{STAGES_IMG}</p>",
    [
        Option(text="Box 1", why="He brought it up himself, so he is thinking about it."),
        Option(text="Box 2", why="He sees reasons on both sides.", right=True),
        Option(text="Box 3", why="He has not decided, so there is no plan yet."),
        Option(text="Box 4", why="He has not begun to change anything."),
    ],
    hint="Has he decided, or is he still weighing two sides?",
    explanation="Feeling two ways about a change is the mark of <strong>contemplation</strong>.",
    setup="fixed",
    media=STAGES,
)

TABLE = choice(
    "table-roles",
    "<p>The table shows who does what in a team. Which row does not fit a peer’s role?</p><table><thead><tr><th>Row</th><th>Task</th>"
    "<th>By whom</th></tr></thead><tbody><tr><td>1</td><td>Share parts of one’s own story</td><td>Peer</td></tr><tr><td>2</td>"
    "<td>Decide on a diagnosis</td><td>Peer</td></tr><tr><td>3</td><td>Explore a person’s goals</td><td>Peer and person together</td></tr></tbody></table>",
    [
        Option(text="Row 1", why="Sharing with a purpose is at the heart of the role."),
        Option(text="Row 2", why="A diagnosis is a clinical task.", right=True),
        Option(text="Row 3", why="The person’s goals lead the work."),
    ],
    explanation="Peers walk alongside. Clinicians assess and treat.",
    setup="fixed",
)

SPANISH = choice(
    "derecho-a-decidir",
    "Ximena dice que no quiere que su familia participe en su plan de recuperación. ¿Qué respuesta respeta mejor su derecho a decidir?",
    [
        Option(
            text="Preguntarle quién sí le gustaría que la apoyara, y dejar la puerta abierta para más adelante.",
            why="Ella decide quién participa, y puede cambiar de opinión.",
            right=True,
        ),
        Option(
            text="Recordarle que la familia suele ser el mejor apoyo, e invitarla a la próxima reunión.",
            why="La intención es buena, pero pasa por encima de lo que ella dijo.",
        ),
        Option(
            text="Anotar su decisión y no volver a hablar del tema durante el resto del plan.",
            why="Respeta el no de hoy, pero cierra una puerta que ella no pidió cerrar.",
        ),
    ],
    hint="¿De quién es el plan?",
    explanation="La persona dirige su propio plan: elige las metas, el ritmo y quién la acompaña.",
    lang="es",
    deck="Especialista en apoyo entre pares::02 Autodeterminación",
    report="¿Ves un error? Avisa a quien te dio este mazo y nombra la pregunta:",
    source="<ul><li>Manual de apoyo entre pares. Los Ángeles, 2024; capítulo 3. <span>Consultado el 2026-11-23.</span></li></ul>",
)

ARABIC = choice(
    "arabic-hope",
    "تقول ليلى إنها فقدت الأمل بعد عودتها إلى المستشفى. أي رد من أخصائي دعم الأقران يناسب التعافي؟",
    [
        Option(text="«أنا معك. ما الذي ساعدك في المرة السابقة؟»", why="يعترف بشعورها ويبحث معها عن قوتها.", right=True),
        Option(text="«لا تقلقي، كل شيء سيكون على ما يرام قريبًا.»", why="الطمأنة السريعة تغلق باب الحديث."),
        Option(text="«عليك أن تتبعي خطة (WRAP) بدقة أكبر.»", why="النصيحة قبل الإصغاء تضع اللوم عليها."),
        Option(text="988", why="رقم للأزمات، ولم تقل ليلى إنها في أزمة."),
    ],
    hint="من يعرف أكثر عمّا يساعد ليلى؟",
    explanation="الأمل هو نقطة البداية في <strong>التعافي</strong>، والأقران يحملونه مع الشخص حتى يعود إليه.",
    lang="ar",
    deck="دعم الأقران::01 الأمل",
    report="هل وجدت خطأ؟ اذكر رقم السؤال:",
    source="<ul><li>دليل دعم الأقران، ٢٠٢٣. <span>2026-11-23</span></li></ul>",
)

MATHS = choice(
    "maths-rate",
    r"A program saw \( n = 40 \) people; \( \frac{3}{5} \) of them came back within a week. Which term gives the number who came back? "
    r"\[ x = \frac{3}{5} \cdot n \]",
    [
        Option(text=r"\( x = 24 \)", why=r"\( \frac{3 \cdot 40}{5} = 24 \)", right=True),
        Option(text=r"\( x = \sqrt{40} \)", why="A root is not a share."),
        Option(text=r"\( x = \frac{5}{3} \cdot 40 \)", why="The fraction stands upside down."),
    ],
    hint=r"Multiply by \( \frac{3}{5} \).",
    explanation=r"A share of a number is a product: \( \frac{3}{5} \cdot 40 = 24 \).",
)

RETIRED_NOTICE = (
    '<div class="dg-retired"><p><strong>Out of use since 2027-01-01.</strong> The law has a different fee now.</p>'
    "<p>To remove this card: choose Delete Notes in Anki. It will not come back.</p></div>"
)
RETIRED = choice(
    "old-fee",
    RETIRED_NOTICE + "How much is the fee for the first application?",
    [
        Option(text="$100", why="It was so until 2026.", right=True),
        Option(text="$150", why="It was never so."),
        Option(text="$250", why="This was the fee for the exam."),
    ],
    hint="It is a round number.",
    explanation="The fee was $100.",
    setup="retired",
)

CLOZE = cloze(
    "stages-contemplation-preparation",
    "A person who sees a need for change but feels two ways about it is in {{c1::contemplation::a stage of change}}. "
    "A person who means to act within about a month is in {{c2::preparation::a stage of change}}.",
    hint="One word is about weighing. The other is about getting ready.",
    explanation="In contemplation a person is aware of a problem and still torn. In preparation a person intends to act soon, in about "
    "30 days, and may already be taking small steps. The stages describe where someone is; they do not grade anyone.",
)
CLOZE_ES = cloze(
    "es-cloze",
    "Quien dirige el plan de recuperación es {{c1::la propia persona}}.",
    hint="No es el equipo.",
    explanation="El plan nace de las metas de la persona.",
    lang="es",
)
CLOZE_RETIRED = cloze(
    "old-cloze",
    RETIRED_NOTICE + "The application fee is {{c1::$100}}.",
    explanation="It was so until 2026.",
    setup="retired",
)

SHOWN = {
    "first": FIRST_STEP,
    "choice": HARM_REDUCTION,
    "two": OARS_TWO,
    "two-options": TWO,
    "eight-options": EIGHT,
    "long": LONG,
    "picture": PICTURE,
    "table": TABLE,
    "spanish": SPANISH,
    "arabic": ARABIC,
    "maths": MATHS,
    "retired": RETIRED,
    "cloze": CLOZE,
    "cloze-es": CLOZE_ES,
    "cloze-retired": CLOZE_RETIRED,
}
