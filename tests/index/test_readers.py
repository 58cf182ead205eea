"""Readers: what becomes of bytes, and what is refused. Values are written by hand."""

from __future__ import annotations

import codecs
import gzip
import io
import os
import random
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import ReadError
from index.model import Document
from index.readers import MAX_BYTES, MAX_MARKUP_BYTES, SUFFIXES, blocks, read_bytes, read_pasted, read_path

SENTENCE = re.compile(r".*\.$", re.DOTALL)


@pytest.fixture
def nobody() -> Iterator[None]:
    """Someone without rights: root may read everything."""
    if os.name != "posix":
        pytest.skip("permissions work otherwise here")
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    yield
    os.seteuid(before)


def test_plain_text_is_stored_as_it_is() -> None:
    text = "Bridge opens\n\n  It cost 12 million.\tReally?  \n\u00a0e\u0301 \u2028 end\n"
    document = read_bytes(text.encode(), "notes.txt")
    assert document == Document(title="Bridge opens", text=text)


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
def test_line_ends_become_line_feeds(newline: str) -> None:
    assert read_bytes(f"One.{newline}Two.{newline}{newline}Three.".encode(), "a.txt").text == "One.\nTwo.\n\nThree."


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        ("The bridge opens\n\nIt opened on Monday.", "x.txt", "The bridge opens"),
        ("The bridge opens.\n\nIt opened on Monday.", "x.txt", "The bridge opens"),
        ("Is it open?\nYes.", "x.txt", "Is it open?"),
        ("It opened on Monday.\nNobody came.", "city-bridge_2024.txt", "City bridge 2024"),
        ("It opened on Monday after years\nof work.", "bridge.txt", "Bridge"),
        ("word " * 40, "BRIDGE.TXT", "BRIDGE"),
        ("It opened, they said,\n\nwith a party.", "a.b.txt", "A.b"),
        ("***\n\nIt opened.", "-_-.txt", "Untitled"),
        ("\n\n  Heading  \n\nText.", "x.txt", "Heading"),
    ],
)
def test_title_of_plain_text(text: str, name: str, title: str) -> None:
    assert read_bytes(text.encode(), name).title == title


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_unicode_needs_no_guess(mark: bytes, encoding: str) -> None:
    text = "Zażółć gęślą jaźń, 日本 😀."
    document = read_bytes(mark + text.encode(encoding), "a.txt")
    assert (document.text, document.note) == (text, None)


TEXTS = [
    ("cp1252", "windows-1252", "Le Premier ministre a déclaré que rien n’était prévu à Genève. Où êtes-vous, maître ?"),
    ("cp1252", "windows-1252", "El señor presidente dijo que mañana será otro día en la reunión. ¿Qué pasó?"),
    ("cp1252", "windows-1252", "O primeiro-ministro não quis comentar a decisão. A situação é difícil."),
    ("cp1252", "windows-1252", "Il ministro ha detto che la città non è pronta: «Perché così?» Si parte più tardi."),
    ("cp1252", "windows-1252", "Statsministern sade på tisdagen att det är för tidigt att fråga någon."),
    ("cp1252", "windows-1252", "Das größte Übel ist die Ökonomie, sagte der Kanzler. Mehr äußerte er nicht."),
    ("cp1252", "windows-1252", "“It’s not planned,” he said – and the café stayed closed."),
    ("cp1252", "windows-1252", "The café on the corner was closed. The résumé of a naïve visitor: a cliché, he wrote."),
    ("cp1252", "windows-1252", "A sentence é. A sentence é. A sentence é."),
    ("cp1250", "windows-1250", "Zażółć gęślą jaźń. Premier powiedział, że żaden żołnierz nie pojedzie."),
    ("iso8859_2", "ISO 8859-2", "Zażółć gęślą jaźń. Premier powiedział, że żaden żołnierz nie pojedzie."),
    ("cp1250", "windows-1250", "Předseda vlády řekl, že příliš žluťoučký kůň úpěl ďábelské ódy."),
    ("cp1250", "windows-1250", "A miniszterelnök őszintén szólt: árvíztűrő tükörfúrógép, semmi több."),
    ("cp1257", "windows-1257", "Ministrė pirmininkė sakė, kad Lietuva kol kas karių nesiųs. Šiandien anksti, žinoma."),
    ("cp1254", "windows-1254", "Başbakan şu anda böyle bir plan olmadığını söyledi. Çok erken, değil mi?"),
    ("cp1251", "windows-1251", "Президент сказал, что войска не пошлют. Об этом сообщили в пятницу."),
    ("koi8_r", "KOI8-R", "Президент сказал, что войска не пошлют. Об этом сообщили в пятницу."),
    ("cp1253", "windows-1253", "Ο πρωθυπουργός δήλωσε ότι η χώρα δεν έχει τέτοια σχέδια."),
    ("shift_jis", "Shift JIS", "日本の首相は東京で語った。これは試験です。部隊を派遣する計画はない。"),
    ("gb18030", "GB 18030", "总理在布拉格表示，没有派遣部队的计划。这是一个测试。"),
    ("euc_kr", "EUC-KR", "총리는 프라하에서 파병 계획이 없다고 말했다. 이것은 시험입니다."),
]  # fmt: skip


