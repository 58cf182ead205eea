"""Discord's text rules: what a source says must read the same in Discord, whatever characters it has.

Two readers are kept in mind: Discord's own Markdown and CommonMark, which the preview page draws. Both take a
backslash before ASCII punctuation as "this character, and nothing else".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from ipaddress import IPv6Address
from urllib.parse import quote as percent_encode
from urllib.parse import urlsplit, urlunsplit

from index.model import Span

BUTTON_URL_LIMIT = 512
_LANDMARK = 5  # words by which a browser finds a place
ELLIPSIS = "…"

_BREAKS = frozenset("\r\v\f\x85\u2028\u2029")
# Invisible characters with which a text could reorder or hide what stands around it. Joiners, variation selectors
# and the simple direction marks stay: emoji, Persian and Hebrew need them.
_HIDDEN = frozenset("\xad\u180e\u200b\ufeff\U000e0001") | frozenset(
    map(chr, (*range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFFF9, 0xFFFC)))
)
_ALWAYS = frozenset("\\*_~|`<[]@")
_FIRST_OF_LINE = re.compile(r"^[^\S\n]*(?:([#>=:+-])|\d+([.)])(?=\s|$))", re.MULTILINE)
_WITHIN = re.compile(r":(?=//)|&(?=#?\w+;)")
_SHORTCODE = re.compile(r":(?:[^\s:]*:)+")
# CommonMark takes four leading spaces for code, and the preview page takes even an escaped "-# " for small print.
_SOLID_SPACE = re.compile(r"^[^\S\n]*(?:-# )?", re.MULTILINE)
_HOST = re.compile(r"[a-z0-9][a-z0-9.-]*")
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"


def clean(text: str) -> str:
    """`text` without control and layout characters; every kind of line break becomes one newline."""
    return "".join(_cleaned(text))


def _cleaned(text: str) -> Iterator[str]:
    for position, character in enumerate(text):
        if character in _BREAKS:
            if character != "\r" or text[position + 1 : position + 2] != "\n":
                yield "\n"
        elif character == "\t":
            yield " "
        elif character == "\n" or (character not in _HIDDEN and unicodedata.category(character) != "Cc"):
            yield "\ufffd" if unicodedata.category(character) == "Cs" else character


def escape(text: str) -> str:
    """Markdown that reads as `text` (once cleaned): nothing in it formats, links, mentions or becomes an emoji."""
    return "".join(_pieces(clean(text)))


def _pieces(text: str) -> list[str]:
    """Each character of a cleaned text as it has to be written."""
    marked = {at for match in _FIRST_OF_LINE.finditer(text) for at in (match.start(1), match.start(2)) if at >= 0}
    marked.update(match.start() for match in _WITHIN.finditer(text))
    marked.update(_places(_SHORTCODE, text, ":"))
    solid = set(_places(_SOLID_SPACE, text, " "))
    return [
        "\u00a0" if at in solid else "\\" + character if character in _ALWAYS or at in marked else character
        for at, character in enumerate(text)
    ]


def _places(pattern: re.Pattern[str], text: str, character: str) -> Iterator[int]:
    """Where `character` stands in what `pattern` finds."""
    for match in pattern.finditer(text):
        yield from (at for at in range(match.start(), match.end()) if text[at] == character)


def clip(text: str, limit: int) -> str:
    """`text` cut to `limit` characters, at a space where one is near, with an ellipsis where it was cut."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    space = head.rfind(" ", limit // 2)
    return head[: space if space > 0 else None].rstrip() + ELLIPSIS


def plain(text: str, limit: int) -> str:
    """`text` on one line and clipped, for places without Markdown: choices, labels."""
    return clip(" ".join(clean(text).split()), limit)


def line(text: str, limit: int) -> str:
    """`text` on one line, clipped to `limit` characters and escaped; its writing direction stays its own."""
    escaped = escape(plain(text, limit))
    if any(unicodedata.bidirectional(character) in ("R", "AL", "AN") for character in escaped):
        return _ISOLATE + escaped + _END_ISOLATE
    return escaped


def quoted(text: str, highlight: Span, room: int) -> str:
    """`text` as a block quote of at most `room` characters, with the `highlight` in bold.

    Where it does not fit, words around the highlight are left out, and an ellipsis outside of the bold says so.
    """
    start, end = (len(clean(text[:at])) for at in highlight)
    text = clean(text)
    pieces = _pieces(text)

    def block(first: int, last: int) -> str:
        return _block(text, pieces, first, last, (start, end))

    whole = block(0, len(text))
    if len(whole) <= room:
        return whole
    last = start + _most(len(text) - start, lambda more: len(block(start, start + more)) <= room)
    first = start - _most(start, lambda more: len(block(start - more, last)) <= room)
    return block(_word_start(text, first, start), _word_end(text, last, start))


