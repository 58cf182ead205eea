"""What Discord's client makes of a text, as far as its rules are known: an independent reader for the tests.

The rules are those of Discord's own parser (simple-markdown with changes). Where it would try a rule at few places,
this reader tries it everywhere, so that it finds formatting sooner than Discord does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
INLINE = (
    ("code", re.compile(r"(`+)([\s\S]*?[^`])\1(?!`)"), None),
    ("autolink", re.compile(r"<[^: >]+:/[^ >]+>"), None),
    ("email or phone", re.compile(r"<(?:\+\d+|[^@\s>]+@[^\s>]+)>"), None),
    ("url", re.compile(r"\w+://[^\s<]+[^<.,:;\"')\]\s]"), None),
    ("link", re.compile(r"\[(?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*\]\(\s*<?(?:\([^)]*\)|[^\s\\]|\\.)*?>?\s*\)"), None),
    ("mention", re.compile(r"<@[!&]?\d+>|<#\d+>|@everyone|@here|@\S+"), None),
    ("timestamp", re.compile(r"<t:-?\d+(?::[tTdDfFR])?>"), None),
    ("command", re.compile(r"</[^:\n]{1,100}:\d+>"), None),
    ("place", re.compile(r"<id:\w+(?::\d+)?>"), None),
    ("custom emoji", re.compile(r"<a?:\w+:\d+>"), None),
    ("emoji", re.compile(r":[^\s:]+?(?:::skin-tone-\d)?:"), None),
    ("spoiler", re.compile(r"\|\|([\s\S]+?)\|\|"), 1),
    ("strong", re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)"), 1),
    ("underline", re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)"), 1),
    ("em", re.compile(r"_((?:__|\\[\s\S]|[^\\_])+?)_(?!\w)"), 1),
    (
        "em",
        re.compile(r"\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)"),
        1,
    ),
    ("strike", re.compile(r"~~([\s\S]+?)~~(?!_)"), 1),
)
SHRUG = re.compile(r"¯\\_\(ツ\)_/¯")
FENCE = re.compile(r"```[\s\S]*?```")
BLOCK = (
    ("heading", re.compile(r"[^\S\n]*#{1,3}\s+(?=\S)")),
    ("subtext", re.compile(r"[^\S\n]*-#\s+(?=\S)")),
    ("list", re.compile(r"[^\S\n]*(?:[*+-]|\d+\.)\s+(?=\S)")),
    ("quote", re.compile(r"[^\S\n]*>(?:>>)?\s")),
)


@dataclass
class Read:
    """What is read: the words, and every formatting with the words it covers."""

    text: str = ""
    formats: list[tuple[str, str]] = field(default_factory=list)

    def kinds(self) -> set[str]:
        return {kind for kind, _ in self.formats}

    def covered(self, kind: str) -> list[str]:
        return [words for one, words in self.formats if one == kind]


def read(source: str) -> Read:
    """Reads a whole message or text display."""
    lines = source.split("\n")
    result = Read()
    position = 0
    while position < len(lines):
        quoted = []
        while position < len(lines) and lines[position].lstrip(" ").startswith("> "):
            quoted.append(lines[position].lstrip(" ")[2:])
            position += 1
        if quoted:
            inner = _lines(quoted)
            result.formats += [("quote", inner.text), *inner.formats]
            result.text += inner.text + ("\n" if position < len(lines) else "")
            continue
        start = position
        while position < len(lines) and not lines[position].lstrip(" ").startswith("> "):
            position += 1
        plain = _lines(lines[start:position])
        result.formats += plain.formats
        result.text += plain.text + ("\n" if position < len(lines) else "")
    return result


def _lines(lines: list[str]) -> Read:
    found = [(kind, line) for line in lines for kind, rule in BLOCK if rule.match(line)]
    read = Read()
    _inline("\n".join(lines), read)
    read.formats += found
    return read


def _inline(source: str, read: Read) -> None:
    position = 0
    while position < len(source):
        if match := SHRUG.match(source, position):
            read.text += match[0]
        elif match := ESCAPE.match(source, position):
            read.text += match[1]
        elif match := FENCE.match(source, position):
            read.formats.append(("fence", match[0]))
            read.text += match[0]
        else:
            for kind, rule, group in INLINE:
                if match := rule.match(source, position):
                    inner = Read()
                    if group is None:
                        inner.text = match[0]
                    else:
                        _inline(match[group], inner)
                    read.formats += [(kind, inner.text), *inner.formats]
                    read.text += inner.text
                    break
            else:
                read.text += source[position]
                position += 1
                continue
        position = match.end()
