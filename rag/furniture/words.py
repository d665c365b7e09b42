"""The words that give page furniture away, by kind; no logic here.

Everything is casefolded, with white space collapsed and the end of a line (`:`, `.`, `…`, arrows) stripped. Languages:
English, Spanish, French, German, Portuguese, Italian, and where it costs nothing Dutch; Chinese, Japanese, Korean and
Arabic stand in `rag.furniture.other_script_words`. A phrase belongs here only if
it, as a whole line, can hardly be a sentence of an article.
"""

from __future__ import annotations

from rag.furniture import other_script_words as others


def _phrases(table: str) -> frozenset[str]:
    return frozenset(phrase.strip() for phrase in table.replace("\n", "|").split("|") if phrase.strip())


def _openers(table: str) -> tuple[str, ...]:
    return tuple(sorted(_phrases(table)))


def _tokens(table: str) -> frozenset[str]:
    return frozenset(table.split())


# --- share bars: lines made of these tokens alone -------------------------------------------------------------------

NETWORKS = others.NETWORKS | _tokens("""
    facebook twitter instagram youtube whatsapp telegram linkedin pinterest reddit tiktok mastodon bluesky threads
    messenger flipboard tumblr vk xing pocket snapchat viber signal flickr soundcloud spotify rss
""")
SHARE_TOKENS = (
    NETWORKS
    | others.SHARE_TOKENS
    | _tokens("""
    x email e-mail mail print share tweet copy link save sms url more like pin
    compartir imprimir correo copiar enlace guardar
    partager imprimer courriel lien copier
    teilen drucken kopieren merken twittern mailen
    compartilhar copiar imprimir
    condividi stampa copia
    delen
""")
)
SHARE_ACTIONS = others.SHARE_ACTIONS | _tokens("""
    share tweet print email e-mail copy compartir imprimir partager imprimer teilen drucken compartilhar condividi
    stampa delen
""")

# --- whole lines that are furniture wherever they stand ------------------------------------------------------------

CHROME_LINES = others.CHROME_LINES | _phrases("""
    advertisement | advertisements | sponsored content | sponsored | paid content | article continues below
    article continues below advertisement | story continues below advertisement | article continues after advertisement
    continue reading below | skip to content | skip to main content | skip to navigation | scroll to continue
    skip advertisement
    share this | share this article | share this story | share this post | share this page | share on facebook
    share on twitter | share on x | share on whatsapp | share on linkedin | share via email | share article
    share story | email this article | print this article | copy link | link copied | tweet this | save this article
    listen to this article | subscribe now | subscribe today | sign up now | sign up for free | donate now
    support our work | support our journalism | become a member | become a subscriber | already a subscriber
    please enable javascript | enable javascript | follow us | follow us on | join the conversation | view comments
    show comments | read the comments | post a comment | leave a comment | leave a reply | add a comment
    read full article | read the full article | click here to read more
    you may also like | you might also like | you might also be interested in
    publicidad | anuncio | continúa leyendo | compartir este artículo | comparte este artículo | comparte esta noticia
    compartir en facebook | compartir en twitter | compartir en whatsapp | suscríbete | suscríbete ahora | suscríbase
    síguenos | síguenos en | deja un comentario | dejar un comentario | saltar al contenido | ir al contenido
    publicité | partager cet article | partager sur facebook | partager sur twitter | s'abonner | abonnez-vous
    je m'abonne | suivez-nous | laisser un commentaire | aller au contenu | la suite après la publicité
    anzeige | werbung | artikel teilen | diesen artikel teilen | jetzt abonnieren | jetzt spenden
    newsletter abonnieren | zum inhalt springen | kommentar schreiben | kommentar verfassen | folgen sie uns
    publicidade | compartilhe | compartilhe este artigo | compartilhe esta notícia | assine já | siga-nos
    continua após a publicidade | deixe um comentário | pular para o conteúdo
    pubblicità | condividi questo articolo | condividi su facebook | abbonati | abbonati ora | seguici | seguici su
    lascia un commento | vai al contenuto | advertentie | deel dit artikel
""")

# A link to another story in one line. These open it, with or without a colon, and are no one's running prose.
LINK_OPENERS = _openers("""
    you might be interested in | you might also be interested in | you may be interested in | you may also like
    you might also like | te puede interesar | te podría interesar | le puede interesar
    también te puede interesar | quizás te interese | lee también | lea también | leé también | lee además
    lea además | lire aussi | à lire aussi | à lire également | lire également | sur le même sujet
    lesen sie auch | lies auch | lesen sie mehr | mehr zum thema | auch interessant
    das könnte sie auch interessieren | das könnte dich auch interessieren | leia também | leia mais | veja também
    leggi anche | potrebbe interessarti | ti potrebbe interessare | lees ook
""")
# The same, but ordinary words too: only with a colon (or bar) after them and no full stop at the end.
LINK_OPENERS_WITH_COLON = (
    *others.LINK_OPENERS_WITH_COLON,
    *_openers("""
    read more | read also | also read | read next | related | related article | related articles | related story
    related stories | related content | related coverage | related news | recommended reading | more on this
    don't miss | must read | leer más | ver también | vea también | relacionado | relacionada
    noticias relacionadas | nota relacionada | en savoir plus | voir aussi | weiterlesen | siehe auch | mehr dazu
    saiba mais | approfondisci
"""),
)

# --- furniture only at the edges of a page: above the title, or among other furniture at the very end ---------------

