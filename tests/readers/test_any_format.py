"""What holds for every format: a Document in which all offsets are right, or UnreadableFile."""

import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.errors import UnreadableFile
from rag.readers import SUFFIXES, read_document
from rag.values import Document

from .samples import RIVER, sample_files, zip_bytes

FILES = sample_files()
quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def assert_offsets_right(document: Document) -> None:
    for spans in (document.paragraphs, document.headings, document.furniture):
        assert all(0 <= span.start < span.end <= len(document.text) for span in spans)
        assert all(one.end <= other.start for one, other in pairwise(spans))
    assert all(one.end < other.start for one, other in pairwise(document.furniture))
    assert all(0 <= page <= len(document.text) for page in document.pages)
    assert list(document.pages) == sorted(document.pages)
    starts = {paragraph.start for paragraph in document.paragraphs}
    assert all(heading.start in starts for heading in document.headings)
    pieces = [document.text[p.start : p.end] for p in document.paragraphs]
    assert pieces
    assert all(piece == piece.strip() != "" for piece in pieces)
    document.text.encode("utf-8")


def read_or_refuse(data: bytes, source: str) -> Document | None:
    try:
        document = read_document(data, source)
    except UnreadableFile:
        return None
    assert_offsets_right(document)
    return document


def test_sample_of_every_format_is_read():
    for name, data in FILES.items():
        document = read_document(data, name)
        assert_offsets_right(document)
        assert "The river rose for nine days" in document.text


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_endings_count_in_any_case(suffix: str):
    kind = {".markdown": ".md", ".htm": ".html", ".xhtml": ".html", ".mht": ".mhtml"}.get(suffix, suffix)
    source = "Folder/A" + suffix.upper()
    assert read_document(FILES["a" + kind], source).source == source


@quick
@given(st.sampled_from(sorted(SUFFIXES)), st.binary(max_size=400))
def test_random_bytes_are_read_or_refused(suffix: str, data: bytes):
    read_or_refuse(data, "a" + suffix)


@quick
@given(st.sampled_from(sorted(FILES)), st.floats(0, 1))
def test_truncated_files_are_read_or_refused(name: str, share: float):
    data = FILES[name]
    read_or_refuse(data[: int(len(data) * share)], name)


@quick
@given(st.sampled_from(sorted(FILES)), st.data())
def test_files_with_changed_bytes_are_read_or_refused(name: str, draw: st.DataObject):
    data = bytearray(FILES[name])
    for _ in range(draw.draw(st.integers(1, 8))):
        data[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    read_or_refuse(bytes(data), name)


@quick
@given(st.sampled_from(sorted(FILES)), st.sampled_from(sorted(SUFFIXES)))
def test_files_under_another_formats_name_are_read_or_refused(name: str, suffix: str):
    read_or_refuse(FILES[name], "a" + suffix)


@pytest.mark.parametrize("name", sorted(FILES))
def test_empty_files_are_refused_with_a_reason(name: str):
    with pytest.raises(UnreadableFile, match="is empty"):
        read_document(b"", name)


def test_unknown_ending_is_refused_naming_those_that_are_read():
    with pytest.raises(UnreadableFile, match=r"\.xyz.*\.epub"):
        read_document(RIVER.encode(), "a.xyz")


@pytest.mark.parametrize("suffix", [".docx", ".odt", ".epub"])
def test_zip_bombs_are_refused(suffix: str):
    # The first member that each format reads, and the type list that makes it a Word file.
    names = ("[Content_Types].xml", "word/document.xml", "META-INF/manifest.xml", "META-INF/container.xml")
    with pytest.raises(UnreadableFile, match="too large unpacked"):
        read_document(zip_bytes(dict.fromkeys(names, b"<a>" + b" " * 20_000_000)), "a" + suffix)


def test_heavy_libraries_wait_for_their_format():
    code = (
        "import sys, rag.readers;"
        "print(sorted({'bs4', 'docx', 'pypdfium2', 'charset_normalizer', 'yaml', 'lxml'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
