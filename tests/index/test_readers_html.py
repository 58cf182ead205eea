"""Saved web pages: the main text that trafilatura finds, as blocks, with what the page says of itself."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
import trafilatura

from index.errors import ReadError
from index.model import Document
from index.readers import html, read_bytes

LONG = "The new bridge over the river opened on Wednesday after four years of work, the city said in a statement."
PAGE = f"""\
<!doctype html>
<html lang="en-GB">
<head>
  <meta charset="utf-8">
  <title>Bridge opens | Daily Post</title>
  <meta name="author" content="Ann Lee">
  <meta property="og:title" content="Bridge opens">
  <meta property="article:published_time" content="2024-02-28T10:00:00+01:00">
  <link rel="canonical" href="https://example.org/bridge">
  <script>var tracker = "do not read";</script>
</head>
<body>
  <nav><a href="/">Home</a> <a href="/news">News</a></nav>
  <article>
    <h1>Bridge opens</h1>
    <p>{LONG}</p>
    <h2>Cost and <em>size</em></h2>
    <p>It cost <b>12 million</b> euros,
       &ldquo;less than planned&rdquo;, said Mayor <a href="/pi">Joan&nbsp;Pi</a>.<br>Use <code>pip</code> now.</p>
    <ul><li>Length: 300 m</li><li>Lanes: four<ul><li>one for bikes</li></ul></li></ul>
    <table><tr><th>Year</th><th>Cost</th></tr><tr><td>2020</td><td>1</td></tr></table>
    <pre><code>a = 1
b   = 2</code></pre>
    <blockquote><p>We did it.</p><p>Yes.</p></blockquote>
    <p>The last paragraph comes with one more sentence that is long enough to be taken for a part of the text.</p>
  </article>
  <section id="comments"><h3>Comments</h3><p>First! What a nice bridge, thanks for sharing it.</p></section>
  <footer>Copyright 2019 Daily Post</footer>
</body>
</html>
"""


def test_page() -> None:
    document = read_bytes(PAGE.encode(), "page.html")
    assert document == Document(
        title="Bridge opens",
        text=f"""\
Bridge opens

{LONG}

Cost and size

It cost 12 million euros, “less than planned”, said Mayor Joan\u00a0Pi.
Use pip now.

Length: 300 m

Lanes: four

one for bikes

Year | Cost

2020 | 1

a = 1
b   = 2

We did it.

Yes.

