"""Web pages: the main text as trafilatura finds it, without menus, comments and advertisements."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from index.errors import ReadError
from index.model import Document
from index.readers.blocks import TITLE_LENGTH, clean, join, label, language, link, title_of

SHORTEST = 20  # letters and digits: less is a menu or a notice
MOST_ELEMENTS = 50_000  # trafilatura's time grows with their square: some 20 seconds here

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
    try:
        page = trafilatura.bare_extraction(tree, include_comments=False)
    except Exception as error:  # of a parser fed with anything: what it raises is not written down
        raise ReadError(f"{name} cannot be read as a web page; save its text as .txt and add that.") from error
    if page is None or isinstance(page, dict):
        raise nothing
    plain, headings = join(blocks(page.body) if page.body is not None else ())
    if sum(map(str.isalnum, plain)) < SHORTEST:
        raise nothing
    # A site's name often stands in the page's first h1; the heading that the window's title begins with is the page's.
    heading = plain[slice(*headings[0])] if headings else ""
    window = " ".join((tree.findtext(".//title") or "").split())
    title = heading if heading and window.casefold().startswith(heading.casefold()) else about.title
    return Document(
        title=label(title, TITLE_LENGTH) or title_of(plain, name),
        text=plain,
        url=link(about.url),
        author=label(about.author),
        published=label(about.date),
        language=language(tree.get("lang") or tree.get("xml:lang") or about.language),
        headings=headings,
    )


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
