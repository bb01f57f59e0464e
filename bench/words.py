"""The words that the benchmark's questions are made of. Each list fills one place of a sentence, so that all of them read.

The lists are long because a text of few words packs better than any real one.
"""

NAMES = ["Amara", "Beatriz", "Chidi", "Dolores", "Emre", "Farah", "Gustavo", "Hyun", "Imani", "Jorge", "Kavya", "Lupita", "Mahina", "Nikolai", "Oksana", "Priya", "Quyen", "Rashid", "Soledad", "Tomás", "Ursula", "Vicente", "Wanjiru", "Xiomara", "Yusuf", "Zoë", "Anders", "Bao", "Camila", "Desmond", "Esperanza", "Fatuma", "Giulia", "Hassan", "Ingrid", "Jamal", "Kiona", "Leilani", "Mateo", "Noor", "Obinna", "Paloma", "Quentin", "Renata", "Siobhán", "Tariq", "Uriel", "Violeta", "Winston", "Yesenia", "Zainab", "Alonzo", "Bridget", "Cormac", "Daniela", "Elias", "Freya", "Gideon", "Hana", "Isidro", "Junko", "Keanu", "Lorraine", "Malik", "Nadia", "Omar", "Perla", "Rosalind", "Stefan", "Thanh"]

PLACES = ["Alameda", "Bakersfield", "Chico", "Davis", "Eureka", "Fresno", "Gilroy", "Hayward", "Indio", "Jackson", "Kerman", "Lodi", "Merced", "Napa", "Oakland", "Petaluma", "Quincy", "Redding", "Salinas", "Turlock", "Ukiah", "Vallejo", "Watsonville", "Yreka", "Auburn", "Blythe", "Colusa", "Delano", "Escondido", "Fontana", "Hanford", "Inglewood", "Julian", "Kingsburg", "Lompoc", "Modesto", "Needles", "Oroville", "Porterville", "Ridgecrest", "Stockton", "Tehachapi", "Upland", "Ventura", "Willows", "Arcata", "Barstow", "Clovis", "Downey", "Encinitas", "Fillmore", "Galt", "Hollister", "Irvine", "Kentfield", "Lancaster", "Monterey", "Norwalk"]

SETTINGS = """
wellness center/drop-in kitchen/county library/sober living home/night shelter/community garden/clubhouse/bus depot
walk-in clinic/outpatient program/food pantry/courthouse hallway/job center/warm line office/college cafeteria
hospital lobby/mobile clinic/laundromat/church basement/housing office/repair workshop/farmers' market/swimming hall
crisis residence/veterans' lodge/animal shelter/music school/print shop/harbor mission/bakery/waiting room/tool library
art studio/parking lot/senior residence/train station/playground/pharmacy/radio station/bowling alley/field hospital
""".replace("\n", "/").strip("/").split("/")

QUALITIES = ["new", "old", "long", "short", "broken", "missing", "sudden", "quiet", "loud", "late", "early", "costly", "lonely", "borrowed", "crowded", "empty", "locked", "narrow", "painful", "private", "public", "forgotten", "difficult", "distant", "bitter", "careful", "cheerful", "clumsy", "cold", "complicated", "curious", "dusty", "familiar", "fragile", "friendly", "generous", "gentle", "heavy", "hidden", "honest", "hurried", "itchy", "jagged", "lasting", "mild", "muddy", "noisy", "odd", "ordinary", "patient", "plain", "polite", "precious", "proud", "quick", "rainy", "rusty", "salty", "secret", "shaky", "sharp", "silent", "simple", "sleepless", "slow", "small", "soft", "sour", "steady", "stubborn", "sturdy", "strange", "tangled", "temporary", "thin", "tidy", "tired", "unpaid", "unsigned", "urgent", "vague", "warm", "weekly", "wild", "wobbly", "woolen", "worn", "yearly", "yellow"]

THINGS = ["letter", "appointment", "anniversary", "quarrel", "interview", "schedule", "bill", "dream", "hearing", "roommate", "rumor", "prescription", "form", "toothache", "move", "supervisor", "visit", "exam", "heater", "neighbor", "bicycle", "probation", "wedding", "list", "password", "lease", "picture", "cupboard", "staircase", "stranger", "walk", "voicemail", "diagnosis", "garden", "kitchen", "bus", "ticket", "blanket", "budget", "calendar", "meeting", "journal", "recipe", "song", "haircut", "scar", "key", "window", "elevator", "paycheck", "referral", "questionnaire", "notebook", "telephone", "microwave", "backpack", "umbrella", "passport", "diploma", "bandage", "bracelet", "candle", "ladder", "mattress", "puzzle", "rehearsal", "signature", "suitcase", "thermostat", "typewriter", "uniform", "vegetable", "witness", "workshop", "allowance", "birthday", "bonfire", "carpet", "ceremony", "contract", "dentist", "deposit", "detour", "engine", "envelope", "errand", "festival", "fever", "flashlight", "funeral", "guitar", "hallway", "harvest", "headache", "holiday", "invoice", "kettle", "lawsuit", "lecture", "lullaby", "medal", "mirror", "mortgage", "mural", "nephew", "nightmare", "nurse", "orchard", "overcoat", "parade", "patio", "petition", "pillow", "podcast", "postcard", "promise", "quilt", "raffle", "receipt", "refund", "relapse", "roof", "sandwich", "scholarship", "seizure", "shower", "sidewalk", "sister", "skateboard", "snowfall", "sofa", "speech", "storm", "summons", "supper", "sweater", "tattoo", "tenant", "testimony", "thesis", "tournament", "tractor", "trial", "vaccine", "vacation", "valley", "verdict", "violin", "voucher", "waitress", "wallet", "warrant", "watermelon", "wheelchair", "whistle", "yard"]

