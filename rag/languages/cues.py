"""What questions and sentences give away by their small words, language by language.

Whether a question asks for a number, whether it goes on from one before, and whether a sentence leans on the one
before it. A language without a table here gives nothing away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rag.languages.words import ENGLISH, plain_word, stop_words

_NEVER = re.compile(r"(?!)")
_DIGIT = re.compile(r"\d")
_DIGIT_OR_NUMERAL = re.compile("[\\d二三四五六七八九十百千万萬億亿两兩]")
"""Without 一, which stands in too many other words."""


@dataclass(frozen=True, slots=True)
class Cues:
    """The patterns of one language.

    `asks_number`, `points_back` and `superlative` are searched in a question, as is `condition`, a clause of what would
    be; `asks` and `goes_on` are matched at its start; `number` is searched in a sentence, `leans_back` matched at its
    start. `names_stand_out`: within a sentence only names have capitals.
    """

    asks_number: re.Pattern[str] = _NEVER
    number: re.Pattern[str] = _DIGIT
    asks: re.Pattern[str] = _NEVER
    goes_on: re.Pattern[str] = _NEVER
    points_back: re.Pattern[str] = _NEVER
    leans_back: re.Pattern[str] = _NEVER
    superlative: re.Pattern[str] = _NEVER
    condition: re.Pattern[str] = _NEVER
    names_stand_out: bool = True


def cues(language: str | None) -> Cues:
    """The patterns of a language, an ISO 639-1 code; of English where it is not known."""
    return _CUES.get(language or ENGLISH, _NONE)


def question_language(question: str, among: Iterable[str]) -> str:
    """The language of a question: that of those given, and of English, whose small words it has most of.

    The first given wins a draw, so the most frequent one should come first.
    """
    candidates = list(dict.fromkeys((*among, ENGLISH)))
    if len(candidates) == 1:
        return ENGLISH
    words = set(_WORD.findall(question.lower()))

    def told_by(language: str) -> float:
        """How much of the question speaks for the language."""
        if language in _SCRIPTS:
            return len(_SCRIPTS[language].findall(question)) / _CHARACTERS_PER_WORD
        return sum(plain_word(word, language) in stop_words(language) for word in words)

    return max(candidates, key=told_by)


def without_question_words(question: str, language: str) -> str:
    """The question without what it asks with, in a language that writes it together with the rest."""
    asking = _ASKING.get(language)
    return asking.sub(" ", question) if asking else question


_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = {
    "ja": re.compile("[\u3040-\u30ff]"),
    "zh": re.compile("[\u3400-\u9fff](?!.*[\u3040-\u30ff])", re.DOTALL),
    "ko": re.compile("[\uac00-\ud7af]"),
    "th": re.compile("[\u0e00-\u0e7f]"),
    "lo": re.compile("[\u0e80-\u0eff]"),
    "my": re.compile("[\u1000-\u109f]"),
    "km": re.compile("[\u1780-\u17ff]"),
}
"""Where the script tells. Only Japanese has kana, and next to no question of it is without."""

_CHARACTERS_PER_WORD = 2

_ASKING = {
    "zh": re.compile(
        "什么时候|什麼時候|为什么|為什麼|多少|什么|什麼|怎么样|怎么|怎麼|怎样|怎樣|哪里|哪裡|哪儿|哪些|哪一?[个個]?"
        "|谁|誰|几|幾|何时|何時|如何|是否|多(?=[久长長大高远遠重])|[吗嗎呢][?？]?$"
    ),
    "ja": re.compile(
        "いつ|いくつ|いくら|どこ|だれ|誰|なぜ|どうして|どのように|どのくらい|どれくらい|どれほど|どの|どれ|何"
        "|(?:でした|ました|です|ます|だった|の)?か[?？。]?$"
    ),
    "ko": re.compile(
        "몇|얼마나?|언제|누가|누구|무엇|무슨|어디(?:에?서|에)?|왜|어떻게|어느|(?:습|입|합|됩)니까|(?:인|한|는)가요?"
    ),
    "th": re.compile("เท่าไหร่|เท่าไร|เมื่อไหร่|เมื่อไร|เมื่อใด|อะไร|ที่ไหน|ทำไม|ใคร|กี่|อย่างไร|ยังไง|หรือไม่|ไหม"),
}


def _asked(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _begins(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\s*[¿¡“\"'‘«„「『]?\s*(?:{pattern})", re.IGNORECASE)


def _clause(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b[^,;]*", re.IGNORECASE)


def _sentence(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"[“\"'‘«„¿¡]?(?:{pattern})\b")


_NONE = Cues()
_CUES = {
    "en": Cues(
        asks_number=_asked(
            r"\b(how (many|much|long|old|often|far|tall|large)|when|(what|which) (year|date|day|percent\w*))\b"
        ),
        asks=_begins(
            r"(who(m|se)?|what|when|where|why|which|how|is|are|was|were|do|does|did|has|have|had|can|could|will|would)\b"
        ),
        goes_on=_asked(
            r"\s*(and|but|so|or|also|then)\b|\s*(what|how) about\b"
            r"|\s*(what|who|where|any(thing|one)?) (else|other|more)\b"
        ),
        points_back=_asked(
            r"\b(it|its|they|them|their|theirs|he|him|his|she|her|hers|then|this|these|those)\b"
            # Not “how many were there”, nor “the weapons that the army bought” and “say that the army bought”.
            r"|(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbe )(?<!\bbeen )"
            r"\bthere\b(?!\s+(?:is|are|was|were|has|have|had|will|be|been)\b)"
            r"|\b(?:is|was|are|were) that\b"
            r"|\bthat\b(?!\s+(?:the|an?|he|she|it|they|we|i|you|is|are|was|were|has|have|had|will|would|can|could|may"
            r"|might|must|do|does|did|\w+ed)\b)"
        ),
        leans_back=re.compile(
            r"[“\"'‘]?(?:(?:He|She|It|They|This|That|These|Those|His|Her|Their|Its|Such|Both|Another|Neither)\b"
            r"|(?:But|And|So|Yet|Still|Instead|However|Later|Meanwhile|Then|Now|Today|Also),? "
            r"(?:he|she|it|they|this|that|these|those|his|her|its|their)\b"
            r"|(?:In|On|At|By|After|Before|Since|During|For|From|Until) [^\s,]+(?: [^\s,]+)?,? (?:he|she|it|they)\b"
            r"|The (?:latter|former)\b|The (?:following|next|same) (?:day|night|week|month|year)\b"
            r"|(?:In response|In return|As a result|After that|Among them|According to (?:him|her|them))\b"
            r"|There,)"
        ),
        superlative=_asked(
            r"\b(first|last|only|most|least|best|worst"
            r"|(?:bigg|larg|great|small|high|low|tall|deep|wid|long|short|old|young|earli|lat|new|few|rich|poor|strong"
            r"|weak|fast|slow|near|hard|heavi|hott|cold|bright|clos|wealthi|busi)est)\b"
        ),
        condition=_clause("if|unless|in case"),
    ),
    "es": Cues(
        asks_number=_asked(r"\b(cu[aá]nt[oa]s?|cu[aá]ndo|qu[eé] (año|d[ií]a|fecha|mes|porcentaje|edad|hora)s?)\b"),
        asks=_begins(r"(qu[eé]|qui[eé]n(es)?|cu[aá](ndo|les|l)|cu[aá]nt[oa]s?|d[oó]nde|c[oó]mo|por qu[eé])\b"),
        goes_on=_begins(
            r"(y|e|pero|o|también|entonces|además)\b|qu[eé] hay de|qu[eé] pas[aó] con"
            r"|(qu[eé]|qui[eé]n|d[oó]nde|algo|alguien) más\b"
        ),
        points_back=_asked(
            r"\b(él|ell[ao]s?|est[eao]s?|es[eao]s?|aquel|aquell[ao]s?|all[ií]|ah[ií]|entonces|sus?|suy[oa]s?)\b"
        ),
        leans_back=_sentence("Él|Ell[ao]s?|Est[eao]s?|Es[eao]s?|Aquel|Aquell[ao]s?|Sus?|Amb[ao]s|Tal|Tales"),
        condition=_clause("si"),
    ),
    "pt": Cues(
        asks_number=_asked(
            r"\b(quant[oa]s?|quando"
            r"|(que|qual)( é| foi)?( o| a)? (ano|dia|data|mês|percentagem|porcentagem|idade|hora)s?)\b"
        ),
        asks=_begins(r"(que|quem|quando|quant[oa]s?|onde|como|por que|porque|qua(l|is))\b"),
        goes_on=_begins(r"(e|mas|ou|também|então|além)\b|que tal|(que|quem|onde|algo|alguém) mais\b"),
        points_back=_asked(
            r"\b([dn]?el[ea]s?|[dn]?est[ea]s?|[dn]?ess[ea]s?|[dn]?isso|[dn]?isto|[dn]?aquel[ea]s?|aquilo|lá|ali|então"
            r"|seus?|suas?)\b"
        ),
        leans_back=_sentence("El[ea]s?|Est[ea]s?|Ess[ea]s?|Isso|Isto|Aquel[ea]s?|Aquilo|Seus?|Suas?|Amb[ao]s|Tal|Tais"),
        condition=_clause("se não"),
    ),
    "fr": Cues(
        asks_number=_asked(
            r"\b(combien|quand|quel(le)?s?( est| était| fut)?( la | le | l['’]| )"
            r"(année|an|date|jour|mois|pourcentage|âge|heure|distance|taille|hauteur|longueur)s?)\b"
        ),
        asks=_begins(r"(qui|que|quand|où|comment|pourquoi|combien|quel(le)?s?|est-ce)\b|qu['’]"),
        goes_on=_begins(r"(et|mais|ou|aussi|alors|puis)\b|qu['’]en est-il|(quoi|qui) d['’]autre"),
        # “a-t-il” and “est-ce” ask, whatever the subject.
        points_back=_asked(
            r"(?<!-)\b(ils?|elles?|eux|lui|cela|ceci|ça|ce|cet|cette|ces|celui|celles?|ceux|son|sa|ses|leurs?|là|alors)\b"
        ),
        leans_back=_sentence(
            "Ils?|Elles?|Cela|Ceci|Ça|Ce|Cet|Cette|Ces|C['’]|Son|Sa|Ses|Leurs?|Celui|Celles?|Ceux|Tous deux"
        ),
        condition=_clause("si|s['’]ils?"),
    ),
    "de": Cues(
        asks_number=_asked(
            r"\b(wie ?viele?[nrsm]?|wie (lang|lange|alt|oft|weit|hoch|groß|gross|teuer|tief|breit|schnell|schwer)|wann"
            r"|welche[mnrs]? (jahr|tag|datum|monat|anteil|prozentsatz|uhrzeit))\b"
        ),
        goes_on=_begins(r"(und|aber|oder|auch|dann|also)\b|was ist mit|wie steht es|(was|wer|wo) (noch|sonst)"),
        points_back=_asked(
            r"\b(er|sie|(?<!gibt )(?<!gab )es|ihn|ihm|ihnen|ihre?[mnrs]?|seine?[mnrs]?|diese?[mnrs]?|jene[mnrs]?|dort"
            r"|damals|da(bei|von|für|zu|mit))\b"
        ),
        leans_back=_sentence(
            "Er|Sie|Es|Dies|Diese[mnrs]?|Jene[mnrs]?|Sein|Seine[mnrs]?|Ihr|Ihre[mnrs]?|Beide|Solche"
            "|Das (?:ist|war|wird|wurde|hat|hatte|sagte|geschah|gilt)|Da(?:bei|von|für|zu|mit|gegen|durch)"
        ),
        names_stand_out=False,
        condition=_clause("wenn|falls|sofern"),
    ),
    "it": Cues(
        asks_number=_asked(
            r"\b(quant[oaie]|quando|(che|quale?)( è| era| fu)?( la | il | l['’]| )"
            r"(anno|giorno|data|mese|percentuale|età|ora))\b|\bquant['’]"
        ),
        asks=_begins(r"(chi|che|cosa|quando|quant[oaie]|dove|come|perch[eé]|qual[ei]?)\b"),
        goes_on=_begins(r"(e|ed|ma|o|anche|allora|poi|inoltre)\b|che ne è|che dire|(che|chi|dove) (altro|ancora)"),
        points_back=_asked(
            r"\b(egli|lui|lei|loro|ess[oaie]|quest[oaie]|quell[oaie]|quel|quei|ciò|lì|là|allora|suo|sua|suoi|sue)\b"
        ),
        leans_back=_sentence(
            "Egli|Lui|Lei|Ess[oaie]|Loro|Quest[oaie]|Quell[oaie]|Quel|Quei|Ciò|Entramb[ie]"
            "|(?:Il|La|I|Le) (?:suo|sua|suoi|sue|loro)"
        ),
        condition=_clause("se non"),
    ),
    "nl": Cues(
        asks_number=_asked(
            r"\b(hoeveel|hoe (lang|oud|vaak|ver|groot|hoog|diep)|wanneer|welke? (jaar|dag|datum|maand|percentage))\b"
        ),
        asks=_begins(r"(wie|wat|wanneer|waar|waarom|hoe|hoeveel|welke?)\b"),
        goes_on=_begins(r"(en|maar|of|ook|dan)\b|hoe zit het met|(wat|wie|waar) nog"),
        points_back=_asked(r"\b(hij|hem|zij|ze|haar|hun|hen|dit|deze|daar|toen|er(van|mee|voor))\b"),
        leans_back=_sentence("Hij|Zij|Ze|Dit|Dat|Deze|Die|Zijn|Haar|Hun|Beide"),
        condition=_clause("als|indien|tenzij"),
    ),
    "ru": Cues(
        asks_number=_asked(
            r"\b(сколько|когда|как (долго|часто|далеко)"
            r"|как(ой|ом|ого|ую) (год\w*|день|дн\w+|дат\w+|месяц\w*|процент\w*))\b"
        ),
        asks=_begins(r"(кто|что|когда|где|почему|как|сколько|как(ой|ая|ое|ие))\b"),
        goes_on=_begins(r"(а|и|но|или|также|тогда|потом)\b|(что|кто|где) ещ[её]\b"),
        points_back=_asked(
            r"\b(он[аио]?|его|ему|н[её]м|е[её]|ей|их|им|ими|эт\w{1,3}|тот|та|те|там|тогда|сво\w{1,3})\b"
        ),
        leans_back=_sentence("Он[аио]?|Его|Е[её]|Их|Эт(?:о|от|а|и|ого|ой|их)|Так(?:ой|ая|ие)|Об[ае]"),
    ),
    "zh": Cues(
        asks_number=_asked("多少|[几幾]|何[时時]|什么时候|什麼時候|哪一?[年天日月]|多[久长長大高远遠重]"),
        number=_DIGIT_OR_NUMERAL,
        goes_on=_begins("那么?|那麼|还有|還有|另外|而且"),
        points_back=_asked("[他她它]们?|[他她它]們|这|這|那|该|該|此"),
        leans_back=re.compile("[“「『]?(?:[他她它]|这|這|那|该|該|此|其)"),
    ),
    "ja": Cues(
        asks_number=_asked(
            "いつ|いくつ|いくら|どのくらい|どれくらい|どれほど"
            "|何(?:[人年月日時回個歳円台本件倍%％]|キロ|メートル|パーセント)"
        ),
        number=_DIGIT_OR_NUMERAL,
        goes_on=_begins("では|じゃあ|それで|そして|また|他に|ほかに"),
        points_back=_asked("彼|それ|これ|あれ|その|この|そこ|ここ|当時"),
        leans_back=re.compile("[「『]?(?:彼|それ|これ|その|この|そこ|同[氏社市県国年日])"),
    ),
    "ar": Cues(asks_number=_asked(r"\b(كم|متى|أي (عام|سنة|يوم|تاريخ|شهر))\b")),
    "th": Cues(asks_number=_asked("เท่าไ|เมื่อไ|เมื่อใด|กี่|นานแค่")),
    "ko": Cues(
        asks_number=_asked("몇|얼마|언제|며칠"),
        goes_on=_begins(r"(?:그리고|그럼|그러면|그런데|또)\s"),
        points_back=_asked(r"(?:^|\s)(?:그|이|저)(?:는|가|를|의|것|곳|들|때)?\s|거기|당시"),
        leans_back=re.compile(r"[“\"'‘]?(?:그(?:는|가|녀|들|의|것)|이(?:는|것|들|에|로))"),
    ),
}
