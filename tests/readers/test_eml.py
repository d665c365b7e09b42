import base64

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rag.errors import UnreadableFile
from rag.furniture import prepare
from rag.readers import read_document
from rag.values import Document, Name

from .samples import BRIDGE, RIVER, eml_bytes
from .test_any_format import read_or_refuse

BELL = "The bell hangs in the school now, where nobody rings it but the caretaker, and he only on the first of May."


def told(document: Document) -> list[str]:
    """The paragraphs that can be quoted, headings among them."""
    return [
        document.text[p.start : p.end]
        for p in document.paragraphs
        if not any(f.start <= p.start and p.end <= f.end for f in document.furniture)
    ]


def mail(*parts: bytes, kind: str = "alternative", **headers: str) -> Document:
    """A mail of several parts, each with its own head, read and prepared."""
    body = b"".join(b"--b\n" + part + b"\n" for part in parts) + b"--b--\n"
    return prepare(read_document(eml_bytes(body, f"multipart/{kind}; boundary=b", **headers), "a.eml"))


def page(html: str, **headers: str) -> Document:
    return prepare(read_document(eml_bytes(html.encode(), "text/html; charset=utf-8", **headers), "a.eml"))


def text(body: str, kind: str = "text/plain; charset=utf-8", **headers: str) -> Document:
    return prepare(read_document(eml_bytes(body.encode(), kind, **headers), "a.eml"))


def test_the_page_is_read_and_not_the_same_as_plain_text():
    document = mail(
        b"Content-Type: text/plain\n\nThe same, plain.",
        b"Content-Type: text/x-amp-html\n\n<p>The same, moving.</p>",
        f"Content-Type: text/html\n\n<h1>The Flood</h1><p>{RIVER}</p>".encode(),
    )
    assert told(document) == ["The Flood", RIVER]
    assert [document.text[h.start : h.end] for h in document.headings] == ["The Flood"]


@pytest.mark.parametrize("html", ["", "<img src=x>", "<p><a href=x>View this email in your browser</a></p>"])
def test_the_plain_text_is_read_where_the_page_tells_nothing(html: str):
    document = mail(f"Content-Type: text/plain\n\n{RIVER}".encode(), f"Content-Type: text/html\n\n{html}".encode())
    assert told(document) == [RIVER]


def test_related_signed_and_mixed_parts_are_found_and_attachments_are_not_read():
    inner = (
        "Content-Type: multipart/related; boundary=c; start=<page>\n\n--c\nContent-Type: image/png\n\nx\n"
        f"--c\nContent-Type: text/html\nContent-ID: <page>\n\n<p>{RIVER}</p>\n--c--"
    )
    attached = b'Content-Type: text/plain\nContent-Disposition: attachment; filename="a.txt"\n\nNot this.'
    named = b'Content-Type: text/plain; name="notes.txt"\n\nNor this.'
    more = f"Content-Type: text/plain\n\n{BRIDGE}".encode()
    signature = b"Content-Type: application/pgp-signature\n\nxyz"
    for kind in ("mixed", "signed"):
        assert told(mail(inner.encode(), attached, named, more, signature, kind=kind)) == [RIVER, BRIDGE]


def test_a_part_that_is_no_text_does_not_keep_the_others_from_being_read():
    assert told(mail(f"\n{RIVER}".encode(), b"Content-Type: text/html\n\n" + b"\0\1\2" * 99)) == [RIVER]


def test_parts_without_their_boundary_are_text():
    assert told(text(RIVER, "multipart/mixed")) == [RIVER]


def test_soft_line_ends_are_undone():
    flowed = "The river rose \nfor nine days.\n\nAnd it fell\nat last.\n -- stuffed\n"
    assert told(text(flowed, "text/plain; format=flowed")) == [
        "The river rose for nine days.",
        "And it fell\nat last.\n-- stuffed",
    ]
    assert told(text("水は \n引いた。\n", "text/plain; format=flowed; delsp=yes; charset=utf-8")) == ["水は引いた。"]
    assert told(text("The river rose \nfor nine days.")) == ["The river rose \nfor nine days."]


