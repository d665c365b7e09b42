"""The patterns of whole lines that give page furniture away; no logic here.

Each is matched against a casefolded line with white space collapsed. Single words and phrases are in
`rag.furniture.words`. `{networks}` and `{agencies}` stand for the names below and there.
"""

from __future__ import annotations

NEWSLETTER_OPENERS = (
    *("sign", "subscribe", "register", "join", "get", "receive", "follow", "suscr", "regístr", "registr", "apúnt"),
    *("apunt", "síguenos", "abonn", "inscri", "recevez", "suivez-nous", "jetzt", "folgen", "assine", "cadastre"),
    *("receba", "siga-nos", "iscriviti", "abbonati", "seguici"),
)
NEWSLETTER_LINE = (
    (
        r"(?:sign up|subscribe|register)\b(?: (?:now|today|here|free|for free))?,? (?:to|for) "
        r"(?:our|my|the|this|free|[\w' ]{1,30}['’]s?)\b.{0,40}\b"
        r"(?:newsletters?|mailing list|e-?mail list|channel|podcast)"
    ),
    r"join our .{0,30}\b(?:newsletters?|mailing list|e-?mail list|channel|community)",
    r"(?:sign up|subscribe|get|receive)\b.{0,60}\b(?:in|to) your inbox(?: .{0,30})?",
    r"(?:suscr[ií]b\w+|reg[ií]str\w+|ap[uú]nt\w+) .{0,50}\b(?:bolet[ií]n\w*|newsletter|canal)",
    r"(?:abonnez-vous|inscrivez-vous|recevez) .{0,50}\b(?:newsletters?|infolettre|cha[iî]ne|lettre d['’]information)",
    r"(?:abonnieren sie|abonniere|jetzt) .{0,50}\b(?:newsletters?|kanal)(?: abonnieren| bestellen)?",
    r"(?:assine|inscreva-se|cadastre-se|receba) .{0,50}\b(?:newsletters?|boletim|canal)",
    r"(?:iscriviti|abbonati) .{0,50}\b(?:newsletter|canale)",
    r"follow (?:us|me|@\w+|[\w .'-]{2,40}) on (?:{networks}|x|google news)(?:(?:,| and| &)? (?:{networks}|x))*",
    (
        r"(?:síguenos|siga-nos|suivez-nous|folgen sie uns|seguici) (?:en|no|na|sur|auf|su) (?:nuestro |nuestra )?"
        r"(?:{networks}|x|google news)(?:(?:,| y| e| et| und)? (?:{networks}|x))*"
    ),
)
_NUMBER = r"(?:\d{1,3}|one|two|three|four|five|no)"
_STORIES = "(?:articles?|story|stories)"
_SO_LONG = "(?: (?:for|in|this|until) (?:this |the |next )?(?:month|week|year|period))?"
# What a paper says, between the paragraphs, to those who have not paid.
METER_LINE = (
    rf"you(?:['’]ve| have) {_NUMBER} (?:more |free |complimentary )*{_STORIES} (?:left|remaining){_SO_LONG}",
    rf"you(?:['’]ve| have) read {_NUMBER} (?:of|out of) (?:your )?{_NUMBER} (?:free )?{_STORIES}{_SO_LONG}",
    rf"this is your last (?:free|complimentary) (?:article|story){_SO_LONG}",
    r"this (?:article|story|content) is (?:for|available to|reserved for|exclusive to) (?:paid )?subscribers(?: only)?",
    r"already a (?:subscriber|member)\? (?:log|sign) in(?: here)?",
    r"subscribe (?:now )?for (?:just |only )?[$€£] ?\d{1,3}(?:[.,]\d\d)?(?: (?:a|per) (?:day|week|month|year))?",
    r"il vous reste \d{1,2}(?:[.,]\d{1,2})? ?% de cet article à lire(?:\. la suite est réservée aux abonnés)?",
    r"la suite est réservée aux abonnés|déjà abonné ?\? (?:se connecter|connectez-vous)",
    r"sie haben noch \d{1,2} (?:kostenlose |freie )?artikel(?: frei)?",
    r"te quedan? \d{1,2} artículos? (?:gratis|gratuitos?)(?: este mes)?",
)
# Where the pages of an article that was printed, or shown in parts, were joined.
PAGE_NUMBER_LINE = (
    r"(?:page|seite|página|pagina) \d{1,3} ?(?:of|/|von|sur|de|di|van) ?\d{1,3}",
    r"(?:story|article) continues below|continue reading(?: the main story)?",
)
_PAGE_NAME = r"(?:pages?|pg\.?|p\.|seite|página|pagina|pág\.)"
_SECTION_PAGE = r"[a-z]-?\d{1,3}"
# The same without the number of all pages; only in a paragraph of its own.
PRINTED_PAGE_LINE = (
    rf"(?:page|seite|página|pagina) (?:\d{{1,4}}|{_SECTION_PAGE})",
    (
        rf"(?:(?:story|article) )?continue[ds] (?:on|from) (?:(?:the )?(?:next|previous|front|back|facing) page|"
        rf"{_PAGE_NAME} ?(?:\d{{1,4}}|{_SECTION_PAGE})|{_SECTION_PAGE})"
    ),
    rf"(?:please )?see [\w ’'-]{{2,40}}, (?:{_PAGE_NAME} )?{_SECTION_PAGE}",
    r"fortsetzung (?:(?:auf|von) )?seite \d{1,4}|(?:continúa|sigue|pasa) (?:en|a) la página \d{1,4}",
    r"viene de la página \d{1,4}|suite (?:en |de la )?page \d{1,4}|continua na página \d{1,4}",
    r"(?:continua|segue) a pagina \d{1,4}",
)
# Where an article stood in print, and where else it stands.
PRINT_NOTE_LINE = (
    (
        r"a version of this [\w ]{3,20} (?:appears|appeared|ran) in print on .{4,40}\b(?:19|20)\d\d\b,? "
        r".{0,40}\b(?:sections?|page|edition|headline)\b.{0,300}"
    ),
    r"this [\w ]{3,20} appear(?:s|ed) in the .{2,60}\bprint edition (?:under|with) the headline .{2,250}",
    r"appear(?:s|ed) in the .{4,30}\b(?:19|20)\d\d,? print edition as .{2,250}",
    (
        r"this (?:article|story|piece|essay) (?:is|was|has been) re(?:published|printed|posted) from .{2,80} under an? "
        r"(?:creative commons|cc)\b.{0,60}licen[cs]e\.?(?: read the original (?:article|story)\.?)?"
    ),
    r"re(?:printed|published) with (?:the )?(?:kind )?permission(?: (?:from|of|by)(?: [^\s.,;:]+){1,6})?\.?",
    r"read the (?:original|full) (?:article|story|post|piece)(?: here| (?:on|at)(?: [^\s.,;:]+){1,4})?\.?",
)
COMMENT_COUNT_LINE = (
    r"(?:comments?|comentarios?|commentaires?|kommentare?|comentários?|commenti) ?[:(\[]? ?\d{1,6} ?[)\]]?",
    r"(?:\d{1,6}|no|leave a|add a) (?:comments?|comentarios?|commentaires?|kommentare?|comentários?|commenti)",
    r"\d[\d.,]{0,8}k? (?:shares?|views?|likes?)",
)
_READING = (
    "(?:read|reading time|time to read|to read|tiempo de lectura|lectura|leitura|temps de lecture|lecture|lesezeit|"
    "lesedauer|tempo di lettura|tempo de leitura|di lettura)"
)
READING_TIME_LINE = (
    rf"(?:estimated )?{_READING} ?:? ?(?:ca\. |de )?\d{{1,3}} ?min(?:ut\w{{1,2}})?\.?",
    rf"(?:about )?\d{{1,3}}[- ]?min(?:ut\w{{1,2}})?\.? (?:de |di )?{_READING}",
)
TAGS_LINE = (
    (
        r"(?:tags?|tagged(?: with)?|filed under|topics|keywords|archivado en|etiquetas|temas|mots-clés|"
        r"étiquettes|schlagwörter|schlagworte|themen|palavras-chave|argomenti) ?: .{2,200}"
    ),
    r"(?:posted|published|filed|publicado|publié|veröffentlicht) (?:in|under|en|dans) [^.:]{2,60}",
)
# What a blog's comment form says.
COMMENT_FORM_LINE = (
    r"your e-?mail address will not be published\b.*|required fields are marked\b.*|save my name, e-?mail\b.*",
    r"this site uses akismet\b.*|notify me of (?:new|follow-?up)\b.*",
    r"you must be logged in\b.*|(?:tu|su) dirección de correo electrónico no será publicada\b.*",
    r"votre adresse e-?mail ne sera pas publiée\b.*|(?:deine|ihre) e-mail-adresse wird nicht veröffentlicht\b.*",
    r"o seu endereço de e-?mail não será publicado\b.*|il tuo indirizzo email non sarà pubblicato\b.*",
    r"(?:comment|name|email|e-mail|website|nombre|correo|web|nom|nome|kommentar|comentario|commentaire) ?\*",
)
COPYRIGHT_LINE = (
    r"(?:copyright ?)?(?:©|\(c\)) ?(?:copyright ?)?(?:19|20)\d\d\b.{0,140}",
    r"our standards ?: .{3,80}",
    r"copyright (?:19|20)\d\d\b.{0,140}",
    r"©.{1,80}(?:19|20)\d\d.{0,80}",
    (
        r".{0,100}\b(?:all rights reserved|todos los derechos reservados|tous droits réservés|alle rechte vorbehalten|"
        r"todos os direitos reservados|tutti i diritti riservati)\.?"
    ),
)
COOKIE_NOTICE = (
    r"(?:we|this (?:web)?site|our (?:web)?site|we and our partners) (?:use|uses|store|stores)\b.{0,60}\bcookies\b.*",
    r"by (?:continuing|using|browsing)\b.{0,60}\b(?:site|website)\b.{0,120}\bcookies?\b.*",
    r"(?:usamos|utilizamos|este sitio (?:web )?(?:usa|utiliza)|este site (?:usa|utiliza))\b.{0,40}\bcookies\b.*",
    r"(?:nous utilisons|ce site utilise)\b.{0,40}\bcookies\b.*",
    r"(?:wir verwenden|wir nutzen|diese (?:website|webseite|seite) (?:verwendet|nutzt))\b.{0,40}\bcookies\b.*",
    r"(?:questo sito (?:usa|utilizza)|utilizziamo)\b.{0,40}\bcookie\b.*",
)
# Agencies of photographs; "REUTERS/Jane Doe", "EFE/ Juan Pérez", "(AP Photo/Jane Doe)", "Getty Images".
PHOTO_AGENCIES = (
    "reuters|efe|afp|ap|ap photo|epa|dpa|ansa|getty|getty images|shutterstock|alamy|xinhua|tass|andina|telam"
)
PHOTO_CREDIT_LINE = (
    r"[\[(]?(?:{agencies}) ?(?:/|via|—|–|-|\|) ?[\w .,'’/-]{2,60}[\])]?",
    r"[\[(]?(?:[\w.'’-]+ ){1,4}(?:/|via|—|–|\|) ?(?:{agencies})(?: (?:images|photo))?[\])]?",
    (
        r"[\[(]?(?:photos?|photographs?|photo credits?|image|image credits?|picture|foto|fotos|fotografía|crédito|"
        r"imagen|bild|bildquelle|immagine|crédit photo|photographie)(?: by)? ?: ?[^.]{2,80}\.?[\])]?"
    ),
    r"[\[(](?:photo|photograph|image|picture|foto)(?: by| von| por| di)? [^.]{2,80}[\])]",
)
# How the words below a photograph end: "… in Lima. EFE/ Juan Pérez", "… [Photo: Jane Doe]", "… (Jane Doe/Reuters)".
CAPTION_END = (
    r"[\[(](?:photo|photograph|image|picture|foto|bild|credit)\b[^\[\]()]*[\])]$|"
    r"[\[(][^\[\]()]*\b(?:{agencies})[^\[\]()]*[\])]$|\b(?:{agencies}) ?/ ?[\w .'’-]{2,40}$"
)
# In the tail, a paragraph that asks for something or tells who owns the page.
TAIL_NOTICE = (
    r"\b(?:newsletters?|subscribe|all rights reserved|cookies|donate|sign up|privacy policy|bolet[ií]n|suscr[ií]b\w+|"
    r"abonnez-vous|abonnieren|assine|iscriviti|copyright|©)"
)
# In a short line that several pages repeat, an appeal to the reader.
CALL = (
    r"\b(?:sign up|subscribe|donate|newsletters?|support (?:us|our|independent)|become a member|join us|follow us|"
    r"bolet[ií]n|suscr[ií]b\w+|dona|abonnez-vous|soutenez|faites un don|abonnieren|spenden sie|assine|apoie|iscriviti|"
    r"sostieni)\b"
)
