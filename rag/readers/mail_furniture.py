"""What in a mail is not what it tells: links to see it elsewhere, why it came, how to have no more of them.

Only whole blocks are marked, by their words alone; no logic looks at how they are set.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.readers.blocks import is_visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.readers.blocks import Block

_LINK = re.compile(r"[(<\[]*https?://\S+[)>\]]*|[^\s@]{1,64}@[\w.-]{1,100}")
_LONGEST = 2000
_AROUND = " \t\n|·•:.!,…›»>→*-–—()[]"
_SHORT_WORDS = 15
_NOTICE_WORDS = 60
_FOOT_WORDS = 40
_FOOT_BLOCKS = 40
_SENTENCE_WORDS = 12
_FULL_STOP = re.compile(r"[.!?。][\"'”’»)\]]*$")

_SEE = r"(?:view|read|see|open|display|show)"
_HERE = r"(?:browser|online|web ?page|on the web|web version|(?:in|on) (?:the )?\S{0,20} ?app)"
# A line of these alone, at most `_SHORT_WORDS` of them.
_SHORT = re.compile(
    "|".join(
        (
            rf"(?:click (?:here )?to )?{_SEE}\b.{{0,40}}\b{_HERE}\b.{{0,20}}",
            rf"(?:is this|this|trouble|problems?|can['’]?t|having|e-?mail|images?)\b.{{0,60}}\b{_HERE}\b.{{0,20}}",
            rf"(?:trouble|problems?|can['’]?t|having)\b.{{0,60}}\b{_SEE}.{{0,60}}",
            r"(?:web|online|browser)[ -]?(?:version|ansicht)",
            r"(?:was this (?:e-?mail )?|forwarded this (?:e-?mail|message|newsletter)|weitergeleitet\?)\b.{0,80}",
            r"(?:im browser|online|web-?version)\b.{0,20}(?:ansehen|anzeigen|lesen|öffnen)",
            r".{0,60}\bim browser (?:ansehen|anzeigen|lesen|öffnen|betrachten)\b.{0,20}",
            r"(?:voir|lire|afficher|consulter|visualiser)\b.{0,40}\b(?:navigateur|en ligne)\b.{0,20}",
            r"(?:ver|leer|visualizar|abrir)\b.{0,40}\b(?:navegador|en línea|online)\b.{0,20}",
            r"(?:visualizza|leggi|vedi|apri)\b.{0,40}\b(?:browser|online)\b.{0,20}",
            r"(?:bekijk|lees|open)\b.{0,40}\b(?:browser|online)\b.{0,20}",
            r"like|comment|restack|share|reply|paid|preview|upgrade to paid|share this post|start writing|get the app",
            r"read (?:more|on|it here|the full (?:story|article|post))",
            r"(?:continue|keep) reading|(?:learn|find out) more",
            r"weiterlesen|mehr (?:lesen|erfahren)|lire la suite|leer más|leggi tutto|lees verder|ler mais",
            r"sent from (?:my )?\w+(?: \w+){0,3}|get outlook for \w+|von meinem \w+ gesendet|envoyé de mon \w+",
            r"enviado desde mi \w+|inviato da(?:l mio)? \w+|enviado do meu \w+|verstuurd vanaf mijn \w+",
        )
    )
)
_STOP = re.compile(
    "|".join(
        (
            r"(?:unsubscribe|opt[ -]?out|abmelden|abbestellen|newsletter abbestellen)\b.{0,60}",
            r"(?:se désinscrire|se désabonner|darse de baja|cancelar (?:la )?suscripción)\b.{0,60}",
            r"(?:disiscriviti|cancella iscrizione|cancelar inscrição|uitschrijven)\b.{0,60}",
            r"(?:update|manage|change|edit)\b.{0,20}\b(?:preferences|subscriptions?|settings|profile)\b.{0,40}",
        )
    )
)
_MAIL = r"\b(?:e-?mails?|mails?|messages?|newsletters?)\b"
# A paragraph of at most `_NOTICE_WORDS` that holds one.
_NOTICE = re.compile(
    "|".join(
        (
            r"^you(?:['’]re| are)? (?:currently )?(?:receiv\w+|subscribed|getting)\b.{0,40}\b(?:this|these|because)\b",
            r"^you (?:get|subscribed)\b.{0,40}\b(?:this|these)\b.{0,20}" + _MAIL,
            r"^this (?:e-?mail|message|newsletter) (?:was|is) (?:sent|intended|being sent|delivered)\b.{0,20}\bto\b",
            r"^(?:to|if you|don['’]?t|no longer|want to|you (?:can|may))\b.{0,80}\b(?:unsubscribe|opt[ -]?out)\b",
            r"^(?:to|don['’]?t|no longer|want to)\b.{0,40}\b(?:stop|receiv\w*|get)\b.{0,40}\b(?:these|e-?mails?)\b",
            r"\bunsubscribe (?:here|from (?:this|these|our|the) \w*)|\bunsubscribe\W*$|^unsubscribe\b",
            r"\b(?:our|my) mailing address is\b|\badd (?:us|me|\S+) to your address book\b",
            r"^thanks for reading .{1,80}\bsubscribe\b",
            r"\bis a (?:reader|listener|free|member)-supported (?:publication|newsletter)\b",
            r"^sie (?:erhalten|bekommen)\b.{0,60}" + _MAIL + r".{0,60}\b(?:weil|da|angemeldet|abonniert)\b",
            r"\bkeine (?:weiteren )?" + _MAIL + r".{0,60}\b(?:erhalten|empfangen|bekommen)\b",
            r"^vous recevez\b.{0,60}\b(?:car|parce que|abonné|inscrit)\w*\b",
            r"^(?:recibes?|has recibido|ha recibido)\b.{0,60}\bporque\b|^(?:hai ricevuto|ricevi)\b.{0,60}\bperché\b",
            r"^(?:caution|warning|external|\[external\])\b.{0,20}\b(?:e-?mail|sender|message)\b.{0,60}\boutside\b",
            r"^(?:this|the information in this|diese)\b.{0,20}" + _MAIL + r".{0,80}\b(?:confidential|vertraulich)",
        )
    )
)


def marked(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with those marked as furniture that are about the mail; where that were all, none is."""
    found = _as_found(blocks)
    return found if any(not block.furniture for block in found) else list(blocks)