ACTS = """
ask about/write down/sit in on/name/look up/practice/draw/wait for/share/check/agree on/read/compare/invite/leave/call/fill
in/promise/repeat/suggest/set aside/move/send/explain/list/describe/open/hand over/return to/put away/mention/keep/count
bring/change/welcome/look for/spell out/sketch/translate/visit/collect/borrow/repair/photograph/postpone/observe/rehearse
summarize/label/weigh/divide/measure/decorate/rewrite/water/paint/sort/carry/deliver/remember/search for/record/polish
""".replace("fill\nin", "fill in").replace("\n", "/").strip("/").split("/")

IDEAS = ["trust", "fear", "privacy", "hope", "rest", "courage", "shame", "culture", "silence", "practice", "honesty", "patience", "humor", "sleep", "anger", "grief", "pride", "habit", "memory", "kindness", "curiosity", "confidence", "comfort", "choice", "loneliness", "dignity", "respect", "knowledge", "doubt", "faith", "gratitude", "craft", "friendship", "guilt", "health", "instinct", "jealousy", "joy", "justice", "language", "laughter", "leisure", "loyalty", "luck", "music", "nature", "order", "pain", "poverty", "power", "purpose", "reason", "recovery", "rhythm", "safety", "solitude", "strength", "stress", "structure", "talent", "teamwork", "timing", "tradition", "truth", "wisdom", "wonder", "work", "worry", "youth"]

DOINGS = """
grows slowly/shrinks in daylight/needs a witness/returns on its own/asks for time/belongs to nobody/costs little/wears off
teaches more than advice/opens a door/fills the room/rarely comes alone/travels fast/looks different from outside/heals
starts with a small step/ends at the threshold/gets lost in paperwork/survives a bad week/cannot be ordered/deserves room
speaks softly/takes the longer road/invites company/settles by evening/makes mistakes bearable/hides behind jokes/counts
keeps people apart/holds a group together/depends on the weather/fades when it is shared/turns into habit/weighs a lot
pays in the end/changes its shape/sounds like an excuse/builds on what is there/wakes up at night/breaks under pressure
leaves traces/feels like home/knows no calendar/has a price/finds its own words/follows a plan/protects both sides
""".replace("\n", "/").strip("/").split("/")

WHENS = """
On a Monday morning/Shortly before noon/After the evening group/In the week before Thanksgiving/During the first home visit
At the end of a long shift/On the third day of rain/Just before closing time/In the second month of training/At dusk
While the coffee is brewing/On the way to the hearing/At a quarter past six/During a fire drill/Between two phone calls
On the last page of the intake form/At the annual picnic/In the middle of a role play/The day after payday/At breakfast
On the first warm evening/When the lights flicker/Late on Friday/Halfway through lunch/During the flu season/In October
""".replace("\n", "/").strip("/").split("/")

SKILLS = """
listening without a plan/telling one's own story/working with an interpreter/reading a bus map/keeping a log/cooking
asking open questions/naming a feeling/setting a boundary/planning for a hard week/finding records/speaking at a meeting
resolving a quarrel/using a calendar/saving for a deposit/writing an honest letter/de-escalating/preparing for a visit
learning names/making a referral/protecting a password/handing over a shift/giving feedback/waiting well
""".replace("\n", "/").strip("/").split("/")

DOUBTS = """
sounds kind, but it takes the lead away/may come later, once there is trust/belongs to another profession
would settle the wrong question first/puts the paper before the person/is true and yet no help tonight
leaves the worry where it was/asks for more than anyone agreed to/makes a promise that nobody can keep
would be right in an emergency/turns a talk into an inspection/skips the step in between/rests on a guess
spares the helper, not the one who is helped/gives advice that nobody asked for/moves the burden to the next office
might work for someone else/hurries what needs an afternoon/hides a rule/treats a habit as if it were an illness
""".replace("\n", "/").strip("/").split("/")