def test_what_is_answered_and_the_signature_are_marked():
    body = f"On Mon, 6 Mar 2023, Bo Chen <bo@example.org>\nwrote:\n\n> {BRIDGE}\n>> Older.\n\n{RIVER}\n\n-- \nAnn Lee\nOrsa"
    document = text(body, Subject="Re: The river", In_Reply_To="<1@example.org>")
    assert told(document) == [RIVER]
    assert BRIDGE in document.text
    assert "> " not in document.text
    assert "Orsa" in document.text
    assert document.title == "The river"


def test_a_quotation_in_a_mail_that_answers_none_is_its_own():
    assert told(text(f"{RIVER}\n\nThe council wrote that\n\n> {BRIDGE}\n\n>From then on no one asked.")) == [
        RIVER,
        "The council wrote that",
        BRIDGE,
        "From then on no one asked.",
    ]


@pytest.mark.parametrize(
    "quote",
    [
        "<div class=gmail_quote><div class=gmail_attr>On Mon, Bo Chen wrote:<br></div><blockquote>{}</blockquote></div>",
        "<div>On 6 Mar 2023, at 10:00, Bo Chen &lt;bo@x.org&gt; wrote:</div><blockquote type=cite>{}</blockquote>",
        "<div><p><b>From:</b> Bo Chen<br><b>Sent:</b> Monday, March 6, 2023 4:12 PM<br><b>Subject:</b> River</p></div>{}",
    ],
)
def test_what_is_answered_in_a_page_is_marked(quote: str):
    answered = quote.format("<p>It rose, did it?</p>")
    document = page(f"<div>{RIVER}</div>{answered}", Subject="Re: River", References="<1@x>")
    assert told(document) == [RIVER]
    assert "It rose, did it?" in document.text


HEADS = [
    "---------- Forwarded message ---------\nFrom: {} <bo@x.org>\nDate: Fri, Mar 3, 2023 at 12:00 PM\nSubject: The bell\n",
    "-----Original Message-----\nFrom: {}\nSent: Friday, March 3, 2023 12:00 PM\nTo: Ann; Eva\nSubject: FW: The bell\n",
    "-------- Forwarded Message --------\nSubject: \tThe bell\nDate: \tFri, 3 Mar 2023 12:00:00 +0100\nFrom: \t{} <b@x>\n",
    "Anfang der weitergeleiteten Nachricht:\n\nVon: {} <b@x.org>\nBetreff: The bell\nDatum: 3. März 2023 um 12:00:00 MEZ\n",
]


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("is_page", [False, True])
def test_what_is_forwarded_is_the_article(head: str, is_page: bool):
    body = f"Have a look.\n\n{head.format('Bo Chen')}\n{RIVER}\n\n{BELL}\n"
    if is_page:
        escaped = body.replace("<", "&lt;").replace("\n\n", "</p><p>").replace("\n", "<br>")
        document = page(f"<p>{escaped}</p>", Subject="Fwd: The bell")
    else:
        document = text(body, Subject="Fwd: The bell")
    assert told(document) == [RIVER, BELL]
    assert (document.title, document.author, document.published) == ("The bell", "Bo Chen", "2023-03-03")


def test_a_mail_that_is_attached_to_a_short_one_is_the_article():
    inner = eml_bytes(RIVER.encode(), From="The Valley Notes <v@x.org>", Subject="The bell", List_Id="<v.x.org>")
    document = mail(b"\nFor you.", b"Content-Type: message/rfc822\n\n" + inner, kind="mixed", Subject="Fwd: The bell")
    assert told(document) == [RIVER]
    assert (document.title, document.author, document.imprint.container) == (
        "The bell",
        "The Valley Notes",
        "The Valley Notes",
    )


def test_a_mail_that_is_attached_to_a_longer_one_is_not():
    inner = b"Content-Type: message/rfc822\n\n" + eml_bytes(BELL.encode(), From="Bo Chen <b@x.org>")
    document = mail(b"\n" + f"{RIVER} {BRIDGE}".encode(), inner, kind="mixed")
    assert told(document) == [f"{RIVER} {BRIDGE}"]
    assert document.author == "Ann Lee"


