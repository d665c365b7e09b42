"""English words by which figures in the news are told: of events and persons, and those that any report has."""

from __future__ import annotations

_EVENTS = (
    *("death", "killed kill kills killing killings died die dies dead death deaths fatality fatalities slain lives"),
    *("injury", "injured injure injures injuring injury injuries wounded wounding hurt"),
    *("arrest", "arrested arrest arrests arresting detained detain detaining detentions"),
    *("missing", "missing unaccounted"),
)
_MURDER = ("murdered", "murdering", "massacred", "massacring")
EVENT_OF = {word: event for event, words in zip(_EVENTS[::2], _EVENTS[1::2], strict=True) for word in words.split()}
EVENT_OF |= dict.fromkeys(_MURDER, "death")
"""Death, injury, arrest and loss by the words that tell of them: told with any, it is the same thing."""

EVENTS = frozenset(EVENT_OF.values())

ANYONE = frozenset(("people", "person", "persons", "individuals", "victims", "dead", "deaths"))
SOME_PERSONS = frozenset(
    (
        *("protesters", "protestors", "demonstrators", "civilians", "soldiers", "troops", "police", "policemen"),
        *("officers", "children", "women", "men", "students", "workers", "migrants", "passengers", "residents"),
        *("villagers", "prisoners", "hostages", "members", "fighters", "militants", "rebels", "bystanders"),
        *("journalists", "patients", "teenagers", "activists", "marchers", "miners", "strikers", "teachers"),
    )
)
SAME_PERSONS = {"protestors": "protesters", "demonstrators": "protesters", "policemen": "police"}

SAYING = (
    *("said", "says", "reported", "reports", "announced", "confirmed", "told", "wrote", "stated", "added"),
    *("estimated", "counted", "counts", "noted"),
)

TIES_NOTHING = frozenset(
    (
        *(*EVENT_OF, *ANYONE, *SAYING),
        *("toll", "number", "total", "totals", "count", "figure", "figures", "far", "now", "already", "still", "later"),
        *("rise", "rises", "rose", "risen", "reach", "reached", "reaches", "stand", "stands", "stood", "bring"),
        *("brings", "brought", "climb", "climbed", "increase", "increased", "grew", "grown", "pass", "passed"),
        *("exceed", "exceeded", "topped", "hit", "hits", "remain", "remains", "remained", "become", "became", "lost"),
        *("dozens", "hundreds", "thousands", "lose", "left", "many", "much", "several", "altogether", "according"),
        *("report", "official", "officials"),
        *("least", "like", "around", "across", "throughout", "during", "amid", "within", "known", "struck"),
    )
)
"""Stop words aside, what any report of a figure may have: it does not tell what the figure is of."""

ENDS_CLAUSE = frozenset(
    (
        *("and", "but", "while", "who", "whom", "whose", "which", "that", "after", "when", "as", "before", "because"),
        *("by", "where"),
    )
)

BASE_OF = {"began": "begin", "begun": "begin", "held": "hold", "took": "take", "built": "build", "won": "win"}
BASE_OF |= {"sank": "sink", "sunk": "sink", "fell": "fall", "fallen": "fall", "became": "become", "chose": "choose"}
BASE_OF |= {"paid": "pay", "spent": "spend", "sold": "sell", "bought": "buy", "made": "make", "sent": "send"}
"""Past forms that stemming does not bring to the base."""

FORCE = frozenset(
    (
        *("polic", "author", "offic", "troop", "soldier", "forc", "armi", "militari", "militar", "secur", "govern"),
        *("regim", "repress", "crackdown", "violent", "shout", "includ", "live", "ammunit", "crowd", "popul"),
        *("demonstr", "marcher"),
    )
)
"""Stems by which the force of a state against a crowd is told of: with these or without, the toll is the same."""

TELLS_APART = frozenset(
    (
        *("first", "second", "third", "fourth", "fifth", "last", "latest", "next", "previous", "former", "earlier"),
        *("new", "old", "older", "oldest", "younger", "other", "north", "south", "east", "west", "northern"),
        "southern",
        *("eastern", "western", "central", "upper", "lower", "inner", "outer", "main", "rural", "urban", "local"),
        *("nation", "region", "provinci", "privat", "public", "small", "smaller", "larg", "larger", "bigger", "half"),
        *("annual", "initi", "origin", "revis", "propos", "plan", "suspect", "alleg", "averag", "net", "gross"),
    )
)
"""Stems of words that, before a noun, tell one of its kind from another."""

VARYING = frozenset(
    (
        *("inflat", "unemploy", "price", "profit", "loss", "revenu", "sale", "turnov", "rate", "temperatur", "wage"),
        *("salari", "index", "share", "growth", "grew", "approv", "rating", "export", "import", "debt", "budget"),
        *("output", "product", "deficit", "surplus", "rent", "tax", "spend", "incom", "earn", "poll", "gdp", "rise"),
        *("score", "goal", "match", "game", "season", "quarter", "attend", "visitor", "case", "infect"),
    )
)
"""Stems of what is reported again and again, another figure each time."""
