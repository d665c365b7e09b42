"""English words that keep a question from being made, or that tell what it asks for."""

from __future__ import annotations

POINTING = frozenset(
    """
    he she it they we i you him her them us me his hers its their theirs our ours my mine your himself herself
    itself themselves this that these those such here there then former latter same other others another one ones
    both each either neither own so thus however therefore also too instead meanwhile moreover again already still
    yet now today yesterday tomorrow tonight ago recently currently later earlier next last previous previously
    following subsequent subsequently soon once afterwards current present recent which who whom whose what when
    where why how if whether while because although though unless until since as than not never no none nothing nor
    above below fellow today's yesterday's alleged said monday tuesday wednesday thursday friday saturday sunday
    more most less several many few various some any every
    """.split()  # noqa: SIM905 - a list of words in quotes is easier to read
)
"""What points out of the question, to the text around the sentence or the day it was written, or begins a clause."""

PREPOSITIONS = frozenset(
    """
    of in at for on from to with by against between among across along through throughout under over into onto near
    within without during towards toward after before around about upon via behind beyond including despite outside
    inside off up down out
    """.split()  # noqa: SIM905
)
ATTACHING = frozenset(
    """
    of in at for from between on against to
    """.split()  # noqa: SIM905
)
"""Prepositions by which a noun takes another to itself: the bridge at Orsa."""

AUXILIARIES = frozenset(
    """
    was were is are am be been being has have had do does did will would can could may might shall should must
    """.split()  # noqa: SIM905
)
JOINING = frozenset(
    """
    and or but nor
    """.split()  # noqa: SIM905
)
DETERMINERS = frozenset(
    """
    the a an
    """.split()  # noqa: SIM905
)

NOT_A_NOUN = (
    POINTING | PREPOSITIONS | AUXILIARIES | JOINING | DETERMINERS | frozenset(("said", "says", "found", "all", "only"))
)

DROPPED = frozenset(
    """
    also later finally eventually subsequently formally officially first originally
    """.split()  # noqa: SIM905
)
"""Adverbs between the subject and the verb that the question does without."""

IN_NAMES = frozenset(
    """
    of the de del della di da dos du des la le el las los van von der den al bin ibn y and for on
    """.split()  # noqa: SIM905
)
"""What joins the words of a name when a word with a capital follows."""

ANY_PLACE = frozenset(
    """
    EP LP CD DVD TV DJ PC Parliament Congress Senate Government State States Court Council President Prime Minister
    Ministry Church Act Union Party Assembly Committee University College School Army Navy King Queen Pope River
    City Commission House Department Board Republic Empire Kingdom Emperor Constitution Bill Law Cabinet Chamber
    Governor Mayor Bishop Chancellor Secretary General Director Chairman Office Agency Bank Company Corporation
    Institute Museum Library Association Society League Federation Region Province District County North South East
    West Central Northern Southern Eastern Western Internet Earth Mr Mrs Ms Dr Mr. Mrs. Ms. Dr. Sir Lord Lady
    Professor
    """.split()  # noqa: SIM905
)
"""Words with a capital that by themselves name nobody and nothing."""

KNOWN_TO_ALL = frozenset(
    """
    world sun moon sea internet universe equator sky
    """.split()  # noqa: SIM905
)
"""Nouns that “the” makes sense before without more."""

VAGUE = frozenset(
    """
    people time times day days way ways year years end place places number numbers group groups case cases report
    reports date week weeks month months side sides part parts point points thing things man men woman women person
    moment hands hand fact situation event events result results rest same best area areas work life home name order
    question questions article articles story book page text figure figures move moves measure measures attack
    attacks decision decisions
    """.split()  # noqa: SIM905
)
"""Nouns of which there are too many, whatever the documents are about."""

PERSONS = frozenset(
    """
    activist actor actress admiral adviser ambassador analyst anthropologist archaeologist architect artist
    astronaut astronomer athlete author banker baron biologist bishop broadcaster businessman businesswoman captain
    chancellor chemist chief coach colonel comedian commander commissioner composer conductor congressman critic
    dancer designer dictator diplomat director doctor dramatist drummer duke economist editor educator emperor
    engineer entrepreneur environmentalist essayist executive explorer farmer filmmaker footballer founder general
    geographer geologist governor guitarist head historian inventor journalist judge king lawyer leader lecturer
    lieutenant lord magistrate manager mathematician mayor merchant minister missionary monarch musician naturalist
    novelist nurse officer painter philanthropist philosopher photographer physician physicist pianist pilot
    playwright poet politician pope president priest prince princess producer professor programmer prosecutor
    psychologist publisher queen rapper researcher reporter revolutionary rugby ruler sailor scholar scientist
    screenwriter sculptor senator sergeant singer sociologist soldier songwriter spokesman spokesperson spokeswoman
    sportsman statesman student superintendent surgeon teacher theologian theorist trader violinist winner woman
    writer zoologist ombudsman secretary chairman chairwoman prefect
    """.split()  # noqa: SIM905
)
"""What a person is."""

ATTRIBUTES = frozenset(
    """
    capital population area length height depth cost price name currency motto budget purpose aim goal cause origin
    """.split()  # noqa: SIM905
)
"""What may be asked for of something named: the capital of Kenya."""

PEOPLE = frozenset(("people", "men", "women", "children", "police", "troops", "staff", "cattle"))
"""Plurals without an s."""
