"""Quotations as LaTeX."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.citing.forms.common import SPACES, bibliography_heading, inline, is_block, settable

if TYPE_CHECKING:
    from rag.references.values import CitedText, Run, Runs

# The plain encoding of LaTeX's fonts lacks these; \UseTextSymbol takes them from T1, which needs no package.
_OF_T1 = {
    '"': "textquotedbl",
    "«": "guillemotleft",
    "»": "guillemotright",
    "‹": "guilsinglleft",
    "›": "guilsinglright",
    "„": "quotedblbase",
    "‚": "quotesinglbase",
    "ð": "dh",
    "Ð": "DH",
    "þ": "th",
    "Þ": "TH",
    "đ": "dj",
    "Đ": "DJ",
    "ŋ": "ng",
    "Ŋ": "NG",
}
_OGONEKS = dict(zip("ąĄęĘįĮųŲǫǪ", "aAeEiIuUoO", strict=True))
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "'": r"\textquotesingle{}",
    "`": r"\textasciigrave{}",
    "\u00a0": "~",
    "\u202f": r"\,",
    "\u2011": r"\mbox{-}",
    "\u2212": r"\ensuremath{-}",
    "′": r"\ensuremath{{}^{\prime}}",
    "″": r"\ensuremath{{}^{\prime\prime}}",
    **{character: f"\\UseTextSymbol{{T1}}{{\\{name}}}" for character, name in _OF_T1.items()},
    **{character: f"\\UseTextAccent{{T1}}{{\\k}}{{{letter}}}" for character, letter in _OGONEKS.items()},
}


def latex(cited: CitedText) -> str:
    """The quotations as LaTeX to be included: no preamble, no package needed."""
    parts = []
    for passage in cited.passages:
        note = _latex_runs(passage.note)
        mark = f"\\footnote{{{note}}}" if cited.in_notes else f" {note}"
        quote = latex_escaped(passage.quote)
        parts.append(_latex_block(quote + mark) if is_block(passage.quote) else f"``{quote}''{mark}")
    if cited.bibliography:
        parts.append(f"\\section*{{{bibliography_heading(cited)}}}")
        parts += [f"\\noindent\\hangindent=2em {_latex_runs(entry)}\\par" for entry in cited.bibliography]
    return "\n\n".join(parts) + "\n"


def _latex_block(text: str) -> str:
    return f"\\begin{{quote}}\n{text}\n\\end{{quote}}"


def latex_escaped(text: str) -> str:
    """`text` on one line, so that LaTeX sets it as it is: no command, no ligature of hyphens."""
    line = SPACES.sub(" ", settable(text)).strip(" ")
    escaped = "".join(_SPECIAL.get(character, character) for character in line)
    escaped = re.sub(r"(?<=[-,])(?=[-,])", "{}", escaped)
    return re.sub(r"([?!])(?=\\textasciigrave)", r"\1{}", escaped)


def _latex_runs(runs: Runs) -> str:
    return "".join(map(_latex_run, runs))


def _latex_run(run: Run) -> str:
    text = inline(run.text, latex_escaped)
    commands = {
        "textit": run.italic,
        "textbf": run.bold,
        "textsc": run.small_caps,
        "underline": run.underlined,
        "textsuperscript": run.raised,
        "textsubscript": run.lowered,
    }
    for command in (command for command, wanted in commands.items() if wanted):
        text = f"\\{command}{{{text}}}"
    return text
