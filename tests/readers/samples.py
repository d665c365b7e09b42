"""Files of every format, built by hand; all sentences are invented."""

import io
import plistlib
import zipfile
from dataclasses import dataclass
from email.message import EmailMessage

import docx

RIVER = (
    "The river rose for nine days before the people of the lower valley agreed to carry their goods, "
    "their animals and the old bell of the school up to the terraces above the mill."
)
BRIDGE = "Nobody in the council wanted to pay for the second bridge, so the ferry went on as it had for sixty years."


@dataclass(frozen=True)
class Words:
    """A line of a PDF page: where its foot stands, how large it is, what it says, and whether it runs upwards."""

    x: float
    y: float
    size: float
    text: str
    bold: bool = False
    upwards: bool = False


# Windows' code page has no ligatures; two of the bytes that it leaves free.
_LIGATURES = {"ﬁ": b"\x81", "ﬂ": b"\x8d"}
_ENCODING = b"<< /BaseEncoding /WinAnsiEncoding /Differences [129 /fi 141 /fl] >>"


def pdf_bytes(
    pages: list[list[Words]], info: dict[str, str] | None = None, extra: bytes = b"", *, each: bytes = b""
) -> bytes:
    """The pages, 612 by 792 points; `each` are entries of every page's dictionary, such as /Rotate 90."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding %s >>" % _ENCODING,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding %s >>" % _ENCODING,
    ]
    kids = []
    for page in pages:
        drawing = b"BT\n" + b"".join(map(_drawn, page)) + b"ET"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> %s >>" % (len(objects), each)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    fields = b" ".join(b"/%s %s" % (key.encode(), _literal(value)) for key, value in (info or {}).items())
    objects.append(b"<< %s >>" % fields)
    return _assembled(objects, extra)


def _drawn(words: Words) -> bytes:
    font = b"F2" if words.bold else b"F1"
    turn = b"0 1 -1 0" if words.upwards else b"1 0 0 1"
    return b"/%s %g Tf %s %g %g Tm %s Tj\n" % (font, words.size, turn, words.x, words.y, _literal(words.text))


def _literal(text: str) -> bytes:
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return b"(%s)" % b"".join(_LIGATURES.get(letter) or letter.encode("cp1252") for letter in escaped)


def _assembled(objects: list[bytes], extra: bytes) -> bytes:
    out = b"%PDF-1.7\n" + extra
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return out + trailer % (len(objects) + 1, len(objects), start)


def zip_bytes(members: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def word_bytes(document: "docx.document.Document") -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


_ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def odt_bytes(
    body: str, meta: str = "", styles: str = "", prologue: str = "", *, more: dict[str, str | bytes] | None = None
) -> bytes:
    content = (
        f"{prologue}<office:document-content {_ODF}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    about = f"<office:document-meta {_ODF}><office:meta>{meta}</office:meta></office:document-meta>"
    mimetype = "application/vnd.oasis.opendocument.text"
    return zip_bytes({"mimetype": mimetype, "content.xml": content, "meta.xml": about, **(more or {})})


def rtf_bytes(body: str, head: str = "") -> bytes:
    """Rich Text in Windows' Western European code page; `head` are its tables and what it says of itself."""
    return f"{{\\rtf1\\ansi\\ansicpg1252\\deff0 {head}{body}}}".encode("cp1252")


def epub_bytes(
    pages: dict[str, str], metadata: str = "", more: dict[str, str] | None = None, linear: str = ""
) -> bytes:
    """A book of `pages`, name to body, in that order; the page named `linear` is not in the line of reading."""
    manifest = "".join(
        f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(pages)
    )
    spine = "".join(
        f'<itemref idref="i{n}" linear="{"no" if name == linear else "yes"}"/>' for n, name in enumerate(pages)
    )
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<metadata>{metadata}</metadata><manifest>{manifest}"
        '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/></manifest>'
        f'<spine><itemref idref="nav"/>{spine}</spine></package>'
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    members = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": container,
        "OEBPS/book.opf": package,
        "OEBPS/nav.xhtml": "<html><body><nav><a>Contents of the book</a></nav></body></html>",
        **{f"OEBPS/{name}": f"<html><head><title/></head><body>{body}</body></html>" for name, body in pages.items()},
        **(more or {}),
    }
    return zip_bytes(dict(members))


