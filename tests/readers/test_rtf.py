import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import UnreadableFile
from rag.readers import read_document
from rag.values import Document

from .samples import BRIDGE, RIVER, rtf_bytes
from .test_any_format import quick, read_or_refuse


def read(body: str, head: str = "") -> Document:
    return read_document(rtf_bytes(body, head), "a.rtf")


def pieces(document: Document) -> list[str]:
    return [document.text[p.start : p.end] for p in document.paragraphs]


STYLES = (
    r"{\stylesheet{\ql\li0 Normal;}{\s1\ql\outlinelevel0\sbasedon0\snext0 heading 1;}{\s2\sbasedon1 Chapter;}"
    r"{\*\cs10 Default Paragraph Font;}{\s3{\*\keycode T}\qc Title;}{\s4 toc 1;}{\s5\outlinelevel1 Zwischentitel;}}"
)


def test_blocks_in_order():
    document = read(
        r"\pard\plain\s3 The Flood\par\pard\outlinelevel1 Before\par"
        r"\pard The  river\tab rose\line and fell.\par{\listtext\'b7\tab}one\par{\pntext 1.\tab}two\par"
        r"\trowd\cellx100\cellx200\pard\intbl 1911\par in May\cell 4 m\cell\row\pard "
        rf"{RIVER}\par",
        STYLES,
    )
    assert pieces(document) == [
        *("The Flood", "Before", "The river rose\nand fell.", "one", "two", "1911 in May | 4 m", RIVER)
    ]
    assert [h.level for h in document.headings] == [1, 2]


def test_headings_are_told_by_their_style_or_by_themselves():
    body = "".join(rf"\pard\s{n} Of Bridges {n}\par" for n in (1, 2, 5)) + rf"\pard\outlinelevel9 Body\par {RIVER}"
    document = read(rf"{body}\par", STYLES)
    assert [(document.text[h.start : h.end], h.level) for h in document.headings] == [
        *(("Of Bridges 1", 1), ("Of Bridges 2", 1), ("Of Bridges 5", 2))
    ]


def test_tables_of_contents_are_furniture():
    document = read(rf"\pard\s4 The Flood\tab 3\par\pard {RIVER}\par", STYLES)
    assert [document.text[f.start : f.end] for f in document.furniture] == ["The Flood 3"]


def test_tracked_changes_are_taken_as_accepted():
    body = r"The bridge {\deleted fell{\footnote gone}}{\revised stood}\deleted  long\par\deleted0  firm\par{\mvf away} here"
    assert pieces(read(body)) == ["The bridge stood firm", "here"]


def test_notes_follow_the_body():
    note = rf"{{\super\chftn}}{{\*\footnote\pard\plain{{\super\chftn}} {BRIDGE}}}"
    assert pieces(read(rf"It stood{note} firm.\par End{{\footnote\ftnalt Of stone.}}.")) == [
        *("It stood firm.", "End.", BRIDGE, "Of stone.")
    ]


def test_what_is_apart_from_the_text_is_left_out():
    body = (
        r"{\header Page {\field{\*\fldinst PAGE}{\fldrslt 1}}\par}{\footerf Print}{\*\generator Writer 1;}"
        r"{\*\bkmkstart a}It {\v not to be seen}\v nor this\v0 stood{\*\atnid B}{\*\annotation sure?}{\xe\v index}"
        r" {\field{\*\fldinst{HYPERLINK \\l \'22a\'22}}{\fldrslt{\ul firm}}}"
        r"{\*\shppict{\pict\pngblip 89504e47}}{\nonshppict{\pict 0102}}{\object{\*\objdata 01}{\result{\pict 01}}}"
        r"{{\NeXTGraphic a.png \width10 }\'ac} here.\par{\v All of it.\par}"
    )
    assert read(body).text == "It stood firm here."


def test_a_text_box_follows_its_paragraph_and_is_read_once():
    box = (
        r"{\shp{\*\shpinst\shpleft1{\sp{\sn a}{\sv b}}{\shptxt In a box.\par}}{\shprslt{\*\do{\dptxbxtext In a box.}}}}"
    )
    assert pieces(read(rf"Before{box} it.\par After.")) == ["Before it.", "In a box.", "After."]
    assert pieces(read(rf"\trowd\pard\intbl A cell.{box}\cell B\cell\row")) == ["A cell. In a box. | B"]


