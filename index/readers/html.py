"""Web pages: the main text as trafilatura finds it, without menus, comments and advertisements."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from index.errors import ReadError
from index.model import Document
from index.readers.blocks import TITLE_LENGTH, clean, join, label, language, link, title_of

SHORTEST = 20  # letters and digits: less is a menu or a notice

_HAS_ROOT = re.compile(r"<(?:html|body)\b", re.IGNORECASE)


def read(text: str, name: str) -> Document:
    """The document that a saved page is; `name` is the file's. Raises ReadError when it has no main text."""
    import trafilatura  # takes a moment, and only pages need it

    from index.readers.tree import blocks

    source = clean(text)
    if not _HAS_ROOT.search(source):
        source = f"<html><body>{source}</body></html>"
    nothing = ReadError(f"No main text was found in {name}; save the text you want as .txt or .md and add that.")
    try:
        tree = trafilatura.load_html(source)
        page = trafilatura.bare_extraction(
            tree,
            include_comments=False,
            with_metadata=True,
            # Dates in the text are no publication dates: only what the page itself says it is.
            date_extraction_params={"extensive_search": False, "original_date": True, "max_date": _today()},
        )
    except Exception as error:  # of a parser fed with anything: what it raises is not written down
        raise ReadError(f"{name} cannot be read as a web page; save its text as .txt and add that.") from error
    if tree is None or page is None or isinstance(page, dict):
        raise nothing
    plain, headings = join(blocks(page.body) if page.body is not None else ())
    if sum(map(str.isalnum, plain)) < SHORTEST:
        raise nothing
    # A site's name often stands in the page's first h1; the heading that the window's title begins with is the page's.
    heading = plain[slice(*headings[0])] if headings else ""
    window = " ".join((tree.findtext(".//title") or "").split())
    title = heading if heading and window.casefold().startswith(heading.casefold()) else page.title
    return Document(
        title=label(title, TITLE_LENGTH) or title_of(plain, name),
        text=plain,
        url=link(page.url),
        author=label(page.author),
        published=label(page.date),
        language=language(tree.get("lang") or tree.get("xml:lang") or page.language),
        headings=headings,
    )


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
