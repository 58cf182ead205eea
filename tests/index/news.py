"""Three short pieces of news, and a reader of who says what in them by patterns instead of a model."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from index import Attribution, Document, Library, Passage, Speaker, Statement
from index.encoder import Encoded
from index.local import Local
from index.model import Kind, Quote

from .hashing import HashEncoder

SPEAKERS = {
    "Anna Berg": Speaker("Anna Berg", "Norwegian Prime Minister", ("NO",)),
    "Oslo": Speaker("Oslo", None, ("NO",)),
    "Nils Dahl": Speaker("Nils Dahl", "Norwegian skier", ("NO",)),
    "Pierre Blanc": Speaker("Pierre Blanc", "French President", ("FR",)),
    "The NATO chief": Speaker("Mark Rand", "NATO Secretary General", ("NATO",)),
    "Ivy Stone": Speaker("Ivy Stone", "engineer", ()),
    "She": Speaker("Ivy Stone", "engineer", ()),
    "Ms. Stone": Speaker("Ivy Stone", "Engineer", ()),
    "Some": None,
    "Otto Falk": Speaker("Otto Falk", "Danish minister", ("DK",)),
    "Experts": Speaker("experts", None, ()),
}
REBUILT = "Anna Berg said the bridge must be rebuilt by spring"
BRIDGE = (
    "The old bridge over the fjord has been closed since Monday. "
    f"{REBUILT}. "
    "Nils Dahl said the snow was good. "
    "Pierre Blanc promised money for the bridge. "
    "Ivy Stone warned that the pillars are rotten.\n\n"
    "“I would not drive over it,” Ivy Stone said. “Nobody should. I told them years ago.”\n\n"
    "Hungary sent a delegation to the fjord. "
    "Some said the ferry is slow."
)
BUDGET = (
    "The budget was passed at night. "
    "Oslo denied that taxes will rise. "
    "Anna Berg said schools get more money. "
    "The NATO chief said members must spend more on defence."
)
SIGNED = "Otto Falk signed a law on ferries. Anna Berg said the law on ferries is good."
VERBS = (
    "said|warned that|promised|denied that|signed|(?:did not yet|refused to|will) confirm that|did not rule out that"
)


class SentenceReader:
    """Reads `NAME said …` and `“…,” NAME said. “…”`, for the names of `SPEAKERS`."""

    fingerprint = "sentences@1"

    def begin(
        self, text: str, passages: Sequence[Passage], encoded: Iterable[Encoded]
    ) -> Callable[[], list[Statement]]:
        list(encoded)
        names = "|".join(SPEAKERS)
        found = [
            statement(match, "indirect", [match.span("content")])
            for match in re.finditer(rf"(?P<who>{names}) (?P<cue>{VERBS}) (?P<content>[^.“”]+)\.", text)
        ] + [
            statement(match, "direct", [match.span("first"), match.span("second")])
            for match in re.finditer(rf"(?P<first>“[^”]+”) (?P<who>{names}) (?P<cue>said)\. (?P<second>“[^”]+”)", text)
        ]
        return lambda: sorted(found, key=lambda said: said.attribution.content)


def statement(match: re.Match[str], kind: Kind, content: Sequence[tuple[int, int]]) -> Statement:
    return Statement(
        Attribution(tuple(content), kind, match.span("who"), match.span("cue"), 0.9), SPEAKERS[match["who"]]
    )


def library_of_news(folder: Path) -> Library:
    """A library of the three."""
    library = Library(Local(folder), folder, HashEncoder(), SentenceReader())
    library.add(Document(title="News one", text=BRIDGE, id="bridge"))
    library.add(Document(title="News two", text=BUDGET, id="budget"))
    library.add(Document(title="News three", text=SIGNED, id="signed"))
    return library


def lit(quote: Quote) -> str:
    """The highlighted words."""
    return quote.text[slice(*quote.highlight)]