def test_a_table_within_a_cell_is_text_of_the_cell():
    inner = r"\pard\intbl\itap2 Old\nestcell New\nestcell{\*\nesttableprops\trowd\cellx1\nestrow}{\nonesttables\par}"
    assert pieces(read(rf"\trowd\pard\intbl Out{inner}\pard\intbl\itap1\cell 4 m\cell\row\pard End")) == [
        *("OutOld New | 4 m", "End")
    ]


def test_a_table_that_breaks_off_loses_nothing():
    assert pieces(read(r"\trowd\pard\intbl 1911\cell 4 m\cell \pard End.")) == ["1911 | 4 m", "End."]
    assert pieces(read(r"\pard\intbl In no cell.\par\pard End.")) == ["In no cell.", "End."]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r"it\'92s caf\'e9 \'93so\'94", "it’s café “so”"),
        (r"it\u8217\'92s \u8220\ldblquote so\u8221\rdblquote", "it’s “so”"),
        (r"\uc2 \u20320\'c4\'e3!\uc0 \u233 e", "你!ée"),
        (r"{\uc0\u8217 s} \u8217?s", "’s ’s"),
        (r"\u-10179?\u-8704? \u128512?", "😀 😀"),
        (r"a\u55357?b", "a�b"),
        (r"10\~m non\_stop co\-op\emdash so\endash\bullet", "10\u00a0m non‑stop coop—so–•"),
        (r"\{a\\b\}", r"{a\b}"),
        ("one\r\n two\\\nthree", "one two\n\nthree"),
        (r"{\upr{na?ve}{\*\ud{na\u239?ve}}}", "naïve"),
        (r"one\page two\sect three", "one\n\ntwo\n\nthree"),
        (
            r"{\mmath{\*\moMath{\msSup{\msSupPr{\mctrlPr\i }}{\me{\mr 10}}{\msup{\mr 6}}}{\mden{\mr a+b}}}}",
            "10^6/(a+b)",
        ),
    ],
)
def test_characters(written: str, text: str):
    assert read(written).text == text


FONTS = (
    r"{\fonttbl{\f0\froman\fcharset0\fprq2{\*\panose 02}Times;}{\f1\fcharset204 Times Cyr;}{\f2\fcharset128 Mincho;}"
    r"{\f3\fcharset2 Symbol;}{\f4\fcharset2 Wingdings;}}"
)


def test_bytes_are_read_as_their_font_says():
    body = r"{\f1\'d0\'e5\'ea\'e0} \'e9 {\f2\'90\'ec\'83A} 5 {\f3 m}m {\f3\u-3911?}{\f4 l}\f1\'e4\plain\'e4{\f9\'e4}"
    assert read(body, FONTS).text == "Река é 川ア 5 μm ≠дää"


@pytest.mark.parametrize("result", ["", r"\'b1", r"\u-3919?"])
def test_a_sign_that_is_a_field_is_read_once(result: str):
    field = rf'{{\field{{\*\fldinst {{SYMBOL 177 \\f "Symbol" \\s 12}}}}{{\fldrslt\f3 {result}}}}}'
    assert read(rf"5 {field} 1 m{{\field{{\*\fldinst DATE}}{{\fldrslt , today}}}}", FONTS).text == "5 ± 1 m, today"


def test_the_files_own_code_page_counts_where_its_fonts_name_none():
    fonts = r"{\fonttbl\f0\fswiss\fcharset0 Helvetica;}"
    assert read_document(rf"{{\rtf1\ansi\ansicpg1251{fonts}\f0 \'d0\'e5\'ea\'e0}}".encode(), "a.rtf").text == "Река"
    assert read_document(rb"{\rtf1\mac \'8e\'d5}", "a.rtf").text == "é’"
    assert read_document(rb"{\rtf1\ansi\ansicpg99999 \'e9}", "a.rtf").text == "é"