EDGE_LINES = others.EDGE_LINES | _phrases("""
    loading | loading comments | please wait | no comments yet | comments are closed | all rights reserved | back to top
    privacy policy | terms of use | terms of service | terms and conditions | cookie policy | cookie settings
    cookie preferences | manage cookies | accept all cookies | accept cookies | reject all cookies | toggle navigation
    open menu | main menu | previous post | next post | previous article | next article | load more | show more
    email address | your email | your email address | enter your email | first name | last name | reuse this content
    zur startseite | load more comments | cancel reply | post comment | submit comment
    cargando | todos los derechos reservados | política de privacidad | aviso legal | términos y condiciones
    volver arriba | chargement | tous droits réservés | politique de confidentialité | mentions légales | haut de page
    article réservé aux abonnés | alle rechte vorbehalten | datenschutz | datenschutzerklärung | impressum | nach oben
    carregando | todos os direitos reservados | voltar ao topo | caricamento | tutti i diritti riservati
    informativa sulla privacy | torna su
""")

# A menu's items; a line (or several) of these alone above a title is a site menu.
MENU_ITEMS = EDGE_LINES | _phrases("""
    comments | no comments | to top | accept all | reject all | accept | i agree | contact us | about us
    advertise with us | site map | sitemap | careers | newsletter | newsletters | subscribe | sign up | sign in | log in
    login | register | my account | donate | menu | search | close | skip | print | share | follow | read more | more
    previous | next | reply | save
    comentarios | contacto | quiénes somos | iniciar sesión | buscar | menú | boletín | commentaires | contactez-nous
    qui sommes-nous | se connecter | rechercher | recherche | kommentare | kontakt | über uns | anmelden | suche | menü
    agb | comentários | fale conosco | commenti | contatti | chi siamo | accedi | cerca | laden
    home | homepage | news | world | politics | business | economy | opinion | opinions | editorial | culture | arts
    sport | sports | science | technology | tech | health | environment | climate | lifestyle | travel | education
    entertainment | video | videos | podcast | podcasts | photos | magazine | weather | local | national | international
    latest | about | contact | shop | store | support | events | archive | topics | sections | books | music | film
    us | u.s | uk | europe | africa | asia | americas | middle east | latin america
    inicio | portada | noticias | mundo | política | economía | opinión | cultura | deportes | ciencia | tecnología
    salud | sociedad | internacional | nacional | accueil | actualités | monde | politique | économie | société | sports
    startseite | nachrichten | politik | wirtschaft | kultur | wissen | gesellschaft | meinung | início | esportes
    economia | política | sociedade | ciência | notizie | mondo | cronaca | esteri | scienza
""")

# A breadcrumb starts at one of these.
HOME = frozenset(
    ("home", "homepage", "inicio", "portada", "accueil", "startseite", "início", "pagina iniziale", "start")
)

LANGUAGES = _tokens("""
    english español espanol français francais deutsch português portugues italiano nederlands русский українська
    polski türkçe ελληνικά العربية فارسی עברית 中文 简体中文 繁體中文 日本語 한국어 svenska dansk norsk
    suomi čeština magyar română català galego euskara हिन्दी বাংলা தமிழ் සිංහල indonesia en es fr de pt it nl ru
""")

# --- where the article ends ----------------------------------------------------------------------------------------

# A list of other stories follows; nothing else is called that.
TAIL_LABELS = others.TAIL_LABELS | _phrases("""
    related articles | related stories | related posts | related content | related news | related coverage
    related topics | recommended articles | recommended stories | recommended for you | more stories | more articles
    more news | more like this | most read | most popular | most viewed | most shared | popular posts | popular stories
    recent posts | recent articles | latest articles | latest posts | latest stories | latest news | top stories
    trending now | trending stories | editor's picks | editors' picks | read next | up next | you may also like
    you might also like | you might also be interested in | you might be interested in | you may be interested in
    explore more on these topics | explore more | topics in this article | in this article
    leave a reply | leave a comment | post a comment | deja un comentario | deja una respuesta | laisser un commentaire
    deixe um comentário | lascia un commento | schreibe einen kommentar
    keep reading | from our partners | sponsored stories | around the web | about the author | about the authors
    artículos relacionados | noticias relacionadas | notas relacionadas | lo más leído | lo más visto | más leídas
    más noticias | últimas noticias | te puede interesar | también te puede interesar | sobre el autor | sobre la autora
    articles liés | articles similaires | sur le même sujet | à lire aussi | lire aussi | les plus lus | les plus lues
    derniers articles | à propos de l'auteur | à propos de l’auteur
    suggested topics | suggested reading
    mehr zum thema | verwandte artikel | ähnliche artikel | meistgelesen | am meisten gelesen | neueste artikel
    das könnte sie auch interessieren | das könnte dich auch interessieren | lesen sie auch | über den autor
    über die autorin | artigos relacionados | notícias relacionadas | mais lidas | leia também | veja também
    últimas notícias | sobre o autor | sobre a autora
    articoli correlati | i più letti | più letti | ultimi articoli | leggi anche | sull'autore | potrebbe interessarti
""")
# The same only with further evidence below: a final section of an article may be called that too.
WEAK_TAIL_LABELS = _phrases("""
    most recent | latest | recent | trending | related | recommended | popular | see also | read more | more
    comments | tags | topics | share | newsletter | subscribe | featured | highlights
    lo último | destacados | relacionado | ver también | voir aussi | tendances | siehe auch | aktuell | beliebt
    destaques | tendenze | más información | en savoir plus | mehr dazu
""")
# "More from Politics", "More in World", "More on this story": the opener of a label of at most six words.
TAIL_LABEL_OPENERS = (
    *("more from ", "more in ", "more by ", "more on this ", "latest from ", "latest in ", "the latest from "),
    *("más de ", "mehr von ", "mehr aus ", "plus de ", "mais de "),
)
