import pytest

from rag.errors import UnreadableFile
from rag.readers import read_document
from rag.values import Document

from .samples import BRIDGE, RIVER, odt_bytes, zip_bytes


def pieces(document: Document) -> list[str]:
    return [document.text[p.start : p.end] for p in document.paragraphs]


def test_blocks_in_order():
    document = read_document(
        odt_bytes(
            '<text:p text:style-name="P1">The Flood</text:p><text:h text:outline-level="2">Before</text:h>'
            '<text:p>The<text:s text:c="3"/>river<text:tab/>rose<text:line-break/>'
            "<text:span>and</text:span> fell.</text:p>"
            "<text:list><text:list-item><text:p>one</text:p>"
            "<text:list><text:list-item><text:p>two</text:p></text:list-item>"
            "</text:list></text:list-item></text:list>"
            "<table:table><table:table-row><table:table-cell><text:p>1911</text:p>"
            "</table:table-cell><table:table-cell><text:p>4 m</text:p></table:table-cell>"
            "</table:table-row></table:table>"
            f"<text:section><text:p>{RIVER}</text:p></text:section>",
            styles='<style:style style:name="P1" style:parent-style-name="Title"/>',
        ),
        "a.odt",
    )
    assert pieces(document) == ["The Flood", "Before", "The river rose\nand fell.", "one", "two", "1911 | 4 m", RIVER]
    assert [h.level for h in document.headings] == [1, 2]


def test_deletions_comments_and_notes():
    document = read_document(
        odt_bytes(
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion>"
            "</text:changed-region></text:tracked-changes><text:p>It stood<office:annotation><text:p>sure?</text:p>"
            '</office:annotation><text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
            f"<text:note-body><text:p>{BRIDGE}</text:p></text:note-body></text:note> firm.</text:p>"
            "<text:p>End.</text:p>"
        ),
        "a.odt",
    )
    assert pieces(document) == ["It stood firm.", "End.", BRIDGE]


def test_tables_of_contents_are_furniture():
    toc = (
        "<text:table-of-content><text:index-body><text:p>The Flood 3</text:p></text:index-body></text:table-of-content>"
    )
    document = read_document(odt_bytes(f"{toc}<text:p>{RIVER}</text:p>"), "a.odt")
    assert [document.text[f.start : f.end] for f in document.furniture] == ["The Flood 3"]


def test_metadata():
    meta = (
        "<dc:title>The Flood</dc:title><meta:initial-creator>Ann Lee</meta:initial-creator>"
        "<dc:creator>Else</dc:creator>"
        "<meta:creation-date>2023-07-21T10:00:00.000</meta:creation-date><dc:date>2024-01-01</dc:date>"
    )
    document = read_document(odt_bytes(f"<text:p>{RIVER}</text:p>", meta), "a.odt")
    assert (document.title, document.author, document.created) == ("The Flood", "Ann Lee", "2023-07-21")
    assert document.published is None