def test_what_textedit_saves_is_read():
    saved = (
        "{\\rtf1\\ansi\\ansicpg1252\\cocoartf2639\n\\cocoatextscaling0\\cocoaplatform0{\\fonttbl\\f0\\fswiss\\fcharset0 "
        "Helvetica;}\n{\\colortbl;\\red255\\green255\\blue255;}\n{\\*\\expandedcolortbl;;}\n\\paperw11900\\viewkind0\n"
        "\\pard\\tx566\\pardirnatural\\partightenfactor0\n\n\\f0\\fs24 \\cf0 The Flood\\\n\\\n"
        "It\\'92s said \\uc0\\u8220 no\\u8221 .}"
    )
    assert pieces(read_document(saved.encode(), "a.rtf")) == ["The Flood", "It’s said “no”."]


def test_what_the_document_says_of_itself():
    info = (
        r"{\info{\title The Fl\'f6od}{\author Ann Lee; Bo Chen}{\operator Else}{\*\company Mill}"
        r"{\creatim\yr2023\mo7\dy21\hr10}{\revtim\yr2024\mo1\dy1}{\printim\yr1999\mo1\dy1}}"
    )
    document = read(RIVER, FONTS + info)
    assert (document.title, document.author, document.created) == ("The Flöod", "Ann Lee, Bo Chen", "2023-07-21")
    assert (document.published, document.text) == (None, RIVER)
    unset = read(RIVER, r"{\info{\creatim\yr0\mo0\dy0}{\revtim\yr2024\mo1\dy9}}")
    assert (unset.title, unset.author, unset.created) == (None, None, "2024-01-09")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (RIVER.encode(), "is not a Rich Text document"),
        (b"PK\x03\x04...", "is a zip archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old Word file"),
        (rtf_bytes(r"\par"), "has no text"),
        (rtf_bytes(RIVER)[:-1], "ends before its text does"),
        (rtf_bytes(RIVER)[:60], "ends before its text does"),
        (rtf_bytes(rf"{{\pict\bin4000000000 ab}}{RIVER}"), "ends before its text does"),
        (rtf_bytes(rf"\bin{'9' * 5000} ab}}{RIVER}"), "ends before its text does"),
        (rtf_bytes("{" * 100_000 + RIVER + "}" * 100_000), "nested too deeply"),
    ],
)
def test_wrong_and_damaged_files_are_refused(data: bytes, reason: str):
    with pytest.raises(UnreadableFile, match=reason):
        read_document(data, "a.rtf")


def test_bytes_that_are_no_signs_are_passed_over():
    assert read(r"It {\pict\bin5 }}{{\}stood{\*\own\bin2 }}} \bin3 }}}firm.").text == "It stood firm."


@pytest.mark.parametrize(
    "many", [r"{\field{\*\fldinst{HYPERLINK}}{\fldrslt x}} ", r"\'e9", r"{\b x}\par ", r"\b", r"{\pict 00}", "{\\*\\a}"]
)
def test_many_of_a_kind_are_read(many: str):
    # In a second or so; work that grew with the square would take minutes.
    assert RIVER in read(many * (400_000 // len(many)) + " " + RIVER).text


SIGNS = [
    *(
        r"{",
        r"}",
        r"\*",
        r"\par",
        r"\pard",
        r"\cell",
        r"\row",
        r"\intbl",
        r"\trowd",
        r"\nestcell",
        r"\'e9",
        r"\u-10179?",
    ),
    *(r"\footnote", r"\shptxt", r"\title", r"\author", r"\info", r"\creatim", r"\yr", r"\mo99", r"\upr", r"\ud", r"\v"),
    *(r"\deleted", r"\uc5", r"\uc-1", r"\u", r"\f7", r"\fonttbl", r"\stylesheet", r"\s1", r"\outlinelevel3", r"\bin3 "),
    *(r"\msup", r"\mden", r"\NeXTGraphic", r"\ansicpg0", r"\plain", r"\fldrslt", "\\", "\n", "word ", "Ä", r"\result"),
]


@quick
@given(st.lists(st.sampled_from(SIGNS), max_size=60).map("".join))
def test_signs_in_any_order_are_read_or_refused(body: str):
    read_or_refuse(rtf_bytes(body), "a.rtf")


@quick
@given(st.binary(max_size=300))
def test_any_bytes_after_a_true_beginning_are_read_or_refused(data: bytes):
    read_or_refuse(b"{\\rtf1 " + data + b"}", "a.rtf")


def test_a_draft_may_be_rich_text():
    from rag.drafts import read_draft_bytes

    assert read_draft_bytes(rtf_bytes(BRIDGE), "draft.rtf").text == BRIDGE
