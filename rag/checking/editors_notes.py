"""Brackets that say something of the quoted words, such as [sic] or [emphasis added], and stand for none of them."""

from __future__ import annotations

import re

_SETTING = r"(?:emphas[ie]s|italics?|italici[sz]ation|bold(?:face)?|underlin(?:ing|es?)|stress|capitals)"
_WHOSE = r"(?:mine|ours|added|supplied|removed|omitted|deleted|original|author|authors|editor|source)"
_OMITTED = r"(?:internal\s+)?(?:quotation\s+marks|quotes|footnotes?|citations?|references?|notes?|emphasis)"
_NOTE = re.compile(
    rf"""\[\s*(?:
    sic\b.* | !+ | \?+
    | (?:all\s+|the\s+)?{_SETTING}\b[^\[\]]{{0,30}}\b{_WHOSE}\b(?:['’]s)?[^\[\]]{{0,20}}
    | (?:my|our|original|added|author['’]s)\s+{_SETTING}
    | {_OMITTED}\s+omitted
    | (?:my|our|own)\s+translation | (?:all\s+)?translations?\s+(?:(?:is|are)\s+)?(?:mine|ours)
    | (?:(?:meine?|eigene|unsere|alle)\s+)?(?:hervorh\w*\.?|herv\.|hervorgehoben|unterstreichung(?:en)?)(?!\w).{{0,60}}
    | (?:kursiv\w*)\s+(?:im|i\.|von|v\.|durch|d\.).{{0,60}} | (?:anm\.|anmerkung(?:en)?)\s+.{{1,60}}
    | (?:.{{0,20}}\b)?(?:soulign(?:e|ons|é|és)|italiques?)\b.{{0,40}}
    | (?:el\s+|las\s+|los\s+)?(?:énfasis|cursivas?|subrayados?|itálicas?)\s+.{{2,40}}
    | (?:il\s+)?(?:corsiv[oi]|enfasi|grassetto)\s+.{{2,40}}
    | (?:o\s+)?(?:grifos?|ênfase|destaques?|itálicos?)\s+.{{2,40}}
    | (?:nadruk|cursivering(?:en)?|cursief)\s+.{{2,40}}
    )\s*\]""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)


def is_editors_note(bracket: str) -> bool:
    """Whether the bracket, given with its marks, is about the words; one that puts words in is none."""
    return _NOTE.fullmatch(bracket) is not None
