"""The words that the benchmark's questions are made of. Each list fills one place of a sentence, so all of them read."""

NAMES = """
Amara Beatriz Chidi Dolores Emre Farah Gustavo Hyun Imani Jorge Kavya Lupita Mahina Nikolai Oksana Priya Quyen Rashid
Soledad Tomás Ursula Vicente Wanjiru Xiomara Yusuf Zoë Anders Bao Camila Desmond Esperanza Fatuma Giulia Hassan Ingrid
Jamal Kiona Leilani Mateo Noor Obinna Paloma Quentin Renata Siobhán Tariq Uriel Violeta Winston Yesenia Zainab Alonzo
Bridget Cormac Daniela Elias Freya Gideon Hana Isidro Junko Keanu Lorraine Malik Nadia Omar Perla Rosalind Stefan Thanh
""".split()

PLACES = """
Alameda Bakersfield Chico Davis Eureka Fresno Gilroy Hayward Indio Jackson Kerman Lodi Merced Napa Oakland Petaluma
Quincy Redding Salinas Turlock Ukiah Vallejo Watsonville Yreka Auburn Blythe Colusa Delano Escondido Fontana Grass-Valley
Hanford Inglewood Julian Kingsburg Lompoc Modesto Needles Oroville Porterville Ridgecrest Stockton Tehachapi Upland
Ventura Willows Yuba-City Arcata Barstow Clovis
""".replace("-", " ").split("\n")
PLACES = [word for line in PLACES for word in line.split()]

SETTINGS = (
    "a wellness center", "a drop-in kitchen", "the county library", "a sober living home", "a night shelter",
    "the community garden", "a clubhouse", "the bus depot", "a walk-in clinic", "an outpatient program", "a food pantry",
    "the courthouse hallway", "a job center", "a warm line office", "the college cafeteria", "a hospital lobby",
    "a mobile clinic", "the laundromat", "a church basement", "the housing authority", "a repair workshop",
    "a farmers' market", "the swimming hall", "a crisis residence", "a veterans' lodge", "the animal shelter",
    "a music school", "a print shop", "the harbor mission", "a bakery that trains beginners",
)  # fmt: skip

WORRIES = (
    "a letter from the landlord", "a missed dose", "the anniversary of a death", "a quarrel with a brother",
    "the first interview in nine years", "a lost identity card", "the noise on the ward", "an unpaid phone bill",
    "a dream that keeps coming back", "the custody hearing", "a canceled bus line", "a roommate who drinks",
    "the new work schedule", "a rumor in the group", "the price of insulin", "a form nobody explains",
    "a tooth that hurts", "the move to another county", "a supervisor who shouts", "the silence after a visit",
    "an exam in algebra", "a broken heater", "the neighbor's dog", "a stolen bicycle", "the end of a probation",
    "a cousin's wedding", "the waiting list for therapy", "a password that was changed", "the loss of a tenancy",
    "a picture posted without consent", "a locked cupboard", "the smell of smoke in the stairwell",
    "a stranger at the door", "the long walk from the station", "an unanswered voicemail", "a change of psychiatrist",
)  # fmt: skip

ACTS = (
    "ask what has helped before", "write down the three nearest steps", "offer to sit in on the call",
    "name the strengths shown so far", "look up the office hours together", "practice the sentence aloud",
    "draw a map of who could help", "wait until the voice is calm again", "share a short piece of one's own story",
    "check whether the ride still runs", "agree on a sign for a pause", "read the form line by line",
    "compare two dates on the calendar", "invite a friend of the person's choice", "leave the room for ten minutes",
    "call the advocate at the county", "fill the page in on the person's behalf", "promise that all will be well",
    "repeat what was heard in other words", "suggest a walk around the block", "set a timer for the next hour",
    "move the chairs into a circle", "send the notes to the team", "explain the rule in plain language",
    "list the costs of either path", "tell the family what was said", "open the window and dim the lights",
    "hand over a list of twelve agencies", "return to the plan made in spring", "put the phone out of sight",
    "ask permission to give an opinion", "keep to the topic of the meeting", "count the days that went well",
    "bring water and a blanket", "change the subject to the weather", "thank everyone for their patience",
    "look for a quieter table", "spell out what stays private", "sketch a budget on an envelope",
    "translate the warning label", "visit the building in daylight first", "collect the missing receipts",
)  # fmt: skip

REASONS = (
    "the choice stays with the person", "trust grows from small promises kept", "a plan works only if it is one's own",
    "fear shrinks when a step has a name", "privacy ends only where the law says so", "rest is part of the work",
    "hope is easier to borrow than to invent", "words land better after a pause", "a skill needs to be used to last",
    "two people remember more than one", "the body calms before the mind does", "an answer given too early closes the talk",
    "a role that is clear protects both sides", "culture shapes what help looks like", "shame fades when it is shared",
    "mistakes teach when nobody is blamed", "an hour of sleep is worth a day of talk", "forms decide what is paid for",
    "a door left open is used sooner or later", "people keep what they have built", "the group learns from each member",
    "silence can be an answer", "practice turns courage into habit", "every change has a price that someone pays",
    "a map is not yet a journey", "the nearest helper is often a neighbor", "facts travel faster than comfort",
    "strength is seen best from outside", "time limits make room for beginnings", "a listener need not have a cure",
)  # fmt: skip

DOUBTS = (
    "sounds kind, but it takes the lead away", "may come later, once there is trust", "belongs to another profession",
    "would settle the wrong question first", "puts the paper before the person", "is true and yet no help tonight",
    "leaves the worry where it was", "asks for more than anyone agreed to", "makes a promise that nobody can keep",
    "would be right in an emergency, which this is not", "turns a talk into an inspection", "skips the step in between",
    "spares the helper, not the one who is helped", "rests on a guess about the family", "gives advice that nobody asked for",
    "moves the burden to the next office", "might work for someone else", "hurries what needs an afternoon",
    "hides a rule that ought to be explained", "treats a habit as if it were an illness",
)  # fmt: skip

WHEN = (
    "On a Monday morning", "Shortly before noon", "After the evening group", "In the week before Thanksgiving",
    "During the first home visit", "At the end of a long shift", "On the third day of rain", "Just before closing time",
    "In the second month of training", "While the coffee is brewing", "On the way to the hearing", "At a quarter past six",
    "During a fire drill", "On the last page of the intake form", "Between two phone calls", "At the annual picnic",
    "In the middle of a role play", "The day after payday", "On the first warm evening", "When the lights flicker",
)  # fmt: skip

SKILLS = (
    "listening without a plan", "telling one's own story briefly", "working with an interpreter", "reading a bus map",
    "keeping a log", "asking open questions", "naming a feeling", "setting a boundary", "cooking for a group",
    "planning for a hard week", "finding records", "speaking at a meeting", "resolving a quarrel", "using a calendar",
    "saving for a deposit", "writing an honest letter", "de-escalating", "preparing for a visit", "learning names",
    "making a referral", "protecting a password", "handing over a shift", "giving feedback", "waiting well",
)  # fmt: skip