def test_a_digest_is_all_read_and_no_ones():
    inner = [
        b"Content-Type: message/rfc822\n\n" + eml_bytes(body.encode(), Subject=subject)
        for subject, body in (("The river", RIVER), ("The bell", BELL))
    ]
    document = mail(*inner, kind="digest", Subject="Digest, Vol 3", From="h-request@x.org")
    assert told(document) == ["The river", RIVER, "The bell", BELL]
    assert (document.title, document.author) == ("Digest, Vol 3", None)


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("The river", "The river"),
        ("Re: AW: Fwd: The river", "The river"),
        ("[Valley] Re: [valley] The river", "The river"),
        ("[Update] The river", "[Update] The river"),
        ("=?utf-8?B?5ryi5a0=?= =?utf-8?B?l+OBqw==?=", "漢字に"),
        ("=?iso-8859-1?Q?=93The_river=94?= =?nonsense?Q?_caf=E9?=", "“The river” café"),
        ("", "The Flood"),
    ],
)
def test_the_title_is_the_subject_as_it_was_meant(subject: str, title: str):
    html = f"<title>Layout 3</title><h1>The Flood</h1><p>{RIVER}</p>"
    assert page(html, Subject=subject, List_Id="<valley.lists.x.org>").title == title


LIST = {"List_Unsubscribe": "<https://x.org>"}


@pytest.mark.parametrize(
    ("sender", "headers", "author", "container"),
    [
        ("Ann Lee <a@x.org>", {}, "Ann Lee", None),
        ('"Lee, Ann" <a@x.org>', {}, "Ann Lee", None),
        ("Ann Lee and Bo Chen <a@x.org>", {}, "Ann Lee, Bo Chen", None),
        ("a@x.org", {}, None, None),
        ('"a@x.org" <a@x.org>', LIST, None, None),
        ("No-Reply <no-reply@x.org>", LIST, None, None),
        ("The Valley Notes <v@x.org>", LIST, "The Valley Notes", "The Valley Notes"),
        ("Friends of the Mill <v@x.org>", LIST, "Friends of the Mill", "Friends of the Mill"),
        ("Ann Lee from The Valley Notes <v@x.org>", LIST, "Ann Lee", "The Valley Notes"),
        ("Ann Lee | Valley Courier <v@x.org>", LIST, "Ann Lee", "Valley Courier"),
        ("Valley Courier - Ann Lee <v@x.org>", LIST, "Ann Lee", "Valley Courier"),
        ("Ann Lee <v@x.org>", {"List_Id": "The Valley Notes <v.x.org>"}, "Ann Lee", "The Valley Notes"),
        ("Ann Lee <v@x.org>", {"List_Id": "9f8e7d6c5b4amc list <9f.x.org>"}, "Ann Lee", None),
    ],
)
def test_the_sender_is_the_author_or_the_outlet_or_both(
    sender: str, headers: dict[str, str], author: str | None, container: str | None
):
    document = text(RIVER, From=sender, **headers)
    assert (document.author, document.imprint.container) == (author, container)
    if author == container is not None:
        assert document.imprint.authors == (Name(literal=author),)


def test_a_byline_goes_before_who_sends_a_newsletter_and_not_before_who_writes_a_letter():
    html = f"<h1>The Flood</h1><p>By Bo Chen</p><p>{RIVER}</p><p>{BRIDGE}</p>"
    assert page(html, Subject="The Flood", **LIST).author == "Bo Chen"
    assert page(html, Subject="The Flood").author == "Ann Lee"


def test_what_the_page_declares_goes_before_the_head_but_for_a_later_day():
    meta = '<meta name=author content="Bo Chen"><meta property="article:published_time" content="{}">'
    document = page(f"<head>{meta.format('2021-05-01')}</head><p>{RIVER}</p>")
    assert (document.title, document.author, document.published) == ("The river", "Bo Chen", "2021-05-01")
    assert page(f"<head>{meta.format('2031-05-01')}</head><p>{RIVER}</p>").published == "2023-03-04"


@pytest.mark.parametrize(
    ("date", "published"),
    [
        ("Sat, 4 Mar 2023 23:30:00 -0500", "2023-03-04"),
        ("4 Mar 2023 00:10 +0900", "2023-03-04"),
        ("2023-03-04 10:00", "2023-03-04"),
        ("soon", None),
    ],
)
def test_the_day_is_the_senders(date: str, published: str | None):
    assert text(RIVER, Date=date).published == published


def test_a_lists_archive_is_the_address():
    headers = {"List_Post": "<mailto:h@x.org>", "Archived_At": "<https://x.org/history/7.html>"}
    imprint = text(RIVER, **headers).imprint
    assert (imprint.url, imprint.kind) == ("https://x.org/history/7.html", "post")


