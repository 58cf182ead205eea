"""What a source says reads the same in Discord: checked with two independent readers of its Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from simcord.preview._markdown import markdown_tokens

from bot.text import clean, clip, day, escape, line, located, plain, quoted, safe_url, site

from .discord_markdown import read

NASTY = [
    *"\\*_~|`<>[]()@#:-+=.!&/\"'{}$^%\n 19aé中א", "**", "__", "~~", "||", "```", "@everyone", "@here", "<@123>",
    "<@&123>", "<#123>", "<t:1700000000:R>", "<id:browse>", "</ask:123>", "<:a:123>", "<a:b:123>", ":smile:",
    ":+1:", "https://example.org/a_b*c", "[text](https://evil.example)", "<https://example.org>", "steam://run/1",
    "discord.gg/abc", "# ", "## ", "-# ", "> ", ">>> ", "- ", "* ", "1. ", "2) ", "    ", "\t", "&amp;", "&#42;",
    "¯\\_(ツ)_/¯", "---", "===", "|-|-|", "\u202e", "\u200b", "\u2028", "\r\n", "\x00", "👩‍🚀", "word", "“quoted,”",
    "…",
]  # fmt: skip
CONSTRUCTS = [
    "*a*", "_a_", "**a**", "__a__", "***a***", "~~a~~", "||a||", "`a`", "``a``", "```a```", "# a", "## a", "### a",
    "-# a", "> a", ">>> a", "- a", "* a", "1. a", "[a](https://b.example)", "<https://b.example>",
    "https://b.example/c_d", "<@1>", "<@!1>", "<@&1>", "<#1>", "@everyone", "@here", "<t:1>", "<t:1:R>", "</ask:1>",
    "<id:customize>", "<:a:1>", "<a:ab:1>", ":smile:", ":a::skin-tone-2:", "<someone@b.example>", "<+123>", "  - a",
    "a\n# b", "a\n> b", "steam://run/1",
]  # fmt: skip
texts = st.lists(st.one_of(st.sampled_from(NASTY + CONSTRUCTS), st.text(max_size=4)), max_size=25).map("".join)
CONTEXT: Mapping[str, Any] = {
    "everyone": True, "users": {"123": "someone"}, "roles": {"123": "some role"}, "channels": {"123": "somewhere"},
    "commands": {"123": "ask"}, "emojis": {"123": {"name": "a", "animated": False}},
}  # fmt: skip


def flatten(tokens: Iterable[Mapping[str, Any]]) -> tuple[str, set[str]]:
    """The words and the kinds of formatting that the preview's reader finds."""
    words, kinds = "", set()
    for token in tokens:
        kind = str(token["type"])
        if kind == "text":
            words += token["content"]
        elif kind == "break":
            words += "\n"
        elif "children" in token:
            inner, found = flatten(token["children"])
            words += inner + ("\n" if kind in ("paragraph", "blockquote") else "")
            kinds |= found | ({kind} - {"paragraph", "inline"})
        else:
            kinds.add(kind)
            words += str(token.get("content", ""))
    return words, kinds


def squeezed(text: str) -> list[str]:
    return text.split()


@pytest.mark.parametrize("written", CONSTRUCTS)
def test_every_construct_of_discord_is_only_text_once_escaped(written: str) -> None:
    assert read(written).formats, "the reader of this test knows the construct"
    assert read(escape(written)).formats == []
    assert read(f"> {escape(written)}".replace("\n", "\n> ")).kinds() == {"quote"}
    assert flatten(markdown_tokens(escape(written), "text_display", context=CONTEXT))[1] == set()


@given(texts)
@example("¯\\_(ツ)_/¯")
@example("1. first\n2. second")
@example("a|b\n:--\n")
@example("[a]: https://example.org")
@example(":smi\u200ble:")
def test_escaped_text_reads_as_it_was_written(text: str) -> None:
    found = read(escape(text))
    assert found.text.replace("\u00a0", " ") == clean(text).replace("\u00a0", " ")
    assert found.formats == []