def mhtml_bytes(page: str, *others: str, charset: str = "utf-8", address: str = "") -> bytes:
    """A page as Chrome saves it, and other pages that stand in its frames."""
    archive = EmailMessage()
    archive["From"] = "<Saved by Blink>"
    archive["Snapshot-Content-Location"] = address
    archive.make_related(boundary="--Frames--")  # by chance otherwise, and processes would name the tests unlike
    for number, html in enumerate((page, *others)):
        part = EmailMessage()
        part.set_content(html.encode(charset), "text", "html", cte="quoted-printable", cid=f"<frame-{number}@mhtml>")
        part.set_param("charset", charset)
        part["Content-Location"] = address if not number else f"https://ads.example/{number}"
        archive.attach(part)
    return archive.as_bytes()


def webarchive_bytes(page: str, encoding: str = "UTF-8", address: str = "", kind: str = "text/html") -> bytes:
    """A page as Safari saves it."""
    main = {"WebResourceMIMEType": kind, "WebResourceTextEncodingName": encoding, "WebResourceURL": address}
    data = page.encode(encoding)
    return plistlib.dumps({"WebMainResource": main | {"WebResourceData": data}}, fmt=plistlib.FMT_BINARY)


def eml_bytes(body: bytes, kind: str = "text/plain; charset=utf-8", **headers: str) -> bytes:
    """A mail of one part; headers are named with _ for -, and go before those that it has by itself."""
    encoding = "base64" if kind == "application/pdf" else "8bit"
    head = {
        "From": "Ann Lee <ann@valley.example>",
        "Subject": "The river",
        "Date": "Sat, 4 Mar 2023 23:30:00 -0500",
        **{name.replace("_", "-"): value for name, value in headers.items()},
        "MIME-Version": "1.0",
        "Content-Type": kind,
        "Content-Transfer-Encoding": encoding,
    }
    return "".join(f"{name}: {value}\n" for name, value in head.items()).encode() + b"\n" + body


def sample_word() -> bytes:
    document = docx.Document()
    document.core_properties.title = "The Valley"
    document.core_properties.author = "Ann Lee"
    document.add_heading("The Flood", 1)
    document.add_paragraph(RIVER)
    return word_bytes(document)


def sample_files() -> dict[str, bytes]:
    """One readable file of each format, by name."""
    page = f"<html><body><article><h1>The Flood</h1><p>{RIVER}</p></article></body></html>"
    return {
        "a.txt": RIVER.encode(),
        "a.md": f"---\ntitle: The Flood\n---\n\n# The Flood\n\n{RIVER}\n".encode(),
        "a.html": page.encode(),
        "a.mhtml": mhtml_bytes(page),
        "a.webarchive": webarchive_bytes(page),
        "a.pdf": pdf_bytes([[Words(72, 700, 20, "The Flood"), Words(72, 660, 9, RIVER[:90])]], {"Title": "The Flood"}),
        "a.docx": sample_word(),
        "a.odt": odt_bytes(f'<text:h text:outline-level="1">The Flood</text:h><text:p>{RIVER}</text:p>'),
        "a.rtf": rtf_bytes(rf"\pard\outlinelevel0 The Flood\par\pard {RIVER}\par"),
        "a.epub": epub_bytes({"one.xhtml": f"<h1>The Flood</h1><p>{RIVER}</p>"}),
        "a.eml": eml_bytes(page.encode(), "text/html; charset=utf-8"),
    }