@pytest.mark.parametrize(
    ("data", "declared"),
    [
        ("Der Müller hörte die “Glocke”, sagt man.".encode("cp1252"), "iso-8859-1"),
        ("Der Müller hörte die Glocke, sagt man.".encode("cp1252"), "us-ascii"),
        ("Der Müller hörte die Glocke, sagt man.".encode(), "no-such-charset"),
        ("Der Müller hörte die Glocke, sagt man.".encode(), "iso-8859-1"),
        ("川は九日間も増水しました。".encode("iso-2022-jp"), "iso-2022-jp"),
    ],
)
@pytest.mark.parametrize("kind", ["plain", "html"])
def test_charsets_are_believed_where_they_fit(data: bytes, declared: str, kind: str):
    document = read_document(eml_bytes(data, f"text/{kind}; charset={declared}"), "a.eml")
    assert told(document)[0][-4:] in {"man.", "ました。"}
    assert "\ufffd" not in document.text
    assert "ü" in document.text or "川" in document.text


@pytest.mark.parametrize(
    "hidden",
    [
        "<div style='display:none;font-size:1px'>Secret.</div>",
        "<div style='max-height:0px;overflow:hidden'>Secret.</div>",
        "<div style='opacity: 0;'>Secret.</div>",
        "<span style='font-size:1px;color:#fff'>Secret.</span>",
        "<style>@media x {p {color: red}} .pre, td.y {display:none !important}</style><p class=pre>Secret.</p>",
        "<!--[if mso]><p>Secret.</p><![endif]-->",
    ],
)
def test_hidden_text_is_not_read(hidden: str):
    assert page(f"{hidden}<p>{RIVER}</p>").text == RIVER


@pytest.mark.parametrize(
    "shown",
    [
        "<div style='font-size:0px'><p style='font-size:14px'>{}</p></div>",
        "<style>@media (max-width: 9px) {{.pre {{display:none}}}} .a .pre {{display:none}}</style><p class=pre>{}</p>",
        "<p style='opacity: 1; opacity:0.9; max-height:0.5em'>{}</p>",
        "<![if !mso]><p>{}</p><![endif]>",
    ],
)
def test_what_only_looks_hidden_is_read(shown: str):
    assert page(shown.format(RIVER)).text == RIVER


def test_tables_that_lay_out_are_no_rows_and_those_of_figures_are():
    html = (
        f"<table border=0><tr><td>{RIVER}</td><td>{BRIDGE}</td></tr></table>"
        f"<table><tr><td><img></td><td>{BELL}</td></tr></table>"
        "<table><tr><th>Year</th><th>Metres</th></tr><tr><td>1911</td><td>4</td></tr></table>"
        "<table border=1 cellpadding=2><tr><td>1912</td><td>3</td></tr></table>"
    )
    assert told(page(html)) == [RIVER, BRIDGE, BELL, "Year | Metres", "1911 | 4", "1912 | 3"]


@pytest.mark.parametrize(
    "line",
    [
        "View this email in your browser",
        "Trouble viewing this email? Read it online (https://x.org/1)",
        "Newsletter im Browser ansehen",
        "Forwarded this email? Subscribe here for more",
        "You are receiving this email because you signed up at our mill.",
        "If you no longer wish to hear of the mill, unsubscribe here.",
        "Unsubscribe",
        "https://x.org/click/abc",
        "Sent from my iPhone",
    ],
)
def test_what_is_about_the_mail_is_marked(line: str):
    assert told(page(f"<p>{RIVER}</p><div>{line}</div><p>{BRIDGE}</p>")) == [RIVER, BRIDGE]


@pytest.mark.parametrize("line", ["He could not view the river in his browser and went there.", "The bell is ringing"])
def test_what_only_sounds_like_it_is_not(line: str):
    assert line in told(page(f"<p>{RIVER}</p><div>{line}</div><p>{BRIDGE}</p>"))


def test_the_foot_of_a_newsletter_is_marked_with_its_address():
    foot = "<p>Friends of the Mill</p><p>You get this newsletter because you asked.</p><p>3 Weir Lane</p><p>Orsa</p>"
    assert told(page(f"<h2>The wheel</h2><p>{RIVER}</p>{foot}"))[:2] == ["The wheel", RIVER]
    assert not {"3 Weir Lane", "Orsa"} & set(told(page(f"<p>{RIVER}</p>{foot}")))


