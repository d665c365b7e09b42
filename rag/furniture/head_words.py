"""The words by which the head of an article tells author and date, in six languages; no logic here.

Everything is casefolded, as in `rag.furniture.words`; what `other_script_words` knows of other languages is added.
"""

from __future__ import annotations

from rag.furniture import other_script_words as others


def _phrases(table: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in table.replace("\n", "|").split("|") if phrase.strip())


def _tokens(table: str) -> frozenset[str]:
    return frozenset(table.split())


# --- head of an article --------------------------------------------------------------------------------------------

BYLINE_OPENERS = _phrases("""
    by | written by | words by | story by | text by | opinion by | analysis by | report by | reported by
    posted by | author: | authors: | words: | por | escrito por | publicado por | texto: | autor: | autora: | par
    écrit par | publié par | auteur: | auteur : | texte: | texte : | von | text: | text von | ein artikel von
    autorin: | di | scritto da | a cura di | autore: | door
""")
# Of these openers a whole line may consist, the name on the next.
LONE_BYLINES = frozenset(("by", "written by", "por", "par", "von", "di", "author", "autor", "auteur", "autore"))

NAME_PARTICLES = _tokens("""
    de del la las los y e da do dos das di van von der den ter ten bin ibn al el le du des zu zur af av te d
""")
NAME_JOINERS = frozenset(("and", "&", "y", "e", "et", "und", "en", "with"))

# "Jane Doe in Lima", "Ana Ruiz para la Gaceta".
BEFORE_PLACES = ("in", "for", "at", "reporting from", "from", "en", "à", "pour", "para", "für", "aus", "per", "em")
# What is written small within the name of an outlet or a place.
SMALL_WORDS = NAME_PARTICLES | _tokens("of the at and for on in & für et pour à sur per a o und an")
# Surnames and first names are hardly ever these; the names of places begin with them.
NO_FIRST_NAMES = (NAME_PARTICLES - {"al", "el", "la", "las", "los"}) | _tokens("""
    san santa santo são saint st sankt puerto port porto fort mount lake cape rio río nueva nuevo villa ciudad tel hong
    addis phnom sri sierra costa el la los las by por par
""")

# The names of papers, agencies and institutions have these.
OUTLET_WORDS = _tokens("""
    times post courier herald gazette tribune journal review magazine chronicle observer dispatch bulletin daily weekly
    monthly quarterly news newspaper mail mirror telegraph guardian independent examiner inquirer register sentinel
    globe standard press media network radio tv television broadcasting reuters agency institute university
    college school faculty department centre center foundation council observatory ministry association society
    organisation organization initiative blog newsroom affairs online
    diario gaceta revista periódico correo prensa noticias semanario agencia instituto universidad centro fundación
    ministerio observatorio comisión facultad asociación boletín
    journal gazette revue presse agence institut université ministère fondation courrier quotidien
    zeitung tageblatt anzeiger kurier rundschau nachrichten tagblatt wochenblatt universität stiftung ministerium
    jornal gazeta folha agência universidade fundação correio notícias
    giornale gazzetta corriere rivista agenzia università fondazione krant dagblad
""")

# An author that is not a person.
GROUP_WORDS = _tokens("""
    staff editors editor editorial reporters reporter correspondent correspondents team desk agencies agency
    collective writers contributors newsroom board committee press reuters afp ap efe dpa ansa bloomberg redacción
    redaccion redaktion rédaction redazione redação agencias
""")
# A line under the author's name that says what they are.
ROLE_WORDS = GROUP_WORDS | _tokens("""
    correspondent reporter writer columnist journalist editor author contributor fellow professor analyst producer
    periodista corresponsal redactor redactora columnista journaliste correspondant redakteur redakteurin
    korrespondent journalist jornalista repórter giornalista corrispondente inviato
""")
# Who "posted" where no person is named.
NO_ONES = _tokens("admin administrator editor webmaster web root user guest")
# What stands beside an author's name to be pressed.
BUTTONS = _tokens("follow subscribe share save print listen reply seguir suivre folgen merken seguire segui")
# Capitalised words that stand where names stand and are none.
NOT_NAMES = _tokens("""
    america americas europe africa asia east west north south city news world politics new united states kingdom
    times post buenos angeles francisco republic university latest recent story stories articles read more subscribe
    share photo photos image images video videos podcast breaking exclusive opinion analysis interview review
    editorial feature chapter part section introduction conclusion references history background overview summary
    the a an in on of for our your this that these what why how when where who
    january february march april june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday
""")

