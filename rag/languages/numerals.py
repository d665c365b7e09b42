"""Words that say how many or the how manieth, of each language that has a list here, and the figures they stand for.

One list for all would not do: Spanish “once” is eleven, Italian “due” is two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

_COUNTED = {
    "da": "en første, to anden, tre tredje, fire, fem, seks, syv, otte, ni, ti, elleve, tolv",
    "de": """
        eins erste ersten erster, zwei zweite zweiten zweiter, drei dritte dritten dritter, vier vierte
        vierten, fünf fünfte fünften, sechs sechste sechsten, sieben siebte siebten, acht achte achten, neun
        neunte neunten, zehn zehnte zehnten, elf elfte elften, zwölf zwölfte zwölften, dreizehn, vierzehn,
        fünfzehn, sechzehn, siebzehn, achtzehn, neunzehn
        """,
    "en": """
        one first, two second, three third, four fourth, five fifth, six sixth, seven seventh, eight eighth,
        nine ninth, ten tenth, eleven eleventh, twelve twelfth, thirteen thirteenth, fourteen fourteenth,
        fifteen fifteenth, sixteen sixteenth, seventeen seventeenth, eighteen eighteenth, nineteen
        nineteenth
        """,
    "es": """
        uno primero primera primer, dos segundo segunda, tres tercero tercera tercer, cuatro cuarto cuarta,
        cinco quinto quinta, seis sexto sexta, siete séptimo séptima, ocho octavo octava, nueve noveno
        novena, diez décimo décima, once, doce, trece, catorce, quince, dieciséis, diecisiete, dieciocho,
        diecinueve
        """,
    "fr": """
        un premier première, deux deuxième second seconde, trois troisième, quatre quatrième, cinq
        cinquième, six sixième, sept septième, huit huitième, neuf neuvième, dix dixième, onze, douze,
        treize, quatorze, quinze, seize
        """,
    "it": """
        uno primo prima, due secondo seconda, tre terzo terza, quattro quarto quarta, cinque quinto quinta,
        sei sesto sesta, sette settimo settima, otto ottavo ottava, nove nono nona, dieci decimo decima,
        undici, dodici, tredici, quattordici, quindici, sedici, diciassette, diciotto, diciannove
        """,
    "nl": """
        één eerste, twee tweede, drie derde, vier vierde, vijf vijfde, zes zesde, zeven zevende, acht
        achtste, negen negende, tien tiende, elf elfde, twaalf twaalfde, dertien, veertien, vijftien,
        zestien, zeventien, achttien, negentien
        """,
    "no": "én første, to andre, tre tredje, fire, fem, seks, sju syv, åtte, ni, ti, elleve, tolv",
    "pl": "jeden pierwszy, dwa dwie, trzy, cztery, pięć, sześć, siedem, osiem, dziewięć, dziesięć",
    "pt": """
        um primeiro primeira, dois duas segundo segunda, três terceiro terceira, quatro quarto quarta, cinco
        quinto quinta, seis sexto sexta, sete sétimo sétima, oito oitavo oitava, nove nono nona, dez décimo
        décima, onze, doze, treze, quatorze catorze, quinze
        """,
    "ru": "один первый, два две второй, три третий, четыре, пять, шесть, семь, восемь, девять, десять",
    "sv": "en första, två andra, tre tredje, fyra, fem, sex, sju, åtta, nio, tio, elva, tolv",
}
"""From one upwards, the forms of each between commas."""

_TENS = {
    "de": "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "fr": "vingt trente quarante cinquante soixante",
    "it": "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
    "pt": "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    "ru": "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто",
    "sv": "tjugo trettio fyrtio femtio sextio sjuttio åttio nittio",
}
"""From twenty upwards."""

_OTHERS = {
    "da": "hundrede tusind million millioner milliard milliarder",
    "de": """
        null hundert hunderte tausend tausende million millionen milliarde milliarden billion billionen
        dutzend dutzende
        """,
    "en": """
        zero hundred hundreds thousand thousands million millions billion billions trillion trillions dozen
        dozens half quarter twice
        """,
    "es": "cero cien ciento cientos mil miles millón millones mitad docena docenas",
    "fr": """
        zéro cent cents cents mille million millions milliard milliards moitié douzaine dizaine dizaines
        centaines
        """,
    "it": "zero cento mille mila milione milioni miliardo miliardi metà dozzina",
    "nl": "nul honderd honderden duizend duizenden miljoen miljoenen miljard dozijn",
    "no": "hundre tusen million millioner milliard milliarder",
    "pl": "sto tysiąc tysiące tysięcy milion miliony milionów miliard",
    "pt": "zero cem cento centenas mil milhão milhões bilhão bilhões metade dúzia",
    "ru": "сто тысяча тысячи тысяч миллион миллиона миллионов миллиард",
    "sv": "hundra tusen miljon miljoner miljard miljarder",
}
"""Those given as they are written."""

_ARTICLES = {
    "da": {"en"},
    "es": {"uno"},
    "fr": {"un"},
    "it": {"uno", "prima"},
    "pt": {"um"},
    "sv": {"en", "andra"},
}
"""Numerals that are more often something else."""

_UNITS_FIRST = {"de": ("und", "ein"), "nl": ("en", "een")}
"""Where seven and thirty are one word: what joins the two, and one within it."""

_CJK_NUMERALS = re.compile("[一二三四五六七八九十百千万萬億亿两兩]")
_DIGIT = re.compile(r"\d")
_QUANTITY_MARKS = frozenset("%‰$€£¥₹°±+")


def has_digit(text: str) -> bool:
    """Whether a figure stands in it."""
    return _DIGIT.search(text) is not None


def is_number(text: str, language: str) -> bool:
    """Whether a word, in lower case, or a mark says how many or how much.

    `language` is an ISO 639-1 code; in one without a list only figures, marks and Chinese numerals do.
    """
    return (
        text in _FIGURES.get(language, _NONE)
        or text in _QUANTITY_MARKS
        or has_digit(text)
        or bool(_CJK_NUMERALS.search(text))
    )


def figures(words: Iterable[str], language: str) -> set[str]:
    """The numbers among the words, in lower case: seventh and seven are 7, thirty and seven behind it are 37.

    A numeral that is known by no figure is given as it is.
    """
    known = _FIGURES.get(language, _NONE)
    tens = _TENS.get(language, "").casefold().split()
    found: set[str] = set()
    before = 0
    for word in words:
        figure = known.get(word, word)
        if before and word in known and figure in _UNITS:
            found.discard(str(before))
            figure = str(before + int(figure))
        before = int(figure) if word in tens else 0
        if is_number(word, language):
            found.add(figure)
    return found


def _all_figures(language: str) -> Iterator[tuple[str, str]]:
    for figure, words in enumerate(_COUNTED[language].split(","), start=1):
        yield from ((word, str(figure)) for word in words.split())
    tens = _TENS.get(language, "").split()
    yield from ((word, str(10 * number)) for number, word in enumerate(tens, start=2))
    yield from ((word, word) for word in _OTHERS[language].split())
    if language in _UNITS_FIRST:
        joined, one = _UNITS_FIRST[language]
        units = [one, *(words.split()[0] for words in _COUNTED[language].split(",")[1:9])]
        for number, ten in enumerate(tens, start=2):
            for unit, word in enumerate(units, start=1):
                yield f"{word}{'ë' + joined[1:] if word.endswith('e') else joined}{ten}", str(10 * number + unit)


_NONE: Mapping[str, str] = {}
_UNITS = frozenset("123456789")
_FIGURES: Mapping[str, Mapping[str, str]] = {
    language: {
        word.casefold(): figure for word, figure in _all_figures(language) if word not in _ARTICLES.get(language, ())
    }
    for language in _COUNTED
}
