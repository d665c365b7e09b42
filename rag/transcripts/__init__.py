"""A conversation with all its citations, as a file to keep: Markdown, HTML, Word or JSON. One module a form."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, get_args

from rag.answer_json import answer_to_json
from rag.errors import UsageError
from rag.transcripts.conversation import check_conversation, make_transcript

if TYPE_CHECKING:
    from rag.references.values import Reference
    from rag.transcripts.conversation import Conversation, Transcript
    from rag.values import Citation

TranscriptForm = Literal["markdown", "html", "docx", "json"]
"""The forms that a conversation is written in."""

_FORMS: tuple[str, ...] = get_args(TranscriptForm)


def write_transcript(
    conversation: Conversation, form: TranscriptForm, reference: Callable[[Citation], Reference], style: str | None
) -> bytes:
    """The conversation in that form, its citations in that style, None for Chicago's notes; JSON has no style.

    `reference` gives that of a citation's document. Raises UsageError for a conversation without answers or title,
    and for a form or a style that is not there.
    """
    if form not in _FORMS:
        raise UsageError(f"The form of the transcript is {form!r}; it must be one of {', '.join(_FORMS)}.")
    check_conversation(conversation)
    if form == "json":
        return _json(conversation)
    transcript = make_transcript(conversation, reference, style)
    if form == "docx":
        from rag.transcripts.word import word

        return word(transcript)
    return _text(transcript, form).encode()


def _text(transcript: Transcript, form: TranscriptForm) -> str:
    if form == "html":
        from rag.transcripts.html import html

        return html(transcript)
    from rag.transcripts.markdown import markdown

    return markdown(transcript)


def _json(conversation: Conversation) -> bytes:
    asked = {"asked": conversation.asked} if conversation.asked else {}
    values = {"title": conversation.title, **asked, "answers": [answer_to_json(one) for one in conversation.answers]}
    written = json.dumps(values, ensure_ascii=False, indent=2) + "\n"
    # Half of a surrogate pair, which UTF-8 cannot hold, is written as JSON escapes it.
    return written.encode("utf-8", "backslashreplace")