def test_blank_lines_part_paragraphs_in_a_page():
    assert told(page(f"<div>{RIVER}<br><br>{BRIDGE}</div>")) == [RIVER, BRIDGE]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (eml_bytes(b""), "“The river” has a head and no text"),
        (b"From: a@x.org\n", "has a head and no text"),
        (RIVER.encode(), "is no mail"),
        (f"Note: this\n\n{RIVER}".encode(), "is no mail"),
        (bytes(range(256)) * 9, "binary"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9, r"\.msg"),
        (eml_bytes(b"-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----"), "is encrypted"),
        (eml_bytes(b"--b\n\nx\n--b--", "multipart/encrypted; boundary=b"), "is encrypted"),
        (eml_bytes(b"QUJD", "application/pkcs7-mime; name=smime.p7m"), "is encrypted"),
        (eml_bytes(b"x", 'application/pdf; name="a.pdf"'), r"only what is attached \(a\.pdf\)"),
        (eml_bytes(b"\x00\x01\x02" * 99), "binary"),
    ],
)
def test_what_has_no_text_is_refused_with_a_reason(data: bytes, reason: str):
    with pytest.raises(UnreadableFile, match=reason):
        read_document(data, "a.eml")


def nested(depth: int) -> bytes:
    return b"From: a@x.org\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(depth)
    )


@pytest.mark.parametrize(
    "data",
    [
        nested(100) + b"\nText at the bottom.",
        nested(5000),
        nested(600),
        eml_bytes(b"--b\n\nText.\n" * 20_000, "multipart/mixed; boundary=b"),
        b"From: a@x.org\n" + b"Content-Type: message/rfc822\n\n" * 900,
        eml_bytes(base64.encodebytes(b"x" * 7_500_000), "application/pdf"),
        eml_bytes(b"a@" * 100_000),
        eml_bytes(b"on a wrote " * 50_000, In_Reply_To="x"),
        eml_bytes(b"<style>" + b"@media{/*" * 20_000 + b"</style><p>Some words.", "text/html"),
        eml_bytes(b"<table><tr><td>" * 200 + b"Some words.", "text/html"),
        b"Subject: " + b"=?utf-8?q?" * 50_000 + b"\n\nText.",
        b"From: " + b"(" * 50_000 + b"\nContent-Type: text/plain; " + b"a*0=b; " * 5000 + b"\n\nText.",
    ],
)
def test_hostile_mails_are_read_or_refused(data: bytes):
    read_or_refuse(data, "a.eml")


pieces = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *(
                    b"From: Ann Lee <a@x.org>\n",
                    b"Subject: =?utf-8?q?a=\n",
                    b"Date: x\n",
                    b"List-Id: <\n",
                    b"\n",
                    b"\n\n",
                ),
                *(b"Content-Type: multipart/alternative; boundary=b\n\n", b"--b\n", b"--b--\n", b"-- \n", b"> ", b">"),
                *(
                    b"Content-Type: text/html; charset=x\n\n",
                    b"Content-Type: message/rfc822\n\n",
                    b"Begin forwarded message:",
                ),
                *(
                    b"Content-Transfer-Encoding: base64\n",
                    b"Content-Type: text/plain; format=flowed\n\n",
                    b"<p>A word.</p>",
                ),
                *(
                    b"Subject: Re: x\n",
                    b"<blockquote type=cite>",
                    b"A word of the valley. \n",
                    b"\xff\xfe",
                    b"=?x?b?=?=",
                ),
            ]
        ),
        st.binary(max_size=20),
    ),
    max_size=30,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pieces.map(b"".join))
@example(b"From: \nContent-Type: multipart/related\n\n")
@example(b"From: =?\nSubject: =?a?b?\xff?=\nDate: Sat, 99 Mar 2023\n\n\x00a\r> b\r\n-- \n")
def test_hostile_bytes_are_read_or_refused(data: bytes):
    document = read_or_refuse(data, "a.eml")
    if document is not None:
        read_or_refuse(b"From: a@x.org\n" + data, "a.eml")
        prepare(document)
