"""Words listed by language, as the modules beside this one keep them: a line each, the language's code first."""

from __future__ import annotations


def by_language(lines: str) -> dict[str, frozenset[str]]:
    """The words of each language, casefolded, from lines that begin with an ISO 639-1 code; it may begin several."""
    found: dict[str, set[str]] = {}
    for line in lines.strip().splitlines():
        language, *words = line.split()
        found.setdefault(language, set()).update(word.casefold() for word in words)
    return {language: frozenset(words) for language, words in found.items()}