def test_entities_are_neither_expanded_nor_fetched(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("launch code")
    prologue = (
        f'<!DOCTYPE x [<!ENTITY file SYSTEM "{secret.as_uri()}"><!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
        + "]>"
    )
    try:
        document = read_document(odt_bytes(f"<text:p>{RIVER} &file; &j;</text:p>", prologue=prologue), "a.odt")
    except UnreadableFile:
        return
    assert "launch code" not in document.text
    assert "aaaaaaaaaa" not in document.text


def test_locked_and_wrong_files_are_refused():
    manifest = '<m:manifest xmlns:m="urn:x"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
    with pytest.raises(UnreadableFile, match="password"):
        read_document(zip_bytes({"META-INF/manifest.xml": manifest, "content.xml": b"\x00\x01"}), "a.odt")
    with pytest.raises(UnreadableFile, match="not an OpenDocument text"):
        read_document(zip_bytes({"a.txt": "x"}), "a.odt")
    with pytest.raises(UnreadableFile, match="not an OpenDocument text"):
        read_document(zip_bytes({"content.xml": "<a/>"}), "a.odt")


def test_deep_nesting_is_read_or_refused():
    with pytest.raises(UnreadableFile):
        read_document(odt_bytes("<text:section>" * 5000 + "<text:p>x</text:p>" + "</text:section>" * 5000), "a.odt")


def test_comments_and_notes_in_tables_are_no_text_of_a_cell():
    note = f"<text:note><text:note-body><text:p>{BRIDGE}</text:p></text:note-body></text:note>"
    document = read_document(
        odt_bytes(
            f"<text:tracked-changes><text:changed-region><text:deletion><text:p>gone{note}</text:p></text:deletion>"
            "</text:changed-region></text:tracked-changes><table:table><table:table-row><table:table-cell>"
            f"<text:p>4 m<office:annotation><text:p>sure?</text:p></office:annotation>{note}</text:p>"
            "</table:table-cell></table:table-row></table:table>"
        ),
        "a.odt",
    )
    assert pieces(document) == ["4 m", BRIDGE]


MATH = "http://www.w3.org/1998/Math/MathML"


def formula(inside: str, said: str = "") -> str:
    return (
        f'<math xmlns="{MATH}" display="block"><semantics><mrow>{inside}</mrow>'
        f'<annotation encoding="StarMath 5.0">{said}</annotation></semantics></math>'
    )


def frame(object_: str) -> str:
    return (
        f'<draw:frame text:anchor-type="as-char">{object_}<draw:image xlink:href="./ObjectReplacements/Object 1"/>'
        "<svg:title>A title</svg:title><svg:desc>formula</svg:desc></draw:frame>"
    )


POWER = formula(
    "<msup><mn>10</mn><mn>6</mn></msup><mo>+</mo><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>"
)


@pytest.mark.parametrize("name", ["./Object 1", "Object 1", "./Object 1/"])
def test_a_formula_is_read_on_one_line(name: str):
    linked = frame(f'<draw:object xlink:href="{name}"/>')
    document = read_document(
        odt_bytes(f"<text:p>About {linked} metres.</text:p>", more={"Object 1/content.xml": POWER}), "a.odt"
    )
    assert document.text == "About 10^6+(a+b)/2 metres."


def test_a_formula_in_the_text_itself_is_read_without_what_its_program_wrote():
    inside = frame(f"<draw:object>{formula('<mi>x</mi><mo>=</mo><mn>5</mn>', 'x = 5')}</draw:object>")
    cell = f"<table:table><table:table-row><table:table-cell><text:p>{inside}</text:p></table:table-cell></table:table-row></table:table>"
    assert read_document(odt_bytes(f"<text:p>So {inside}.</text:p>{cell}"), "a.odt").text == "So x=5.\n\nx=5"


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"Object 1/content.xml": "<broken"},
        {"Object 1/content.xml": "<office>1</office>"},
        {"Object 1/content.xml": ""},
    ],
)
def test_an_object_that_is_no_formula_costs_nothing(more: dict[str, str | bytes]):
    linked = frame('<draw:object xlink:href="./Object 1"/>')
    document = read_document(
        odt_bytes(f"<text:p>About {linked}it.</text:p><text:p>{RIVER}</text:p>", more=more), "a.odt"
    )
    assert document.text == f"About it.\n\n{RIVER}"


def test_entities_of_a_formula_are_neither_expanded_nor_fetched():
    bomb = f'<!DOCTYPE x [<!ENTITY a "gone">]>{formula("<mi>&a;</mi><mn>1</mn>")}'
    linked = frame('<draw:object xlink:href="./Object 1"/>')
    document = read_document(
        odt_bytes(f"<text:p>It {linked} is.</text:p>", more={"Object 1/content.xml": bomb}), "a.odt"
    )
    assert document.text in {"It 1 is.", "It is."}