NO_PART_OF_NAMES = NOT_NAMES | ROLE_WORDS | OUTLET_WORDS

PUBLISHED_WORDS = (
    *_phrases("""
    this article was originally published on | this article was first published on
    this story was originally published on | this story was first published on | originally published on
    issued on | first published on | first published | published on | published at | published | posted on
    posted | date | publication date | publicado el | publicado en | publicado em | publicado | publicada el
    fecha | publié le | publié | mis en ligne le | veröffentlicht am | veröffentlicht | erschienen am | stand
    datum | pubblicato il | pubblicato | data | gepubliceerd op
"""),
    *others.PUBLISHED_WORDS,
)
UPDATED_WORDS = (
    *_phrases("""
    last updated on | last updated at | last updated | last modified on | last modified | updated on | updated at
    updated | modified | actualizado el | actualizado a las | actualizado | última actualización | mis à jour le
    mis à jour à | mis à jour | modifié le | modifié | aktualisiert am | aktualisiert um | aktualisiert
    zuletzt aktualisiert am | zuletzt aktualisiert | atualizado em | atualizado às | atualizado | aggiornato il
    aggiornato alle | aggiornato | ultimo aggiornamento | bijgewerkt op
"""),
    *others.UPDATED_WORDS,
)

DATE_OPENERS = frozenset((*PUBLISHED_WORDS, *UPDATED_WORDS))

# --- dates ---------------------------------------------------------------------------------------------------------

# Month names with their abbreviations, January first; the same spelling in two languages is the same month.
MONTHS = (
    "january jan enero ene janvier janv januar jän jänner jaenner janeiro gennaio gen januari",
    "february feb febrero février fevrier févr fév februar fevereiro fev febbraio febr februari",
    "march mar marzo mars märz maerz mär mrz março marco maart",
    "april apr abril abr avril avr aprile",
    "may mayo mai maio mag maggio mei",
    "june jun junio juin juni junho giugno giu",
    "july jul julio juillet juil juli julho luglio lug",
    "august aug agosto ago août aout agt augustus",
    "september sep sept septiembre setiembre septembre setembro set settembre",
    "october oct octubre octobre oktober okt outubro out ottobre ott",
    "november nov noviembre novembre novembro",
    "december dec diciembre dic décembre decembre déc dezember dez dezembro dicembre",
)
WEEKDAYS = _tokens("""
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
    lunes martes miércoles miercoles jueves viernes sábado sabado domingo lun mié mie jue vie sáb sab dom
    lundi mardi mercredi jeudi vendredi samedi dimanche
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so
    segunda-feira terça-feira quarta-feira quinta-feira sexta-feira
    lunedì martedì mercoledì giovedì venerdì domenica
""")
# What may stand around a date in a line that is nothing but one.
DATE_FILLERS = (
    WEEKDAYS
    | others.DATE_FILLERS
    | _tokens("""
    at on of the am pm a.m p.m a.m. p.m. et est edt ct cst cdt mt mst mdt pt pst pdt gmt utc bst cet cest ist z h hs hrs
    hours uhr um de del el a las à às le il alle ore em am den o
""")
)
# "3 hours ago" and its like: a date line of a teaser, worthless as a date.
RELATIVE_DATE = (
    r"(?:about |over )?(?:\d{1,2}|an?|one|two|three) (?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?) ago",
    r"hace (?:\d{1,2}|una?) (?:minutos?|horas?|días?|semanas?|mes(?:es)?|años?)",
    r"il y a (?:\d{1,2}|une?) (?:minutes?|heures?|jours?|semaines?|mois|ans?)",
    r"vor (?:\d{1,2}|einer|einem) (?:minuten?|stunden?|tag(?:en)?|wochen?|monat(?:en)?|jahr(?:en)?)",
    r"há (?:\d{1,2}|uma?) (?:minutos?|horas?|dias?|semanas?|m[eê]s(?:es)?|anos?)",
    r"(?:\d{1,2}|un[ao']?) (?:minut[oi]|or[ae]|giorn[oi]|settiman[ae]|mes[ei]|ann[oi]) fa",
    r"just now|yesterday|today|aujourd['’]hui|ayer|hoy|hier|gestern|heute|ontem|hoje|ieri|oggi",
    *others.RELATIVE_DATE,
)