@given(texts)
@example("a|b\n:--\n")
@example("Setext\n===")
@example("&lt;b&gt;")
def test_escaped_text_reads_the_same_in_the_preview(text: str) -> None:
    words, kinds = flatten(markdown_tokens(escape(text), "text_display", context=CONTEXT))
    assert squeezed(words) == squeezed(clean(text))
    assert kinds == set()


@given(texts, st.data())
@example("Hello", None)
def test_a_quote_reads_the_same_and_its_highlight_is_bold(text: str, data: Any) -> None:
    start, end = 0, len(text)
    if data is not None:
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
    if text[start - 1 : start + 1] == "\r\n" or text[end - 1 : end + 1] == "\r\n":
        return  # a span between the two halves of one line break
    markdown = quoted(text, (start, end), 100_000)
    assert all(part.startswith("> ") for part in markdown.split("\n"))
    found = read(markdown)
    assert squeezed(found.text) == squeezed(clean(text))
    assert found.kinds() <= {"quote", "strong"}
    wanted = squeezed(clean(text)[len(clean(text[:start])) : len(clean(text[:end]))])
    bold = squeezed(" ".join(found.covered("strong")))
    # Only marks at its two ends may be missing from the bold, and only beside a letter.
    assert "".join(wanted).strip(_marks(wanted)) == "".join(bold).strip(_marks(bold))
    words, kinds = flatten(markdown_tokens(markdown, "text_display", context=CONTEXT))
    assert squeezed(words) == squeezed(clean(text))
    assert kinds <= {"blockquote", "strong_open", "strong_close"}
    assert ("strong_open" in kinds) == bool(bold)


def _marks(words: list[str]) -> str:
    return "".join({character for word in words for character in word if not character.isalnum()})


@given(texts, st.integers(60, 400), st.data())
def test_a_cut_quote_says_so_outside_of_the_bold(text: str, room: int, data: Any) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    markdown = quoted(text, (start, end), room)
    assert len(markdown) <= room
    whole = quoted(text, (start, end), 100_000)
    if len(whole) <= room:
        assert markdown == whole
        return
    found = read(markdown)
    assert found.kinds() <= {"quote", "strong"}
    shown = "".join(found.text.split())
    assert "…" in (shown[:1], shown[-1:])
    inside = shown.removeprefix("…").removesuffix("…")
    assert inside in "".join(clean(text).split())


def test_a_long_quote_keeps_its_highlight_when_it_is_cut() -> None:
    text = "First. " * 60 + "The bridge opens in May. " + "Last. " * 60
    start = text.index("The bridge")
    markdown = quoted(text, (start, start + len("The bridge opens in May.")), 200)
    assert "**The bridge opens in May.**" in markdown
    assert markdown.endswith(" …")
    assert "First" not in markdown or markdown.startswith("> … ")
    assert len(markdown) <= 200


def test_bold_goes_around_each_line_and_not_around_spaces() -> None:
    assert quoted("One.\n\n Two. Three", (0, 12), 1000) == "> **One.**\n> \n> \u00a0**Two.** Three"


def test_an_asterisk_inside_the_highlight_does_not_end_it() -> None:
    assert quoted("5 * 3 ** 2*", (0, 11), 1000) == r"> **5 \* 3 \*\* 2\***"


def test_characters_that_reorder_text_are_taken_out() -> None:
    assert clean("a\u202eb\u2066c\u200bd\u0007e\ud800") == "abcde\ufffd"
    assert clean("می\u200cروم 👩\u200d🚀") == "می\u200cروم 👩\u200d🚀"
    assert clean("a\r\nb\rc\u2028d\x85e\vf") == "a\nb\nc\nd\ne\nf"


def test_a_right_to_left_title_stays_in_its_own_order() -> None:
    assert line("שלום", 50) == "\u2068שלום\u2069"
    assert line("hello", 50) == "hello"


