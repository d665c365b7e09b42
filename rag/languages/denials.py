"""Words by which a text says that something is not so, of each language that has a list here.

One list for all would not do: German “Mai” is a month, Italian “mai” is never.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.languages.listing import by_language

_NEVER = re.compile(r"(?!)")

_NEGATIONS = by_language(
    """
    ar لا لم لن ليس ليست ليسوا غير أبدا
    bg не няма нямаше никой никога нищо никъде никакъв никаква никакво нито
    ca no mai ningú res cap gens tampoc ni
    cs ne není nejsou nebyl nebyla nebylo nebyli nemá nemůže nikdy nikdo nikoho nic ničeho nikde žádný žádná žádné
    cs žádného ani
    da ikke ingen intet ingenting aldrig hverken næppe sjældent umulig umuligt
    de nicht nichts nie niemals niemand niemanden niemandem niemandes kein keine keinen keinem keiner keines keinerlei
    de weder nirgends nirgendwo kaum selten unmöglich keinesfalls keineswegs
    el δεν δε μη μην όχι ποτέ κανείς κανένας κανέναν καμία καμιά κανένα τίποτα τίποτε ούτε πουθενά
    en not no never nor neither none nobody nothing nowhere cannot hardly barely seldom rarely scarcely unlikely
    en unable impossible few
    es no ni nunca jamás nadie nada ningún ninguno ninguna ningunos ningunas tampoco apenas imposible
    et ei pole mitte ära ühtegi keegi kunagi
    fa نه نیست نیستند نبود نبودند هرگز هیچ هیچکس نمی
    fi ei en et emme ette eivät eikä älä ilman koskaan mitään
    fr ne pas jamais rien aucun aucune aucuns aucunes nul nulle ni non guère impossible
    he לא אין אינו אינה אינם איננו אף מעולם
    hi नहीं न मत ना
    hr ne nije nisu nisam nema nikad nikada nitko niko ništa nigdje nijedan nijedna nijedno niti
    hu nem ne nincs nincsenek sincs soha sosem sem semmi senki
    id tidak bukan tak belum jangan tiada
    it non no né mai niente nulla nessun nessuno nessuna neppure nemmeno neanche impossibile
    lt ne nėra niekada niekas nieko nė
    lv ne nē nav nebija nekad neviens nekas
    nl niet niets nooit niemand geen nergens nauwelijks zelden noch onmogelijk
    no ikke ingen intet ingenting aldri verken hverken neppe sjelden umulig
    pl nie nigdy nikt nikogo nikomu nic niczego żaden żadna żadne żadnego żadnej ani nigdzie
    pt não nem nunca jamais ninguém nada nenhum nenhuma nenhuns nenhumas tampouco impossível
    ro nu niciodată nimeni nimic niciun nicio nici
    ru не нет ни никто никого никому ничего ничто никогда нигде никакой никакая никакие нельзя
    sk nie nikdy nikto nikoho nič ničoho nikde žiadny žiadna žiadne ani
    sl ne ni niso nikoli nihče nič nikjer noben nobena nobeno niti
    sr не није нису нема никад никада нико ништа нигде ниједан ниједна ниједно нити
    sr ne nije nisu nema nikad nikada niko ništa nigde nijedan nijedna nijedno niti
    sv inte ej icke ingen inget inga aldrig ingenting varken knappast sällan omöjligt omöjlig
    tr değil yok hiç asla
    uk не ні немає ніхто нікого нічого ніщо ніколи ніде жоден жодна жодне
    vi không chưa chẳng đừng
    """
)
_LACKING = by_language(
    """
    ar بدون بلا دون
    bg без
    ca sense
    cs bez
    da uden
    de ohne außer
    el χωρίς δίχως
    en without except
    es sin salvo excepto
    et ilma
    fa بدون
    fr sans sauf
    he בלי ללא
    hi बिना
    hr bez
    hu nélkül
    id tanpa
    it senza tranne eccetto
    lt be
    lv bez
    nl zonder behalve
    no uten
    pl bez
    pt sem salvo exceto
    ro fără
    ru без
    sk bez
    sl brez
    sr без bez
    sv utan
    uk без
    """
)
"""These deny a thing, or all but one, and not what the sentence states."""

_VERBS = by_language(
    """
    de leugnet leugnete leugnen bestreitet bestritt bestreiten verweigert verweigerte verweigern lehnt lehnte lehnten
    en deny denies denied denying refuse refuses refused refusing reject rejects rejected rejecting fail fails failed
    en failing lack lacks lacked lacking
    es niega niegan negó negaron rechaza rechazan rechazó rechazaron
    fr nie nient niait nié refuse refusent refusait refusé rejette rejettent rejeté
    it nega negano negò negarono rifiuta rifiutano rifiutò
    nl ontkent ontkennen ontkende weigert weigeren weigerde
    pt nega negam negou negaram recusa recusam recusou recusaram
    """
)

_ENDINGS = {"en": re.compile(r"n't$")}
_BEGINNINGS = {"fr": re.compile(r"^n'(?=[^\W\d_])")}
_ELISION = re.compile(r"^[^\W\d_]{1,6}'(?=[^\W\d_])")
_ELIDING = frozenset({"fr", "it", "ca"})
_WITHIN_WORDS = {
    "zh": re.compile("[不没沒未無无勿]|非(?![洲裔])|(?<![特分区區级級个個性类類差])[别別](?![人的墅])"),
    "ja": re.compile("[不未無]|非(?!常)|ない|なかっ|なく|ません"),
    "th": re.compile("ไม่"),
    "ko": re.compile("않|못|없|아니|아닌"),
}
_PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non", "anti", "miss", "des", "dés")
_SHORTEST_STEM = 3

_NO_DENIAL_IN_FEW = frozenset("a the these those last past next first every some of in with".split())  # noqa: SIM905
"""Before “few”: a few are some, and a man of few words is one."""


def negations(words: Sequence[str], language: str) -> list[str]:
    """Those of the words, in lower case and in the order of the text, that negate; sorted.

    `language` is an ISO 639-1 code; in one without a list nothing is taken for a negation.
    """
    found = [word for at, word in enumerate(words) if _negates(words, at, language)]
    return sorted([*found, *_within(words, language)])


def is_denied(words: Sequence[str], language: str) -> bool | None:
    """Whether something among the words, as `negations` takes them, is said not to be so; None where no list tells."""
    if language not in _NEGATIONS and language not in _WITHIN_WORDS:
        return None
    return bool(negations(words, language)) or any(denies(word, language) for word in words)


def denies_a_thing(word: str, language: str) -> bool:
    """Whether the word, in lower case, denies a thing and not a statement: without."""
    return word in _LACKING.get(language, ())


def denies(word: str, language: str) -> bool:
    """Whether the verb, in lower case, says that something is not so or not done."""
    return word in _VERBS.get(language, ())


def is_negated_form(one: str, other: str) -> bool:
    """Whether one of the words, in lower case, is the other with a negative beginning or ending: likely, unlikely."""
    short, long = sorted((one, other), key=len)
    if long == f"{short}n't" or (short, long) in {("can", "can't"), ("will", "won't"), ("can", "cannot")}:
        return True
    return len(short) >= _SHORTEST_STEM and any(long == prefix + short for prefix in _PREFIXES)


def _negates(words: Sequence[str], at: int, language: str) -> bool:
    word = words[at]
    if word == "few" and at and words[at - 1] in _NO_DENIAL_IN_FEW:
        return False
    told = {word, _ELISION.sub("", word)} if language in _ELIDING else {word}
    listed = (_NEGATIONS.get(language, frozenset()), _LACKING.get(language, frozenset()))
    patterns = (_ENDINGS.get(language, _NEVER), _BEGINNINGS.get(language, _NEVER))
    return any(told & some for some in listed) or any(pattern.search(word) for pattern in patterns)


def _within(words: Sequence[str], language: str) -> Iterator[str]:
    """The negations of languages that write them within words, or no spaces between these."""
    if language in _WITHIN_WORDS:
        for match in _WITHIN_WORDS[language].finditer("".join(words)):
            yield match.group()
