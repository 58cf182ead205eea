"""From bytes to characters: the encoding a file declares or proves, a guess that is said aloud, or a refusal.

A wrong guess would be stored and quoted for good, so a file that is no text is refused and a guess is checked once
more: charset-normalizer takes windows-1250 for windows-1252 in much Portuguese, Italian and Swedish text.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter

from index.errors import ReadError

SAMPLE_BYTES = 500_000  # as much as the detector is given, from the first byte that is not ASCII

_SIGNATURES = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive, or an office document, which is one inside"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Microsoft Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
)
# UTF-32 before UTF-16: the little-endian mark of one begins with that of the other.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NAMES = {
    "cp1250": "windows-1250", "cp1251": "windows-1251", "cp1252": "windows-1252", "cp1253": "windows-1253",
    "cp1254": "windows-1254", "cp1255": "windows-1255", "cp1256": "windows-1256", "cp1257": "windows-1257",
    "koi8_r": "KOI8-R", "iso8859_2": "ISO 8859-2", "shift_jis": "Shift JIS", "euc_jp": "EUC-JP",
    "gb18030": "GB 18030", "big5": "Big5", "euc_kr": "EUC-KR",
}  # fmt: skip
# What browsers read under these names (WHATWG Encoding Standard).
_DECLARED = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
# Python also knows codecs that no page is written in (punycode, unicode_escape ...).
_OF_PAGES = ("iso8859", "cp8", "cp9", "cp125", "koi8", "mac", "euc", "iso2022")
_LATIN = ("cp1252", "cp1250", "cp1254", "cp1257", "iso8859_2")  # of equal likelihood, the first
_OTHER_ALPHABETS = ("cp1251", "cp1253", "cp1255", "cp1256", "koi8_r")
_ALPHABETS = tuple(
    map(
        frozenset,
        (
            "àâæçéèêëîïôœùûüÿ", "áéíñóúüªº", "ãõáâàçéêíóôúªº", "àèéìíîòóùú", "äöüß", "åäöé", "æøåé", "áðéíóúýþæö",
            "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîșțşţ", "čćđšž", "ąčęėįšųūž",
            "āčēģīķļņšūž", "äõöüšž", "çğıöşüâîû",
        ),
    )
)  # fmt: skip
_NEUTRAL = frozenset("“”‘’‚„–—…«»‹›€£©®™°§•·½¼¾²³×\u00a0\u00ad¿¡†‡")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)


def decode(data: bytes, name: str, *, markup: bool = False) -> tuple[str, str | None]:
    """The text of a file and, where its encoding had to be guessed, a sentence that says so.

    A byte order mark decides, then UTF-8 if the bytes are, then what the page declares (`markup`), then the guess.
    Raises ReadError when the bytes are no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = _try(data[len(mark) :], encoding)
            if text is None or "\0" in text:
                raise ReadError(f"{name} begins as {encoding.upper()} text but is damaged; save it anew as UTF-8 text.")
            return text, None
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise ReadError(f"{name} looks like {kind}; only text can be added: .txt, .md or .html.")
    if b"\0" in data:
        raise ReadError(f"{name} looks like a binary file (it holds NUL bytes); save it as UTF-8 text, .md or .html.")
    text = _try(data, "utf-8")
    if text is None and markup:
        text = _declared(data)
    return (text, None) if text is not None else _damaged(data, name) or _guessed(data, name)


def _damaged(data: bytes, name: str) -> tuple[str, str] | None:
    """UTF-8 in which a few bytes are wrong or the end is cut off: no other encoding looks like that."""
    text = data.decode("utf-8", "replace")
    marks = len(text) - len(text.encode("ascii", "ignore"))
    wrong = text.count("\ufffd")
    if marks < 10 * wrong:
        return None
    return text, f"{name} is damaged UTF-8; {wrong} places that could not be read now show as \ufffd."


def _declared(data: bytes) -> str | None:
    found = _CHARSET.search(data[:4096])
    if found is None:
        return None
    try:
        encoding = codecs.lookup(found[1].decode("ascii", "replace")).name
    except LookupError:
        return None
    encoding = _DECLARED.get(encoding, encoding)
    return _try(data, encoding) if encoding in _NAMES or encoding.startswith(_OF_PAGES) else None


def _guessed(data: bytes, name: str) -> tuple[str, str]:
    from charset_normalizer import from_bytes  # only the rare file needs it

    best = from_bytes(_sample(data), cp_isolation=list(_NAMES)).best()
    encoding = best.encoding if best is not None else ""
    if encoding in _LATIN or (encoding in _OTHER_ALPHABETS and _stand_alone(data)):
        encoding = _latin(data)
    text = _try(data, encoding) if encoding in _NAMES else None
    if text is None:
        raise ReadError(f"{name} is in no text encoding that can be told; save it as UTF-8 text and add it again.")
    return text, f"{name} is not UTF-8 and was read as {_NAMES[encoding]}; if letters look wrong, save it as UTF-8."


def _stand_alone(data: bytes) -> bool:
    """Whether most bytes that are not ASCII have ASCII beside them: letters with marks, not words of an alphabet."""
    together = sum(len(run) for run in re.findall(rb"[\x80-\xff]{2,}", _sample(data)))
    return together < sum(byte >= 0x80 for byte in _sample(data)) / 2


def _sample(data: bytes) -> bytes:
    """The part the detector sees: from the line of the first byte that is not ASCII, to the end of a line."""
    first = re.search(rb"[\x80-\xff]", data)
    start = data.rfind(b"\n", 0, first.start() if first else 0) + 1
    part = data[start : start + SAMPLE_BYTES]
    return part[: part.rfind(b"\n") + 1] or part if start + SAMPLE_BYTES < len(data) else part


def _latin(data: bytes) -> str:
    """The Latin encoding under which most letters with marks are letters of one language."""
    high = Counter({byte: data.count(bytes([byte])) for byte in range(0x80, 0x100)})

    def likelihood(encoding: str) -> float:
        letters: Counter[str] = Counter()
        for byte, count in high.items():
            letters[bytes([byte]).decode(encoding, "replace").lower()] += count
        total = sum(count for letter, count in letters.items() if letter not in _NEUTRAL)
        return max(sum(letters[letter] for letter in alphabet) for alphabet in _ALPHABETS) / max(total, 1)

    possible = [encoding for encoding in _LATIN if _try(data, encoding) is not None]
    return max(possible, key=likelihood)


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None
