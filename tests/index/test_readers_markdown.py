"""Markdown: the text is what a browser shows of the page that markdown-it renders."""

from __future__ import annotations

import textwrap
import time
from contextlib import suppress

import lxml.html  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from index import SAMPLE
from index.errors import ReadError
from index.model import Document
from index.readers import read_bytes, read_path


def read(text: str, name: str = "page.md") -> Document:
    return read_bytes(textwrap.dedent(text).encode(), name)


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("It cost **12 *million*** `€`, said [Joan](https://example.org 'Mayor').", "It cost 12 million €, said Joan."),
        ("One line\nand  another.\n\nNext.", "One line and another.\n\nNext."),
        ("Hard\\\nbreak  \nhere.", "Hard\nbreak\nhere."),
        ("Ann: We stay\nhere.\n**Bob (chair):** No.\nWe go.", "Ann: We stay here.\nBob (chair): No. We go."),
        ("He asked one\nthing: why.\nDate: today", "He asked one thing: why. Date: today"),
        ("![A map](map.png) Text with ![icon](i.png).", "Text with ."),
        ("[![build](b.svg)](https://example.org)\n\nText.", "Text."),
        ("~~Old~~ new &amp; <https://example.org> &lt;b&gt;", "Old new & https://example.org <b>"),
        ("- one\n- two\n  - deep\n\n  more of two\n* star", "one\n\ntwo\n\ndeep\n\nmore of two\n\nstar"),
        ("3. three\n4. four\n\n   more\n7) seven", "3. three\n\n4. four\n\nmore\n\n7) seven"),
        ("1. - both\n2.\n3. last", "1. both\n\n3. last"),
        ("> Quoted\n> text.\n>\n> - item", "Quoted text.\n\nitem"),
        ("Text\n\n```py\nif a:\n    b  =  1\n\n\nc\n```\n", "Text\n\nif a:\n    b  =  1\n\n\nc"),
        ("Text\n\n    indented\n      code\n", "Text\n\nindented\n  code"),
        ("| Year | Cost |\n|---|--:|\n| 2020 | **1** |\n| 2021 | |", "Year | Cost\n\n2020 | 1\n\n2021 | "),
        ("Text<br>below <b>bold</b> <!-- no -->end.", "Text\nbelow bold end."),
        ("<div align='center'>\n<h1>Big</h1>\n<p>Small &amp; <i>fine</i><br/>print</p>\n</div>\n\nText.",
         "Big\n\nSmall & fine\nprint\n\nText."),
        ("<script>\nalert('x')\n</script>\n\nText.\n\n<style>p {}</style>", "Text."),
        ("<details><summary>More</summary>\n\nHidden **text**.\n\n</details>", "More\n\nHidden text."),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a | b"),
        ("Text with \\*stars\\* and a\u00a0space.", "Text with *stars* and a\u00a0space."),
        ("[label]: https://example.org\n\nSee [label].", "See label."),
        ("A&#13;B &#0; C", "A B \ufffd C"),
        ("***\n\nText.\n\n---\n", "Text."),
    ],
)  # fmt: skip
def test_text(markdown: str, text: str) -> None:
    assert read(markdown).text == text


def test_a_few_bold_words_alone_are_a_heading() -> None:
    document = read("""\
        # Notes

        **Ranger**

        - **Camouflage**

        **Note:** it is slower.

        __Hunter__ and **Mage**

        **It is over.**

        **Doors open at 19:00**

        **The server is down**

        **Installation:**

        **What happens to those who come too late for the show?**

        ***Wild* Mage**

        Faster.
        """)
    assert [document.text[slice(*span)] for span in document.headings] == [
        "Notes", "Ranger", "Installation:", "What happens to those who come too late for the show?", "Wild Mage",
    ]  # fmt: skip


def test_a_bold_line_right_above_its_text_is_a_heading() -> None:
    document = read("""\
        **Messages arrive twice**
        Two instances share the mailbox.

        **18:05 Bridge closed**

        A lorry was blown over.

        **Bold** words begin
        a sentence.

        **It is over.**
        Go home.

        - **Item**
          of a list
        """)
    assert document.text == (
        "Messages arrive twice\n\nTwo instances share the mailbox.\n\n18:05 Bridge closed\n\nA lorry was blown over."
        "\n\nBold words begin a sentence.\n\nIt is over. Go home.\n\nItem of a list"
    )
    assert [document.text[slice(*span)] for span in document.headings] == [
        "Messages arrive twice",
        "18:05 Bridge closed",
    ]


def test_a_schedule_keeps_its_lines() -> None:
    assert (
        read("Saturday\n09:30 Doors\n21:00 Quiz\nat the *Bar*").text == "Saturday\n09:30 Doors\n21:00 Quiz at the Bar"
    )
    assert read("wim_: pit firing?\nOdile [host]: Yes.").text == "wim_: pit firing?\nOdile [host]: Yes."
    assert read("We meet at\n21:00 and go").text == "We meet at 21:00 and go"  # one is wrapped


def test_numbers_in_html_within_markdown() -> None:
    assert read("<ol><li>5.</li><li><ol><li>Wait</li></ol></li></ol>").text.split("\n\n") == ["1. 5.", "2. 1. Wait"]


