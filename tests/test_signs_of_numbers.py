"""Signs beside figures: a changed unit or sign is a changed number; marks, apostrophes, dashes and spaces are typography."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag.embedding import HashEmbedder
from rag.library import Library
from rag.settings import Settings
from support import write_articles

if TYPE_CHECKING:
    from rag.checking.values import CheckedQuotation

PRIMES = "The door of the mill is 6′ 4″ high, at 59° 20′ north, and it took the miller 3′ to open it in the frost."
MINUS = "At dawn it was −5 degrees in the yard, then −12,5 at noon, and the pump ran from 3–4 in the night."
HYPHEN = "The depth is -7 metres below the quay (-8 at ebb), and the well-known wheel of 1920-24 lies there in the mud."
STRAIGHT = "The gate was 5' 9\" wide and the beam 12\" thick, so the smith's cart did not pass under it."
HANDLE = "The post of @millkeeper and of @lund.holm said that mail to info@mill.example was lost in the flood."


@pytest.fixture(scope="module", params=["txt", "md"])
def library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("articles")
    texts = {"primes": PRIMES, "minus": MINUS, "hyphen": HYPHEN, "straight": STRAIGHT, "handle": HANDLE}
    write_articles(folder, {f"{name}.{request.param}": f"The {name}\n\n{text}\n" for name, text in texts.items()})
    with Library.open(folder, Settings(), HashEmbedder()) as opened:
        yield opened


def checked(library: Library, words: str, folder: Path, suffix: str = ".txt") -> CheckedQuotation:
    draft = folder / f"draft{suffix}"
    draft.write_text(f"It says:\n\n> {words}\n\nThere it ends.\n", encoding="utf-8")
    (found,) = (q for q in library.check(draft).quotations if q.block)
    return found


@pytest.mark.parametrize("text", [PRIMES, MINUS, HYPHEN, STRAIGHT, HANDLE])
def test_signs_as_they_stand_are_exact(library: Library, text: str, tmp_path: Path) -> None:
    assert checked(library, text, tmp_path).verdict == "exact"


@pytest.mark.parametrize(
    ("text", "was", "becomes"),
    [
        (PRIMES, "6′ 4″", "6' 4\""),
        (PRIMES, "6′ 4″", "6’ 4”"),
        (PRIMES, "6′ 4″", "6′4″"),
        (PRIMES, "6′ 4″", "6′ 4''"),
        (STRAIGHT, "5' 9\"", "5′ 9″"),
        (STRAIGHT, "smith's", "smith’s"),
        (MINUS, "−5", "-5"),
        (MINUS, "−5", "–5"),
        (MINUS, "3–4", "3-4"),
        (MINUS, "3–4", "3 – 4"),
        (HYPHEN, "-7", "−7"),
        (HYPHEN, "1920-24", "1920–24"),
        (HYPHEN, "well-known", "well‐known"),
    ],
)
def test_another_typography_of_a_sign_is_no_change(
    library: Library, text: str, was: str, becomes: str, tmp_path: Path
) -> None:
    assert was in text
    assert checked(library, text.replace(was, becomes), tmp_path).verdict == "typography"


@pytest.mark.parametrize(
    ("text", "was", "becomes"),
    [
        (PRIMES, "6′ 4″", "6″ 4″"),
        (PRIMES, "6′ 4″", "6″ 4′"),
        (PRIMES, "6′ 4″", "6 4″"),
        (PRIMES, "6′ 4″", "6' 4'"),
        (PRIMES, "6′ 4″", "6′ 4"),
        (PRIMES, "3′", "3"),
        (PRIMES, "3′", "3″"),
        (PRIMES, "59° 20′", "59° 20"),
        (PRIMES, "59° 20′", "59′ 20′"),
        (STRAIGHT, '12"', "12'"),
        (STRAIGHT, '12"', "12"),
        (STRAIGHT, "5' 9\"", "5′ 9′"),
        (MINUS, "−5", "5"),
        (MINUS, "−12,5", "12,5"),
        (MINUS, "−12,5", "−1,25"),
        (HYPHEN, "-7", "7"),
        (HYPHEN, "(-8", "(8"),
        (HYPHEN, "-7 metres", "7- metres"),
    ],
)
def test_a_changed_sign_or_unit_is_a_changed_number(
    library: Library, text: str, was: str, becomes: str, tmp_path: Path
) -> None:
    assert was in text
    found = checked(library, text.replace(was, becomes, 1), tmp_path)
    assert found.verdict == "altered"
    assert {difference.kind for difference in found.differences} == {"number"}


@pytest.mark.parametrize("words", ["−5 degrees in the yard, then −12,5 at noon", "-7 metres below the quay"])
def test_a_sign_at_a_quotation_s_beginning_is_its_number_s(library: Library, words: str, tmp_path: Path) -> None:
    assert checked(library, words, tmp_path).verdict == "exact"
    found = checked(library, words[1:], tmp_path)
    assert (found.verdict, [d.kind for d in found.differences]) == ("altered", ["number"])


def test_a_dash_before_a_quotation_that_begins_with_a_figure_is_no_sign(library: Library, tmp_path: Path) -> None:
    assert checked(library, "4 in the night.", tmp_path).verdict == "exact"
    assert checked(library, "24 lies there in the mud.", tmp_path).verdict == "exact"


@pytest.mark.parametrize(
    ("was", "becomes"), [("@millkeeper", "@wheelkeeper"), ("@lund.holm", "@lund.vik"), ("@millkeeper", "millkeeper")]
)
def test_a_changed_name_with_an_at_is_a_change(library: Library, was: str, becomes: str, tmp_path: Path) -> None:
    changed = HANDLE.replace(was, becomes)
    assert checked(library, changed, tmp_path).verdict == "altered"
    escaped = changed.replace("@", "\\@")
    assert checked(library, escaped, tmp_path, ".md").verdict == "altered"
    assert checked(library, HANDLE.replace("@", "\\@"), tmp_path, ".md").verdict in {"exact", "typography"}
