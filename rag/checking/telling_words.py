"""Words by which a changed quotation says something else: negations, numerals, and verbs that deny.

Lists of the languages that are written here most; in others a changed negation or numeral counts as a changed word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_NEGATIONS = frozenset(
    """
    not no never nor neither none nobody nothing nowhere cannot without hardly barely
    nicht nichts nie niemals niemand kein keine keinen keinem keiner keines ohne weder
    ne pas jamais rien personne aucun aucune sans ni non
    nunca jamás nadie nada ningún ninguno ninguna sin tampoco
    mai niente nulla nessun nessuno nessuna senza né
    não nenhum nenhuma ninguém sem
    niet niets nooit niemand geen zonder
    ikke ingen aldri aldrig inte ej
    nie nigdy nikt nic bez не нет ни никто ничего никогда без
    """.split()  # noqa: SIM905 - a list of words is read more easily so
)
_NEGATIVE_ENDING = re.compile(r"n't$")
_ELIDED = re.compile(r"^n'(?=[^\W\d_])")
_CJK_NEGATIONS = re.compile("[不没沒未无無非否勿别別]|ない|なかっ|なく|ません|않|못|안 ")
_NEGATIVE_PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non", "anti", "miss", "des", "dés")
_SHORTEST_STEM = 3

_DENYING = frozenset(
    """
    deny denies denied denying refuse refuses refused refusing reject rejects rejected rejecting fail fails failed
    failing
    leugnet leugnete bestreitet bestritt verweigert verweigerte lehnt lehnte
    nie nient niait nié refuse refusait refusé niega negó negaron rechaza rechazó
    """.split()  # noqa: SIM905
)

_NUMERALS = frozenset(
    """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million
    millions billion billions trillion trillions dozen dozens half third quarter twice first second fourth fifth sixth
    seventh eighth ninth tenth eleventh twelfth
    zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig hundert tausend million
    millionen milliarde milliarden dutzend
    deux trois quatre cinq sept huit neuf dix onze douze vingt trente quarante cinquante soixante cent mille millions
    milliard milliards
    dos tres cuatro cinco seis siete ocho nueve diez once doce veinte treinta cuarenta cincuenta cien ciento mil millón
    millones
    due tre quattro cinque sei sette otto nove dieci cento mila milione milioni
    dois três quatro cinco sete oito nove dez cem milhão milhões
    twee drie vier vijf zes zeven acht negen tien honderd duizend miljoen miljard
    """.split()  # noqa: SIM905
)
_IN_FIGURES = {
    word: str(figure)
    for figure, words in enumerate(
        """
        one first eins erste un premier uno primero
        two second zwei zweite deux deuxième dos segundo due
        three third drei dritte trois troisième tres tercero tre
        four fourth vier vierte quatre cuatro quattro
        five fifth fünf fünfte cinq cinco cinque
        six sixth sechs sechste seis sei
        seven seventh sieben siebte sept siete sette
        eight eighth acht achte huit ocho otto
        nine ninth neun neunte neuf nueve nove
        ten tenth zehn zehnte dix diez dieci
        eleven eleventh elf elfte onze once undici
        twelve twelfth zwölf zwölfte douze doce dodici
        """.strip().splitlines(),
        start=1,
    )
    for word in words.split()
}
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_IN_FIGURES |= {word: str(number) for number, word in enumerate(_TEENS, start=13)}
_IN_FIGURES |= {word: str(number * 10) for number, word in enumerate(_TENS, start=2)}
_CJK_NUMERALS = re.compile("[一二三四五六七八九十百千万萬億亿两兩]")
_DIGIT = re.compile(r"\d")
_QUANTITY_MARKS = frozenset("%‰$€£¥₹°±+")

_SUBJECTS = frozenset(
    """
    i he she it we they who
    ich er sie es wir
    je il elle on nous ils elles
    yo él ella nosotros ellos ellas
    """.split()  # noqa: SIM905
)
_OPENS_A_CLAUSE = frozenset(
    """
    that said says say told tells claimed claims argued argues added believes believed thinks thought reported but while
    whereas because although though when
    dass sagte sagt aber während weil obwohl als
    que dit mais tandis alors parce quand
    dijo dice pero mientras porque cuando
    """.split()  # noqa: SIM905
)


def negations(words: Iterable[str]) -> list[str]:
    """Those of the words, in lower case, that negate; sorted."""
    found = list(words)
    return sorted([*(word for word in found if _negates(word)), *_CJK_NEGATIONS.findall("".join(found))])


def is_negated_form(one: str, other: str) -> bool:
    """Whether one of the words, in lower case, is the other with a negative beginning or ending: likely, unlikely."""
    short, long = sorted((one, other), key=len)
    if long == f"{short}n't" or (short, long) in {("can", "can't"), ("will", "won't"), ("can", "cannot")}:
        return True
    return len(short) >= _SHORTEST_STEM and any(long == prefix + short for prefix in _NEGATIVE_PREFIXES)


def denies(word: str) -> bool:
    """Whether the verb, in lower case, says that something is not so or not done."""
    return word in _DENYING


def has_digit(text: str) -> bool:
    """Whether a figure stands in it."""
    return _DIGIT.search(text) is not None


def is_number(text: str) -> bool:
    """Whether a word, in lower case, or a mark says how many or how much."""
    return text in _NUMERALS or text in _QUANTITY_MARKS or has_digit(text) or bool(_CJK_NUMERALS.search(text))


def figures(words: Iterable[str]) -> set[str]:
    """The numbers among the words, in lower case: seventh and seven are 7, thirty and seven behind it are 37.

    A numeral that is known by no figure is given as it is.
    """
    found: set[str] = set()
    tens = 0
    for word in words:
        figure = _IN_FIGURES.get(word, word)
        if tens and figure.isdigit() and 0 < int(figure) < 10 and word in _IN_FIGURES:  # noqa: PLR2004 - units
            found.discard(str(tens))
            figure = str(tens + int(figure))
        tens = int(figure) if word in _TENS else 0
        if is_number(word):
            found.add(figure)
    return found


def is_subject(word: str) -> bool:
    """Whether the pronoun, in lower case, is one that does something."""
    return word in _SUBJECTS


def opens_a_clause(word: str) -> bool:
    """Whether the word, in lower case, begins another clause, which has a subject of its own."""
    return word in _OPENS_A_CLAUSE


def _negates(word: str) -> bool:
    return word in _NEGATIONS or bool(_NEGATIVE_ENDING.search(word) or _ELIDED.search(word))