def test_headings_are_slices() -> None:
    document = read("""\
        # The *bridge* `opens`

        Text.

        Second
        line
        ===

        ## [Cost](x) ##
        ####
        > ### Quoted

        <h2>In <b>HTML</b></h2>

        End.
        """)
    assert [document.text[start:end] for start, end in document.headings] == [
        "The bridge opens", "Second line", "Cost", "Quoted", "In HTML",
    ]  # fmt: skip
    assert document.title == "The bridge opens"


@pytest.mark.parametrize(
    ("markdown", "title"),
    [
        ("# First\n\n# Second\n\nText.", "First"),
        ("Text.\n\n# Later", "Later"),
        ("## Small heading\n\nText.", "Small heading"),
        ("Only text, more than one line of it. And so on.", "My page"),
        ("# ![logo](a.png)\n\nText of the page. More.", "My page"),
    ],
)
def test_title(markdown: str, title: str) -> None:
    assert read(markdown, "my-page.md").title == title


def test_front_matter() -> None:
    document = read("""\
        ---
        title: "Bridge opens"
        author:
          - Ann Lee
          - name: Bo Li
        date: 2024-02-28T10:00:00+01:00
        lang: en-GB
        url: https://example.org/bridge
        tags: [a, b]
        ---
        # Another heading

        Text.
        """)
    assert document == Document(
        title="Bridge opens", text="Another heading\n\nText.", url="https://example.org/bridge",
        author="Ann Lee, Bo Li", published="2024-02-28T10:00:00+01:00", language="en", headings=((0, 15),), levels=(1,),
    )  # fmt: skip


def test_front_matter_that_is_no_yaml() -> None:
    document = read("---\ntitle: Tusk: no troops\nauthor: [Ann Lee\ndate: 2024-02-28\n---\nText.")
    assert (document.title, document.author, document.published) == ("Tusk: no troops", "Ann Lee", "2024-02-28")
    assert document.text == "Text."


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("url: javascript:alert(1)", "url"),
        ("url: not a url", "url"),
        ("language: English", "language"),
        ("author: {a: b}", "author"),
        ("date: ''", "published"),
    ],
)
def test_front_matter_that_says_nothing(line: str, field: str) -> None:
    assert getattr(read(f"---\ntitle: T\n{line}\n---\nText."), field) is None


@pytest.mark.parametrize("text", ["---\nText.\n\n---\n\nEnd.", "---\n- a\n---\nText.", "Text.\n\n---\na: b\n---\n"])
def test_a_rule_is_no_front_matter(text: str) -> None:
    document = read(text)
    assert "Text" in document.text and document.author is None


@pytest.mark.parametrize(
    "front",
    [
        "a: &a [x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nauthor: [" + "*b," * 9 + "]",
        "author: &a [*a]",
        "author: " + "[" * 5000,
        "? [a, b]\n: c",
    ],
)
def test_hostile_front_matter(front: str) -> None:
    begun = time.monotonic()
    assert len(read(f"---\ntitle: T\n{front}\n---\nText.").author or "") <= 200
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize("text", ["[" * 30_000, ">" * 3000 + "a", "- " * 3000 + "a", "**a_" * 10_000, "`" * 9999 + "a"])
def test_hostile_markdown_takes_no_time(text: str) -> None:
    begun = time.monotonic()
    with suppress(ReadError):
        read_bytes(text.encode(), "page.md")
    assert time.monotonic() - begun < 10


def test_sample() -> None:
    document = read_path(SAMPLE)
    assert document.title == "European leaders answer Macron on troops for Ukraine"
    assert (document.author, document.published, document.language) == ("Verbatim project", "2024-02-28", "en")
    said = "“Poland does not plan to send its troops to Ukraine,” Polish Prime Minister Donald Tusk said in Prague"
    assert said in document.text
    assert 550 <= len(document.text.split()) <= 750
    assert [document.text[start:end] for start, end in document.headings][1:3] == [
        "The remark in Paris", "Poland and the Czech Republic",
    ]  # fmt: skip


# No digits and no pipes: markers of ordered lists and tables are shown otherwise than a browser does.
MARKDOWN = st.text(alphabet="ab *_`[]()!#>-+~=\n\t\\\"'.&;:éß😀\u00a0", max_size=120)


@given(MARKDOWN)
@settings(max_examples=400, deadline=None)
def test_words_are_those_of_the_rendered_page(markdown: str) -> None:
    page = lxml.html.document_fromstring(
        f"<div>{MarkdownIt('commonmark').enable(['table', 'strikethrough']).render(markdown)}</div>"
    )
    shown = page.text_content().split()
    try:
        document = read_bytes(markdown.encode(), "page.md")
    except ReadError:
        assert not any(map(str.isalnum, "".join(shown)))
        return
    assert document.text.split() == shown
    headings = [" ".join(element.text_content().split()) for element in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    found = [" ".join(document.text[start:end].split()) for start, end in document.headings]
    assert found == [heading for heading in headings if heading]


@pytest.mark.parametrize("escape", [r"\UFFFFFFFF", r"\U00110000"])
def test_front_matter_with_a_character_that_does_not_exist(escape: str) -> None:
    document = read(f'---\ntitle: "{escape}"\nauthor: Jane Doe\n---\nThe bridge is open.\n', "a.md")
    assert (document.author, document.text) == ("Jane Doe", "The bridge is open.")
