"""Web pages: the main text as trafilatura finds it, without menus, comments and advertisements."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from index.errors import ReadError
from index.model import Document
from index.readers.blocks import TITLE_LENGTH, Block, clean, join, label, language, link, title_of

SHORTEST = 20  # letters and digits: less is a menu or a notice
MOST_ELEMENTS = 50_000  # trafilatura's time grows with their square: some 20 seconds here

_HEADS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = ("p", "div", "ul", "ol", "li", "dl", "table", "blockquote", "section", "article", *_HEADS)
_BUTTON = re.compile(
    r"\W*(?:Drucken|E-?Mail|Facebook|Flipboard|Google|Instagram|Linkedin|Mail|PDF|Pinterest|Pocket|Print|QQ|Reddit"
    r"|Twitter|WeChat|WeiBo|Whatsapp|Xing)\W*",
    re.IGNORECASE,
)
_ANY = frozenset(
    ("faq", "faqs", "frequently asked questions", "home", "homepage", "home page", "start", "documentation", "docs",
     "welcome", "about", "about us", "help", "help center", "help centre", "support", "contact", "contact us", "rules",
     "overview", "introduction", "getting started", "readme", "index", "news", "untitled")
)  # fmt: skip
_MARK = "\ufdd0"  # no character, which no text has: behind what must not be taken for a button
_HAS_ROOT = re.compile(r"<(?:html|body)\b", re.IGNORECASE)


def read(text: str, name: str) -> Document:
    """The document that a saved page is; `name` is the file's. Raises ReadError when it has no main text."""
    import trafilatura  # takes a moment, and only pages need it

    from index.readers.tree import blocks

    source = clean(text)
    if not _HAS_ROOT.search(source):
        source = f"<html><body>{source}</body></html>"
    nothing = ReadError(f"No main text was found in {name}; save the text you want as .txt or .md and add that.")
    tree = trafilatura.load_html(source)
    if tree is None:
        raise nothing
    if next(islice(tree.iter(), MOST_ELEMENTS, None), None) is not None:
        raise ReadError(f"{name} has more than {MOST_ELEMENTS:,} elements; save the text you want as .txt or .md.")
    about = _about(tree)
    _prepare(tree)
    try:
        page = trafilatura.bare_extraction(tree, include_comments=False)
    except Exception as error:  # of a parser fed with anything: what it raises is not written down
        raise ReadError(f"{name} cannot be read as a web page; save its text as .txt and add that.") from error
    if page is None or isinstance(page, dict):
        raise nothing
    plain, headings, levels = join(map(_unmarked, blocks(page.body)) if page.body is not None else ())
    if sum(map(str.isalnum, plain)) < SHORTEST:
        raise nothing
    heading = plain[slice(*headings[0])] if headings else ""
    window = " ".join((tree.findtext(".//title") or "").split())
    return Document(
        title=label(_title(heading, window, about.title), TITLE_LENGTH) or title_of(plain, name),
        text=plain,
        url=link(about.url),
        author=label(about.author),
        published=label(about.date),
        language=language(tree.get("lang") or tree.get("xml:lang") or about.language),
        headings=headings,
        levels=levels,
    )


def _title(heading: str, window: str, title: str | None) -> str | None:
    """What a page is called, by its first heading, its window's title, and what trafilatura takes for its title.

    A site's name often stands in the page's first h1; the heading that the window's title begins with is the page's.
    Where that is but "FAQ", as every site has one, the window tells whose.
    """
    if heading and window.casefold().startswith(heading.casefold()):
        title = heading
    return window if window and _is_any(title or "") and not _is_any(window) else title


def _is_any(title: str) -> bool:
    """Whether pages of many sites are called so."""
    return title.strip(" .:!?»›|–—-").casefold() in _ANY


def _prepare(tree: Any) -> None:
    """Keep trafilatura from losing what it takes for something else.

    A heading, a cell or an item of a list that is but a word like "PDF" or "Mail" it takes for a button; where others
    beside it are none, it is what the page says. It forgets the numbers of an ordered list, and joins the lines of a
    `pre`, unless they are code.
    """
    from index.readers.tree import first_number

    telling: dict[Any, bool] = {}  # parents by whether anything in them is more than a button
    for element in tree.iter("li", "td", "th", "dt", "dd", *_HEADS):
        if _BUTTON.fullmatch(_text(element)):
            parent = element.getparent()
            if parent not in telling:
                telling[parent] = any((text := _text(child)) and not _BUTTON.fullmatch(text) for child in parent)
            if element.tag in (*_HEADS, "td", "th") or telling[parent]:
                _mark(element)
    for ordered in tree.iter("ol"):
        if (begin := first_number(ordered)) is not None:
            for number, item in enumerate(ordered.iterchildren("li"), start=begin):
                item.text = f"{number}. {(item.text or '').lstrip()}"
    for lines in list(tree.iter("pre")):
        if next(lines.iterdescendants("code", *_BLOCKS), None) is None:
            code = lines.makeelement("code", {})
            code.text, lines.text = lines.text, None
            code.extend(list(lines))
            lines.append(code)


def _text(element: Any) -> str:
    """What is read of an element, if that is short; comments and the like have none."""
    return "".join(islice(element.itertext("*"), 8)).strip() if isinstance(element.tag, str) else ""


def _mark(element: Any) -> None:
    """Put a mark behind the first words of an element."""
    for one in element.iter("*"):
        if (one.text or "").strip():
            one.text += _MARK
            return
        if one is not element and (one.tail or "").strip():
            one.tail += _MARK
            return


def _unmarked(block: Block) -> Block:
    return replace(block, text=block.text.replace(_MARK, "")) if _MARK in block.text else block


def _about(tree: Any) -> Any:
    """What the page says of itself; nothing where that cannot be read, as its text still can."""
    import trafilatura
    from trafilatura.settings import Document as About

    # Only dates that the page gives as its own: those in its text and its footer are others.
    dates = {"extensive_search": False, "original_date": True, "max_date": datetime.now(UTC).date().isoformat()}
    try:
        return trafilatura.extract_metadata(tree, date_config=dates)
    except Exception:  # see above
        return About()
