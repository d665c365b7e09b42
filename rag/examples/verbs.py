"""English verbs that questions are made with: the forms of each, and which frames they fit. A verb that is not here
makes no question.
"""

from __future__ import annotations

_IRREGULAR = """
    become became become | begin began begun | break broke broken | bring brought brought | build built built |
    burn burnt burnt | buy bought bought | catch caught caught | choose chose chosen | come came come |
    cost cost cost | draw drew drawn | drive drove driven | fall fell fallen | feed fed fed | fight fought fought |
    flee fled fled | fly flew flown | forbid forbade forbidden | freeze froze frozen | give gave given |
    go went gone | grow grew grown | hit hit hit | hold held held | keep kept kept | lay laid laid | lead led led |
    leave left left | lose lost lost | make made made | meet met met | overthrow overthrew overthrown |
    pay paid paid | put put put | rise rose risen | run ran run | see saw seen | sell sold sold | send sent sent |
    sign signed signed | sink sank sunk | spend spent spent | split split split | stand stood stood |
    steal stole stolen | strike struck struck | swear swore sworn | take took taken | teach taught taught |
    throw threw thrown | win won won | withdraw withdrew withdrawn | write wrote written
"""
_REGULAR = """
    abandon abolish accept acquire adopt announce annex appoint approve arrest arrive assassinate attack attend
    authorise authorize award ban bomb borrow burn cancel capture carry cause celebrate change charge close coin
    collapse command commission compete complete compose conclude conduct conquer consecrate construct contain
    contribute convert convict create crown damage decide declare dedicate defeat deliver demolish deploy deport
    describe design destroy detain develop die direct disband discover dismiss dissolve divide donate double earn
    elect employ enact end enter establish evacuate execute expand expel explode export express extend fail fine
    finish flood force form found gain grant happen host house identify impeach import impose imprison inaugurate
    include incorporate increase injure install introduce invade invent invest issue jail join kill land last launch
    legalise legalize link list live locate marry merge mint move murder name nationalise nationalize nominate
    occupy occur open oppose ordain order organise organize oust own paint pass patent perform plant play present
    pressure privatise privatize proclaim produce promote propose prosecute publish purchase ratify rebuild receive
    recognise recognize record recover reduce release remove rename renovate reopen repair repeal replace report
    rescue resign restore retire return reunite sack score seize sentence serve settle shell ship shoot situate
    spread stage start store strand suffer surrender suspend test transfer translate transport turn unveil use visit
    vote wait wound
"""
_DOUBLING = "ban cancel commit expel occur plan ship stop transfer"
_TAKEN_APART = {"rebuild": ("rebuilt", "rebuilt"), "shoot": ("shot", "shot"), "spread": ("spread", "spread")}


def _forms() -> dict[str, tuple[str, str]]:
    """The past and the participle of each verb by its base."""
    forms: dict[str, tuple[str, str]] = {verb: (_past(verb), _past(verb)) for verb in _REGULAR.split()}
    for entry in _IRREGULAR.replace("\n", "|").split("|"):
        if entry.strip():
            base, past, participle = entry.split()
            forms[base] = past, participle
    return forms | _TAKEN_APART


def _past(verb: str) -> str:
    if verb in _DOUBLING.split():
        return f"{verb}{verb[-1]}ed"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return f"{verb[:-1]}ied"
    return f"{verb}d" if verb.endswith("e") else f"{verb}ed"


def _third(verb: str) -> str:
    if verb.endswith(("s", "sh", "ch", "x", "o")):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if verb.endswith("y") and verb[-2] not in "aeiou" else f"{verb}s"


_FORMS = _forms()

BASE_OF_PAST = {past: base for base, (past, _) in _FORMS.items()}
PAST_OF_PARTICIPLE = {participle: past for past, participle in _FORMS.values()}

BASE_OF_PRESENT = {
    _third(verb): verb
    for verb in (
        "carry",
        "contain",
        "cost",
        "cover",
        "employ",
        "feed",
        "hold",
        "house",
        "need",
        "own",
        "produce",
        "receive",
    )
} | {"has": "have", "comprises": "comprise", "requires": "require"}
"""Present forms that stand before how many there are of something."""

MADE_BY = frozenset(
    """
    built coined commissioned composed created designed developed directed discovered established founded introduced
    invented killed led launched opened organised organized painted patented produced proposed published unveiled
    written
    """.split()  # noqa: SIM905 - a list of words in quotes is easier to read
)
"""Participles after which “by” names who did it."""

DONE_BY = frozenset(PAST_OF_PARTICIPLE[participle] for participle in MADE_BY - {"killed", "led", "published", "opened"})

PUNISHED = frozenset(
    ("arrested", "awarded", "banned", "convicted", "dismissed", "fined", "imprisoned", "jailed", "sacked")
)
"""Participles after which “for” says why."""

CHANGES = frozenset(
    """
    abandoned abolished acquired adopted announced annexed appointed approved arrested assassinated attacked
    authorised authorized banned began born broken built burned cancelled captured closed completed consecrated
    convicted created crowned dedicated declared defeated demolished destroyed detained disbanded discovered
    dismissed dissolved elected enacted established evacuated executed expelled finished flooded formed founded held
    identified impeached imprisoned inaugurated incorporated installed introduced invaded invented jailed killed
    laid launched legalised legalized merged moved murdered nationalised nationalized occupied opened ordained ousted
    overthrown passed patented privatised privatized proclaimed published ratified rebuilt released removed renamed
    renovated reopened repealed replaced restored sacked sentenced shot signed sold split started sunk suspended
    sworn taken transferred unveiled withdrawn written
    """.split()  # noqa: SIM905
)
"""Participles of what happens on a day or in a year, so that one may ask when it did."""

HAPPENS_ONCE = frozenset(
    """
    abandon abolish acquire adopt annex approve arrest arrive authorise authorize ban become begin bomb break build
    buy capture close collapse complete conquer convict create declare defeat demolish destroy die disband discover
    dismiss dissolve elect enact end enter establish expel fall finish flee form host impeach impose introduce
    invade invent join land launch leave legalise legalize lose make marry merge move nationalise nationalize open
    overthrow pass privatise privatize proclaim publish purchase ratify rebuild recognise recognize release remove
    rename repeal replace resign retire seize sell sign sink start surrender suspend take unveil visit win withdraw
    write
    """.split()  # noqa: SIM905
)
"""Verbs of what happens on a day or in a year."""

DECIDED = frozenset(
    """
    adopted announced approved authorised authorized banned declared demanded enacted expelled imposed introduced
    invented launched passed proclaimed promised proposed published ratified rejected repealed signed unveiled
    """.split()  # noqa: SIM905
)
"""Past forms after which one may ask what it was that somebody did so."""