@pytest.mark.parametrize(
    ("text", "limit", "wanted"),
    [("short", 10, "short"), ("one two three", 9, "one two…"), ("x" * 30, 10, "x" * 9 + "…"), ("", 5, "")],
)
def test_clip(text: str, limit: int, wanted: str) -> None:
    assert clip(text, limit) == wanted


def test_plain_is_one_line() -> None:
    assert plain(" a\n\n b\tc\u200b ", 100) == "a b c"


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://example.org/a(b) c", None),
        ("https://example.org/a(b)[c]", "https://example.org/a%28b%29%5Bc%5D"),
        ("HTTP://Example.ORG:8080/ä?q=ü#é", "http://example.org:8080/%C3%A4?q=%C3%BC#%C3%A9"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://example.org/%20x", "https://example.org/%20x"),
        ("https://[::1]/x", "https://[::1]/x"),
        ("javascript:alert(1)", None),
        ("https://good.example@evil.example/", None),
        ("https://exam\u202eple.org/", None),
        ("https:///nowhere", None),
        ("http://wiki/rules", None),
        ("http://localhost:8080/", None),
        ("http://wiki./", None),
        ("http://192.168.0.7/rules", "http://192.168.0.7/rules"),
        ('https://"><b>/x', None),
        ("http://a<b", None),
        ("https://exa%mple.com", None),
        ("https://exa＜mple.com", None),
        ("https://[fe80::1%eth0]/", None),
        ("https://[::1]:8080/", "https://[::1]:8080/"),
        ("https://example.org:port/", None),
        ("//example.org/", None),
        ("https://example.org/" + "x" * 500, None),
        ("", None),
        (None, None),
    ],
)
def test_safe_url(url: str | None, wanted: str | None) -> None:
    assert safe_url(url) == wanted


PAGE = "https://example.org/a"


@pytest.mark.parametrize(
    ("url", "words", "wanted"),
    [
        (PAGE, "“Poland does not plan,”", f"{PAGE}#:~:text=Poland%20does%20not%20plan"),
        (PAGE, "well-known, this & that", f"{PAGE}#:~:text=well%2Dknown%2C%20this%20%26%20that"),
        (PAGE, "a b c d e 6 7 8 9 ten eleven.", f"{PAGE}#:~:text=a%20b%20c%20d%20e,7%208%209%20ten%20eleven"),
        (PAGE, "  First line\r\n\n…\nand the last ", f"{PAGE}#:~:text=First%20line,and%20the%20last"),
        (PAGE, f"a b c d e{' f' * 9000} g", f"{PAGE}#:~:text=a%20b%20c%20d%20e,f%20f%20f%20f%20g"),
        (f"{PAGE}#top", "Words", f"{PAGE}#top:~:text=Words"),
        (PAGE, "…", PAGE),
        (PAGE, "波兰" * 200, PAGE),
        (PAGE, "- - - - - a b c d e f", f"{PAGE}#:~:text=%2D%20%2D%20%2D%20%2D%20%2D,b%20c%20d%20e%20f"),
        (None, "Words", None),
        ("javascript:alert(1)", "Words", None),
    ],
)  # fmt: skip
def test_a_link_to_the_place_of_some_words(url: str | None, words: str, wanted: str | None) -> None:
    assert located(url, words) == wanted


@given(texts)
def test_any_words_make_a_link_that_a_button_takes(words: str) -> None:
    link = located(PAGE, words)
    assert link is not None and link.startswith(PAGE) and len(link) <= 512 and link.isascii() and link.isprintable()
    assert safe_url(link) == link


def test_site() -> None:
    assert site("https://www.example.org/a") == "example.org"
    assert site("ftp://example.org") is None


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("2024-02-28T09:30:00+01:00", "<t:1709109000:D>"),
        ("2024-02-28T08:30:00", "<t:1709109000:D>"),
        ("2024-02-28", "<t:1709121600:D>"),  # at noon: the same day from the Americas to Japan
        ("spring *1900*", r"spring \*1900\*"),
        (None, None),
        ("", None),
    ],
)
def test_day(value: str | None, wanted: str | None) -> None:
    assert day(value) == wanted