def _most(limit: int, fits: Callable[[int], bool]) -> int:
    """The largest number up to `limit` that `fits`, or 0."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if fits(middle):
            low = middle
        else:
            high = middle - 1
    return low


def _word_start(text: str, first: int, limit: int) -> int:
    if first == 0 or text[first - 1].isspace():
        return first
    return next((at + 1 for at in range(first, limit) if text[at].isspace()), first)


def _word_end(text: str, last: int, limit: int) -> int:
    if last == len(text) or text[last].isspace():
        return last
    return next((at for at in range(last - 1, limit, -1) if text[at].isspace()), last)


def _block(text: str, pieces: list[str], first: int, last: int, bold: Span) -> str:
    """Lines of ``text[first:last]`` as a block quote, with what is `bold` of them in bold."""
    start, end = _trimmed(text, max(bold[0], first), min(bold[1], last))
    # Between a letter and a punctuation mark CommonMark sees no bold: the mark stays outside.
    while first < start < end and _is_word(text[start - 1]) and _is_mark(text[start]):
        start += 1
    while start < end < last and _is_word(text[end]) and _is_mark(text[end - 1]):
        end -= 1
    lines = []
    at = first
    for part in text[first:last].split("\n"):
        until = at + len(part)
        opening, closing = _trimmed(text, max(start, at), min(end, until))
        if opening < closing:
            inside = f"**{''.join(pieces[opening:closing])}**"
            lines.append(f"> {''.join(pieces[at:opening])}{inside}{''.join(pieces[closing:until])}")
        else:
            lines.append(f"> {''.join(pieces[at:until])}")
        at = until + 1
    while len(lines) > 1 and not lines[-1][2:].strip():
        lines.pop()
    if first > 0:
        lines[0] = f"> {ELLIPSIS} {lines[0][2:]}"
    if last < len(text):
        lines[-1] = f"{lines[-1].rstrip()} {ELLIPSIS}"
    return "\n".join(lines)


def _is_word(character: str) -> bool:
    return not character.isspace() and unicodedata.category(character)[0] != "P"


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def _trimmed(text: str, start: int, end: int) -> Span:
    """``[start, end)`` without the white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def safe_url(url: str | None) -> str | None:
    """`url` percent-encoded and with its host in ASCII, or None where it is no web address a button may open."""
    encoded = web_address(url)
    return encoded if encoded is not None and len(encoded) <= BUTTON_URL_LIMIT else None


def web_address(url: str | None) -> str | None:
    """As `safe_url`, however long it is.

    Discord refuses a whole message for one link to a host without a dot ("http://wiki/").
    """
    if not url or any(character.isspace() or unicodedata.category(character) in ("Cc", "Cf") for character in url):
        return None
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port is not None else ""
        if ":" in host:
            host = f"[{IPv6Address(host)}]"
        elif not _HOST.fullmatch(host) or "." not in host.strip("."):
            return None
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or "%" in host or "@" in parts.netloc:
        return None
    safe = "/:@!$&'*+,;=%~-._"
    return urlunsplit(
        (
            parts.scheme.lower(),
            host + port,
            percent_encode(parts.path, safe=safe),
            percent_encode(parts.query, safe=safe + "?"),
            percent_encode(parts.fragment, safe=safe + "?"),
        )
    )


def located(url: str | None, words: str) -> str | None:
    """`safe_url` with a text fragment, by which a browser finds `words` on the page, where there is room for it.

    Only how they begin and end is in it: the page may set what lies between in its own way.
    """
    link = safe_url(url)
    if len(words) > 2 * BUTTON_URL_LIMIT:
        words = f"{words[:BUTTON_URL_LIMIT]}\n{words[-BUTTON_URL_LIMIT:]}"
    lines = [line.split() for line in clean(words).split("\n") if any(map(str.isalnum, line))]
    if link is None or not lines:
        return link
    if len(lines) == 1 and len(lines[0]) <= 2 * _LANDMARK:
        landmarks = [lines[0]]
    else:
        landmarks = [lines[0][:_LANDMARK], lines[-1][-_LANDMARK:]]
    directive = ",".join(percent_encode(_bare(one), safe="").replace("-", "%2D") for one in landmarks)
    placed = f"{link}{'' if '#' in link else '#'}:~:text={directive}"
    return placed if len(placed) <= BUTTON_URL_LIMIT else link


def _bare(words: list[str]) -> str:
    """The words without the marks around them: the page may have other ones."""
    text = " ".join(words)
    sound = [at for at, character in enumerate(text) if character.isalnum()]
    return text[sound[0] : sound[-1] + 1] if sound else text


def site(url: str | None) -> str | None:
    """The host of a link that may be opened ("example.org"), or None."""
    link = safe_url(url)
    return urlsplit(link).netloc.removeprefix("www.") if link else None


def day(value: str | None) -> str | None:
    """An ISO 8601 date or time as a Discord timestamp, other text escaped, None for None."""
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
        if len(value) <= len("2024-01-31"):  # a day alone: at noon it is the same day in nearly every time zone
            moment = moment.replace(hour=12)
        stamp = int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return line(value, 60)
    return f"<t:{stamp}:D>"