def tells_something(blocks: Sequence[Block]) -> bool:
    """Whether one of the blocks is neither furniture nor about the mail."""
    return any(not block.furniture and is_visible(block.text) for block in _as_found(blocks))


def _as_found(blocks: Sequence[Block]) -> list[Block]:
    foot = _foot_at(blocks)
    known = (block.furniture or at >= foot or _is_sign(block.text) for at, block in enumerate(blocks))
    return [replace(block, furniture=furniture) for block, furniture in zip(blocks, known, strict=True)]


def _is_sign(text: str) -> bool:
    """Whether the block says how to see, keep or stop such mails, or is an address of the web alone."""
    if len(text) > _LONGEST:
        return False
    said = _bare(text)
    if not any(map(str.isalpha, said)):
        return _LINK.search(text) is not None
    return _is_stop(said) or (_words(said) <= _SHORT_WORDS and _SHORT.fullmatch(said) is not None)


def _is_stop(said: str) -> bool:
    """Whether it says why the mail came, or how to have no more of them."""
    if _words(said) <= _SHORT_WORDS and _STOP.fullmatch(said):
        return True
    return _words(said) <= _NOTICE_WORDS and _NOTICE.search(said) is not None


def _bare(text: str) -> str:
    return " ".join(_LINK.sub(" ", text).casefold().split()).strip(_AROUND)


def _words(said: str) -> int:
    return said.count(" ") + 1


def _foot_at(blocks: Sequence[Block]) -> int:
    """The first block of the foot: one below which nothing is told; the number of blocks where there is none."""
    foot = len(blocks)
    for at in range(len(blocks) - 1, max(0, len(blocks) - _FOOT_BLOCKS), -1):
        if _is_stop(_bare(blocks[at].text[:_LONGEST])):
            foot = at
        elif not blocks[at].furniture and _tells(blocks[at].text):
            break
    return foot


def _tells(text: str) -> bool:
    """Whether a block is running text, which an address or a row of links is not."""
    words = len(text.split())
    return words > _FOOT_WORDS or (words >= _SENTENCE_WORDS and _FULL_STOP.search(text) is not None)