The last paragraph comes with one more sentence that is long enough to be taken for a part of the text.""",
        url="https://example.org/bridge",
        author="Ann Lee",
        published="2024-02-28",
        language="en",
        headings=((0, 12), (121, 134)),
        levels=(1, 2),
    )
    assert [document.text[start:end] for start, end in document.headings] == ["Bridge opens", "Cost and size"]


def test_the_page_not_the_site_gives_the_title() -> None:
    page = f"""<html><head><title>What is ownership? - The Book</title></head><body>
        <header><h1 class="menu-title">The Book</h1></header>
        <main><h1 id="x">What is Ownership?</h1><p>{LONG}</p><p>{LONG.lower()}</p></main></body></html>"""
    assert read_bytes(page.encode(), "page.htm").title == "What is Ownership?"


def test_the_year_in_the_footer_is_no_date() -> None:
    page = f"<html><body><article><p>{LONG} {LONG}</p></article><footer>© 2019 Daily</footer></body></html>"
    assert read_bytes(page.encode(), "page.html").published is None


@pytest.mark.parametrize("markup", [LONG, f"<p>{LONG}</p>", f"<div><p>{LONG}</p></div>", f"<br>{LONG}"])
def test_a_fragment_is_read(markup: str) -> None:
    assert read_bytes(markup.encode(), "page.html").text == LONG


@pytest.mark.parametrize("declared", ["windows-1252", "iso-8859-1", "ISO-8859-1", "latin1"])
def test_the_declared_encoding_is_taken(declared: str) -> None:
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={declared}"></head>'
    page += f"<body><p>{LONG} Café – 5 €.</p></body></html>"
    document = read_bytes(page.encode("cp1252"), "page.html")
    assert (document.text, document.note) == (f"{LONG} Café – 5 €.", None)


@pytest.mark.parametrize("declared", ["rot13", "unicode_escape", "punycode", "base64", "no-such-thing", "utf-8"])
def test_a_declared_encoding_that_is_none_is_passed_over(declared: str) -> None:
    page = f"<html><head><meta charset={declared}></head><body><p>{LONG} Un café à Genève, déjà vu.</p></body></html>"
    document = read_bytes(page.encode("cp1252"), "page.html")
    assert document.text == f"{LONG} Un café à Genève, déjà vu."
    assert document.note is not None and "windows-1252" in document.note


@pytest.mark.parametrize(
    "page",
    [
        "<html><body></body></html>",
        "<html><head><title>Bridge</title></head><body><script>let a = 'a text that nobody reads';</script></html>",
        "<html><body><nav><a href='/'>Home</a></nav></body></html>",
        "<!-- " * 10_000,
    ],
)
def test_no_main_text(page: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(page.encode(), "page.html")
    sentence = "No main text was found in page.html; save the text you want as .txt or .md and add that."
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    "page",
    ["<div>" * 50_000 + LONG, "<b a='" * 50_000, "<table>" * 5_000 + LONG, f"<p>{LONG}" + "<a href=x>" * 5_000],
)
def test_hostile_pages_take_no_time(page: str) -> None:
    begun = time.monotonic()
    with suppress(ReadError):
        read_bytes(page.encode(), "page.html")
    assert time.monotonic() - begun < 20


def test_a_page_of_too_many_elements() -> None:
    with pytest.raises(ReadError, match=r"page.html has more than 50,000 elements; save the text you want as .txt"):
        read_bytes(f"<html><body>{'<p>a</p>' * 50_001}</body></html>".encode(), "page.html")


def test_what_looks_like_a_button_is_kept_where_it_is_what_the_page_says() -> None:
    buttons = "<ul><li>Facebook</li><li>Twitter</li><li>Print</li></ul>"
    page = f"""<html><body><nav>{buttons}</nav><main><h1>Help</h1><p>{LONG}</p>
        <h2>Formats</h2><ul><li>PDF</li><li>EPUB without protection</li></ul>
        <h2>Twitter</h2><p>{LONG.replace("bridge", "tunnel")}</p>
        <table><tr><th>Format</th><th>Read</th></tr><tr><td>PDF</td><td>yes</td></tr></table>
        {buttons}</main></body></html>"""
    document = read_bytes(page.encode(), "page.html")
    blocks = document.text.split("\n\n")
    assert {"PDF", "Twitter", "PDF | yes"} <= set(blocks)
    assert "Facebook" not in blocks and "Print" not in blocks and blocks.count("Twitter") == 1
    assert "Twitter" in {document.text[slice(*span)] for span in document.headings}
    assert "\ufdd0" not in document.text


def test_lines_steps_and_terms() -> None:
    page = f"""<html><body><main><h1>Help</h1><p>{LONG}</p><pre>sudo a
  sudo b</pre><ol start="3"><li>Press the button.</li><li><p>Wait.</p><p>Longer.</p></li></ol>
        <ul><li>Loose</li></ul><ol type="a"><li>Lettered</li></ol><ol><li value="7">Own</li></ol>
        <dl><dt>How much does it hold?</dt><dd>It holds two litres of water.</dd></dl></main></body></html>"""
    document = read_bytes(page.encode(), "page.html")
    assert document.text.split("\n\n")[2:] == [
        "sudo a\n  sudo b", "3. Press the button.", "4. Wait.", "Longer.", "Loose", "Lettered", "Own",
        "How much does it hold?", "It holds two litres of water.",
    ]  # fmt: skip
    assert [document.text[slice(*span)] for span in document.headings] == ["Help", "How much does it hold?"]


@pytest.mark.parametrize(
    ("items", "blocks"),
    [
        ("<ol><li><img>Press <b>Start</b> now</li><li><input> Wait</li></ol>", ["1. Press Start now", "2. Wait"]),
        ("<ol><li><style>x</style>Press</li></ol>", ["1. Press"]),
        ("<ol style='list-style: none'><li>Press</li></ol>", ["Press"]),
        ("<ul><li>5.</li><li>So it ended.</li></ul>", ["5.", "So it ended."]),
        ("<ul><li>1984.<ul><li>2001.</li></ul></li></ul>", ["1984.", "2001."]),
        ("<ol style='border: none'><li>Press</li></ol>", ["1. Press"]),
        ("<ol style='LIST-STYLE:NONE'><li>Press</li></ol>", ["Press"]),
        ("<ol style='list-style-type: lower-alpha'><li>Press</li></ol>", ["Press"]),
        (
            "<table><tr><th>PDF</th><th>Mail</th></tr><tr><td>yes</td><td>no</td></tr></table>",
            ["PDF | Mail", "yes | no"],
        ),
        ("<ul><li><img>PDF</li><li>EPUB files too</li></ul>", ["PDF", "EPUB files too"]),
        ("<pre><p>Roses are red</p><p>Violets are blue</p></pre>", ["Roses are red", "Violets are blue"]),
        ("<dl><dt>Doors open at 19:00</dt><dd>Bring a ticket.</dd></dl>", ["Doors open at 19:00", "Bring a ticket."]),
    ],
)
def test_numbers_and_words_stay_where_they_are(items: str, blocks: list[str]) -> None:
    document = read_bytes(f"<html><body><main><p>{LONG}</p>{items}</main></body></html>".encode(), "page.html")
    assert document.text.split("\n\n")[1:] == blocks
    assert not document.headings


def test_many_words_like_buttons_take_no_time() -> None:
    page = f"<html><body><main><p>{LONG}</p><ul>{'<li>PDF</li>' * 20_000}</ul></main></body></html>"
    began = time.monotonic()
    html._prepare(trafilatura.load_html(page))
    assert time.monotonic() - began < 20  # of an hour, where each looked at all others


def test_a_table_that_arranges_the_page_gives_paragraphs() -> None:
    other = LONG.replace("bridge", "tunnel")
    page = f"<html><body><table><tr><td><p>{LONG}</p><p>{other}</p></td><td><p>Short.</p></table></body></html>"
    assert read_bytes(page.encode(), "page.html").text.split("\n\n")[:2] == [LONG, other]


@pytest.mark.parametrize(
    ("heading", "window", "title"),
    [
        ("Frequently asked questions", "FAQ | Heron Boats", "FAQ | Heron Boats"),
        ("FAQ", "FAQ – Heron Boats", "FAQ – Heron Boats"),
        ("Welcome!", "Heron Boats", "Heron Boats"),
        ("FAQ", "FAQ", "FAQ"),
        ("About", "", "About"),
        ("Welcome", "Home", "Welcome"),
        ("About the boats", "About the boats | Heron Boats", "About the boats"),
    ],
)
def test_a_page_that_is_called_like_many_says_whose_it_is(heading: str, window: str, title: str) -> None:
    page = (
        f"<html><head><title>{window}</title></head><body><article><h1>{heading}</h1><p>The boats are hired out by "
        "the hour from May to September.</p><p>Each of them holds four people and a dog.</p></article></body></html>"
    )
    assert html.read(page, "page.html").title == title