@pytest.mark.parametrize(("encoding", "name", "text"), TEXTS)
def test_other_encodings_are_told_and_said(encoding: str, name: str, text: str) -> None:
    document = read_bytes(text.encode(encoding), "old.txt")
    assert document.text == text
    assert document.note == f"old.txt is not UTF-8 and was read as {name}; if letters look wrong, save it as UTF-8."


def test_an_encoding_that_shows_late_in_a_long_file_is_told() -> None:
    text = "Nothing special here.\n" * 50_000 + "O primeiro-ministro não quis comentar a decisão.\n" * 20_000
    assert read_bytes(text.encode("cp1252"), "long.txt").text == text


def test_utf8_with_a_broken_byte_stays_utf8() -> None:
    text = "Zażółć gęślą jaźń, powiedział premier."
    document = read_bytes(text.encode() + b"\xc5", "cut.txt")
    assert document.text == text + "\ufffd"
    assert document.note == "cut.txt is damaged UTF-8; 1 places that could not be read now show as \ufffd."


def archive() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        file.writestr("word/document.xml", "<w/>")
    return held.getvalue()


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a PDF file"),
        (archive(), "a ZIP archive, or an office document, which is one inside"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "an old Microsoft Office document"),
        (b"{\\rtf1\\ansi Hello}", "an RTF document"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG picture"),
        (gzip.compress(b"text", mtime=0), "a gzip archive"),
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
def test_what_is_no_text_is_named(data: bytes, what: str, suffix: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(data, f"file{suffix}")
    assert str(caught.value) == f"file{suffix} looks like {what}; only text can be added: .txt, .md or .html."


@pytest.mark.parametrize("data", [b"text \0 more", "text".encode("utf-16-le"), bytes(10)])
def test_nul_bytes_are_no_text(data: bytes) -> None:
    with pytest.raises(ReadError, match="looks like a binary file"):
        read_bytes(data, "file.txt")


def test_noise_is_no_text() -> None:
    noise = random.Random(1).randbytes(4000).replace(b"\0", b"")
    with pytest.raises(ReadError, match="no text encoding that can be told"):
        read_bytes(noise, "file.txt")


@pytest.mark.parametrize("data", [b"\xff\xfea", b"\xff\xfea\0\0\0", b"\xef\xbb\xbf\xff"])
def test_a_byte_order_mark_that_lies(data: bytes) -> None:
    with pytest.raises(ReadError, match="but is damaged"):
        read_bytes(data, "file.txt")


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n ", "\u200b\ufeff".encode(), b"---\n", codecs.BOM_UTF8])
@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_nothing_to_read(data: bytes, suffix: str) -> None:
    with pytest.raises(ReadError, match=r"^There is no text in file|^No main text was found in file"):
        read_bytes(data, f"file{suffix}")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("a.pdf", "a.pdf cannot be added: .pdf files are not read yet; save it as .txt, .md or .html."),
        ("README", "README cannot be added: files without a suffix are not read yet; save it as .txt, .md or .html."),
    ],
)
def test_other_kinds_of_file(name: str, sentence: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(b"Text.", name)
    assert str(caught.value) == sentence


def test_a_name_is_shown_on_one_line_and_without_its_folder() -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(b"", "/secret/a\nb.txt")
    assert str(caught.value) == "There is no text in a b.txt; add one that has some."


@pytest.mark.parametrize(
    ("name", "limit", "size"),
    [("a.txt", MAX_BYTES, "20 MB"), ("a.md", MAX_MARKUP_BYTES, "10 MB"), ("a.html", MAX_MARKUP_BYTES, "10 MB")],
)
def test_too_large(tmp_path: Path, name: str, limit: int, size: str) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(limit + 1)
    sentence = f"{name} is larger than {size}; split it into several files"
    with pytest.raises(ReadError, match=sentence):
        read_path(path)
    with pytest.raises(ReadError, match=sentence):
        read_bytes(bytes(limit + 1), name)


def test_fifty_megabytes_are_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    path.write_bytes(b"A sentence. " * (MAX_BYTES // 12))
    assert len(read_path(path).text) == MAX_BYTES // 12 * 12


def test_path_missing(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        read_path(tmp_path / "none.txt")
    assert str(caught.value) == f"{tmp_path / 'none.txt'} does not exist; check the path."


def test_path_is_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"is a folder; name the files in it"):
        read_path(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(ReadError, match="is no ordinary file"):
        read_path(tmp_path / "pipe.txt")


def test_a_link_to_itself(tmp_path: Path) -> None:
    link = tmp_path / "loop.txt"
    link.symlink_to(link)
    with pytest.raises(ReadError, match="cannot be read"):
        read_path(link)


def test_a_path_that_is_none() -> None:
    with pytest.raises(ReadError, match="is no path"):
        read_path(Path("a\0.txt"))


def test_a_file_without_the_right_to_read_it(tmp_path: Path, nobody: None) -> None:
    path = tmp_path / "secret.txt"
    with pytest.raises(ReadError) as caught:
        read_path(path if os.geteuid() == 65534 else _forbidden(path))
    assert str(caught.value) == f"{path} may not be read by you; change its permissions or copy it."


def _forbidden(path: Path) -> Path:
    path.write_text("Secret.")
    path.chmod(0)
    return path


@pytest.mark.parametrize("address", ["https://example.org/a/b.html", "http://example.org", "ftp://example.org/x.txt"])
def test_web_addresses(address: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_path(Path(address))
    sentence = f"{address} is a web address, and pages cannot be fetched yet; save the page and add the file."
    assert str(caught.value) == sentence


def test_pasted_text() -> None:
    pasted = read_pasted("One\r\ntwo \ud800\0.", " My\n title ")
    assert pasted == Document(title="My title", text="One\ntwo \ufffd\ufffd.")
    assert read_pasted("Bridge opens\n\nIt did.", "  ").title == "Bridge opens"
    assert read_pasted("It opened on Monday.", "").title == "Pasted text"
    with pytest.raises(ReadError, match="There is no text in what was pasted"):
        read_pasted(" \n ", "Title")


@given(st.binary(max_size=400), st.sampled_from(sorted(SUFFIXES)))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes_are_read_or_refused(data: bytes, suffix: str) -> None:
    try:
        document = read_bytes(data, f"any{suffix}")
    except ReadError as error:
        assert SENTENCE.fullmatch(str(error)) and "\n" not in str(error)
        return
    assert document.text.strip() and document.title.strip()
    assert "\r" not in document.text and "\0" not in document.text
    document.text.encode()  # no lone surrogates
    for start, end in document.headings:
        assert 0 <= start < end <= len(document.text)
        assert document.text[start:end] == document.text[start:end].strip("\n")


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_plain_text_keeps_every_character(text: str) -> None:
    expected = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        document = read_bytes(codecs.BOM_UTF8 + text.encode(), "any.txt")
    except ReadError:
        assert "\0" in text or not any(map(str.isalnum, text))
        return
    assert document.text == expected


def test_a_long_name_keeps_its_suffix(tmp_path: Path) -> None:
    name = "n" * 220 + ".md"
    document = read_bytes(b"# Title\n\nSome *words*.", name)
    assert (document.title, "*" in document.text) == ("Title", False)
    (tmp_path / name).write_text("# Title\n\nSome *words*.", encoding="utf-8")
    assert read_path(tmp_path / name) == document
    with pytest.raises(ReadError) as error:
        read_bytes(b"words", "n" * 300 + ".exe")
    assert ".exe files are not read yet" in str(error.value) and len(str(error.value)) < 320


@pytest.mark.parametrize(
    ("text", "is_name"),
    [
        ("18:05 Bridge closed", True),
        ("Opening hours", True),
        ("Doors at 19:00 Friday", False),
        ("Price 2.50 each", False),
        ("a" + " " * 100_000 + "x", True),
    ],
)
def test_what_tells_something_itself_is_no_heading(text: str, is_name: bool) -> None:
    assert blocks.is_name(text) is is_name
