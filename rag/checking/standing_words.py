"""Words that stand in for a noun or go before one, and the forms of a word: what a bracket may put other words for.

Lists of the languages that are written here most; in others a bracket that says whom a pronoun means is a change.
"""

from __future__ import annotations

from rag.languages.listing import by_language
from rag.languages.stop_words import STOP_WORDS

_ARTICLES = by_language(
    """
    en the a an
    de der die das den dem des ein eine einen einem einer eines
    fr le la les l un une des
    es el los la las una unos unas un
    it il lo la i gli le un uno una
    pt o a os as um uma
    nl de het een
    """
)
_DEMONSTRATIVES_AND_POSSESSIVES = by_language(
    """
    en this that these those my your his her its our their whose
    de dieser diese dieses diesem diesen jener jene jenes mein meine sein seine seinen seinem seiner ihr ihre ihren
    fr ce cet cette ces mon ma mes son sa ses notre nos leur leurs
    es este esta estos estas ese esa esos esas su sus mi mis nuestro nuestra
    it questo questa questi queste quello quella suo sua suoi sue loro
    pt este esta esse essa seu sua seus suas
    nl deze dit die dat zijn haar hun onze
    """
)
_PRONOUNS = by_language(
    """
    en i me you he him she it we us they them who whom which mine yours hers ours theirs myself himself herself itself
    en themselves both here there then now today yesterday tomorrow tonight
    de ich mich mir du er ihn ihm sie es wir uns ihnen man welche welcher welches hier dort dann heute gestern morgen
    fr je j moi tu elle il on nous vous ils elles lui eux celui celle ceux celles qui y en ici hier demain
    es yo él ella ello nosotros ellos ellas lo la los las le les esto eso quien quienes hoy ayer
    it io egli lei lui noi voi essi esse ci ne oggi ieri
    pt eu ele ela eles elas nós isso isto hoje ontem
    nl ik mij hij zij ze hem wij ons hen het
    da jeg han hun den det vi de dem ham hende
    no jeg han hun den det vi de dem ham henne
    sv jag han hon den det vi de dem honom henne
    pl on ona ono oni one jego jej ich
    ru он она оно они его её ее их ему ей им это этот эта эти
    zh 他 她 它 们 們 这 那 該 该
    ja 彼 女 これ それ
    """
)
_AFTER_A_PRONOUN = frozenset({"s", "d", "ll", "ve", "re", "m"})
_SUBJECTS = by_language(
    """
    da jeg han hun vi de
    de ich er sie es wir
    en i he she it we they who
    es yo él ella nosotros ellos ellas
    fr je il elle on nous ils elles
    it io egli lui lei noi loro
    nl ik hij zij ze wij
    no jeg han hun vi de
    pt eu ele ela nós eles elas
    sv jag han hon vi de
    """
)
_JOINING = by_language(
    """
    de und oder aber
    en and or but
    es y e o u pero
    fr et ou mais
    it e ed o ma
    nl en of maar
    pt e ou mas
    """
)
_OPENING_A_CLAUSE = by_language(
    """
    de dass sagte sagt aber während weil obwohl als
    en that said says say told tells claimed claims argued argues added believes believed thinks thought reported but
    en while whereas because although though when
    es que dijo dice pero mientras porque cuando
    fr que dit mais tandis alors parce quand
    it che disse dice ma mentre perché quando
    nl dat zei zegt maar terwijl omdat hoewel toen
    pt que disse diz mas enquanto porque quando
    """
)
_FORMS = tuple(
    frozenset(line.split())
    for line in """
    am is are was were be been being
    have has had having
    do does did done doing
    will would
    can could
    may might
    shall should
    say says said saying
    go goes went gone going
    take took taken taking
    come came coming
    give gave given giving
    make made making
    see saw seen seeing
    know knew known
    get got gotten
    find found
    think thought
    tell told
    become became
    leave left leaving
    hold held
    keep kept
    begin began begun
    bring brought
    write wrote written writing
    stand stood
    lose lost
    pay paid
    meet met
    run ran
    lead led
    speak spoke spoken
    win won
    buy bought
    send sent
    build built
    fall fell fallen
    rise rose risen
    fight fought
    sell sold
    break broke broken
    drive drove driven
    choose chose chosen
    forbid forbade forbidden
    spend spent
    lend lent
    mean meant
    hear heard
    teach taught
    catch caught
    seek sought
    strike struck
    shoot shot
    steal stole stolen
    grow grew grown
    throw threw thrown
    draw drew drawn
    wear wore worn
    bear bore born borne
    sing sang sung
    drink drank drunk
    man men
    woman women
    child children
    person people
    """.strip().splitlines()
)
_AUXILIARIES = frozenset(word for forms in _FORMS[:7] for word in forms)
_FORMS_OF = {word: forms for forms in _FORMS for word in forms}
_ENDINGS_OF_A_STEM = frozenset({"", "e", "y"})
_ENDINGS = frozenset({"s", "es", "ed", "d", "ing", "ies", "ied", "ying", "en", "n"})
_SHORTEST_STEM = 3


def stands_in(word: str, language: str) -> bool:
    """Whether the word, in lower case, stands for a noun that is elsewhere, or is no more than its article."""
    pronoun, _, rest = word.partition("'")
    known = pronoun in _PRONOUNS.get(language, ()) or is_determiner(pronoun, language)
    return known and (not rest or rest in _AFTER_A_PRONOUN)


def is_article(word: str, language: str) -> bool:
    """Whether the word, in lower case, is an article."""
    return word in _ARTICLES.get(language, ())


def is_determiner(word: str, language: str) -> bool:
    """Whether the word, in lower case, begins a noun's phrase: an article, a demonstrative or a possessive."""
    return is_article(word, language) or word in _DEMONSTRATIVES_AND_POSSESSIVES.get(language, ())


def says_little(word: str, language: str) -> bool:
    """Whether the word, in lower case, is a preposition, a pronoun or another that has no meaning by itself."""
    return word in STOP_WORDS.get(language, ()) or is_auxiliary(word)


def is_auxiliary(word: str) -> bool:
    """Whether the word, in lower case, is a verb that helps another."""
    return word in _AUXILIARIES


def joins(word: str, language: str) -> bool:
    """Whether the word, in lower case, joins two verbs that may have one subject."""
    return word in _JOINING.get(language, ())


def is_subject(word: str, language: str) -> bool:
    """Whether the pronoun, in lower case, is one that does something."""
    return word in _SUBJECTS.get(language, ())


def opens_a_clause(word: str, language: str) -> bool:
    """Whether the word, in lower case, begins another clause, which has a subject of its own."""
    return word in _OPENING_A_CLAUSE.get(language, ())


def is_form_of(one: str, other: str) -> bool:
    """Whether two words, in lower case, are the same but for an ending: walks, walked."""
    if one == other or other.removesuffix("s") in _FORMS_OF.get(one, _FORMS_OF.get(one.removesuffix("s"), ())):
        return True
    same = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    if same < _SHORTEST_STEM:
        return False
    ends = [end[1:] if end[:1] == one[same - 1] and len(end) > 1 else end for end in (one[same:], other[same:])]
    short, long = sorted(ends, key=lambda end: (end not in _ENDINGS_OF_A_STEM, end))
    return long in _ENDINGS and (short in _ENDINGS_OF_A_STEM or short in _ENDINGS)
