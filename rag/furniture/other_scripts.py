"""Who wrote an article, in scripts without capitals: 记者 李明, 山田太郎記者, 홍길동 기자, كتب: أحمد علي.

No capital tells a name there, so a line is one only with a word that says what it is, and where the rest has a name's
shape: a known surname in Chinese and Korean, a few words and a colon in Arabic.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from rag.furniture import other_script_words as words

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST_CHARACTERS = 100
_HAN, _KANA, _HANGUL, _ARABIC = "\u3400-\u9fff々", "\u3041-\u30ff", "\uac00-\ud7af", "\u0620-\u0652\u0671"
_COLON = r"\s?[:：]\s?"
_BETWEEN = re.compile(r"[\s、，,/·・]+")
_AROUND = " ()[]（）【】［］|"


def _any_of(phrases: Iterable[str]) -> str:
    return "|".join(sorted(phrases, key=lambda phrase: (-len(phrase), phrase)))


_NAMES_IN_CHINESE = rf"[{_HAN}]{{2,4}}(?:[\s、，,/·]+[{_HAN}]{{2,4}}){{0,4}}"
_AUTHOR_IN_CHINESE = re.compile(
    rf"(?:(?:{_any_of(words.HOUSES_IN_CHINESE)})?(?:{_any_of(words.AUTHORS_IN_CHINESE)})(?:{_COLON}|\s)"
    rf"|(?:文|撰文)\s?[/／|｜丨:：]\s?)(?P<names>{_NAMES_IN_CHINESE}?)(?:\s?[{_HAN}]{{0,6}}(?:报道|報導|摄))?"
)
_GIVEN_IN_JAPANESE = rf"[ \u3000]?[{_HAN}{_KANA}]{{1,4}}"
_AUTHOR_IN_JAPANESE = re.compile(
    rf"(?:{_any_of(words.AUTHORS_IN_JAPANESE)})\s?[/／:：＝]\s?(?P<names>[{_HAN}]{{1,4}}{_GIVEN_IN_JAPANESE})"
    rf"|(?P<signed>[{_HAN}]{{1,3}}{_GIVEN_IN_JAPANESE}?)[ \u3000]?(?:{_any_of(words.REPORTERS_IN_JAPANESE)})"
)
_SHORTEST_IN_JAPANESE = 3
# 新聞記者, 女性記者: a kind of reporter, and no one's name.
_KINDS_OF_PEOPLE = re.compile(
    "[部紙局社性聞人手員者元前全各他のがをへ]|記録|政治|経済|国際|地方|従軍|同行|担当|番組|週刊"
)
# 정치부 기자: of a desk or a house, and no one's name.
_KINDS_OF_REPORTERS = re.compile("(?:[부사팀]|방송국)$")
_NAME_IN_KOREAN = rf"[{_HANGUL}]{{3}}"
_ADDRESS = r"(?:\s?=?\s?[\w.+-]+@[\w-]+\.[\w.-]+)?"
_AUTHOR_IN_KOREAN = re.compile(
    rf"(?P<names>{_NAME_IN_KOREAN}(?:\s?[·,]\s?{_NAME_IN_KOREAN}){{0,4}})"
    rf"\s?(?:{_any_of(words.REPORTERS_IN_KOREAN)}){_ADDRESS}"
    rf"|(?:기자(?:{_COLON}|\s?=\s?|\s)|(?:글|글\s?·\s?사진|작성자)(?:{_COLON}|\s?=\s?))"
    rf"(?P<signed>{_NAME_IN_KOREAN}){_ADDRESS}"
)
_AUTHOR_IN_ARABIC = re.compile(
    rf"(?:(?:{_any_of(words.AUTHORS_IN_ARABIC)})(?:{_COLON}|\s?[-–—]\s)|بقلم(?:{_COLON}|\s))"
    rf"(?P<names>[{_ARABIC}]{{2,12}}(?: [{_ARABIC}]{{2,12}}){{1,3}})"
)
_CREDIT = re.compile(
    rf"(?:{_any_of(words.EDITORS_IN_CHINESE)}){_COLON}(?P<names>{_NAMES_IN_CHINESE})"
    rf"|(?:{_any_of(words.CREDITS)}){_COLON}(?P<who>[^\s。！？!?.,，:：;；][^。！？!?:：;；]{{0,24}})"
)
_WORDS_OF_A_CREDIT = 4
_LABELS = re.compile(
    rf"\s+(?=(?:{_any_of(words.EDITORS_IN_CHINESE | words.CREDITS | words.FIELDS_IN_CHINESE)}){_COLON}"
    rf"|(?:{_any_of(words.FIELDS_IN_KOREAN)})[ :])"
)


def credited(text: str) -> str | None:
    """The author or authors whom a line or a part of one names, joined with "; ", as "李明, 王芳" were one, inverted.

    "" where it says who did another part of the work, or where the article is from; None where it is something else.
    """
    if text.isascii() or len(text) > _MOST_CHARACTERS:
        return None
    bare = text.strip(_AROUND)
    for shape, is_name in (
        (_AUTHOR_IN_CHINESE, _is_chinese),
        (_AUTHOR_IN_KOREAN, _is_korean),
        (_AUTHOR_IN_ARABIC, _is_any),
        (_AUTHOR_IN_JAPANESE, _is_japanese),
    ):
        if found := shape.fullmatch(bare):
            said = found.groupdict()
            written = said["names"] or said.get("signed") or ""
            names = [written] if shape in {_AUTHOR_IN_ARABIC, _AUTHOR_IN_JAPANESE} else _BETWEEN.split(written)
            if all(map(is_name, names)):
                return "; ".join(names)
    return "" if is_credit(text) else None


def is_credit(text: str) -> bool:
    """Whether the text says nothing but who did parts of the work other than writing, or where an article is from."""
    if text.isascii() or len(text) > _MOST_CHARACTERS:
        return False
    return all(map(_is_one_credit, fields_of(text.strip(_AROUND))))


def _is_one_credit(part: str) -> bool:
    found = _CREDIT.fullmatch(part)
    if found is None:
        return False
    names = found["names"]
    return all(map(_is_chinese, _BETWEEN.split(names))) if names else len(found["who"].split()) <= _WORDS_OF_A_CREDIT


def fields_of(text: str) -> list[str]:
    """The parts of a line of several fields that stand with a space between them: 来源：… 作者：…"""
    cuts = [0, *(found.start() for found in _LABELS.finditer(text)), len(text)]
    return [text[start:end].strip() for start, end in pairwise(cuts)]


def _is_chinese(name: str) -> bool:
    return name[:1] in words.SURNAMES_IN_CHINESE or name[:2] in words.SURNAMES_IN_CHINESE


def _is_korean(name: str) -> bool:
    return name[:1] in words.SURNAMES_IN_KOREAN and _KINDS_OF_REPORTERS.search(name) is None


def _is_japanese(name: str) -> bool:
    return len(name) >= _SHORTEST_IN_JAPANESE and _KINDS_OF_PEOPLE.search(name) is None


def _is_any(name: str) -> bool:
    return bool(name)
