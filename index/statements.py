"""Who said what in a text: the tagger's attributions, with their speakers resolved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from index import authors, edges, lines, nested, segment, speakers, strays
from index.encoder import Embeddable, Encoded, Encoder, packaged_encoder
from index.model import Attribution, Passage, Statement
from index.tagger import Tagger, Tokens

READING = 19  # counts up when speakers are resolved in another way, so that libraries are read again
AT_ONCE = 64  # passages of a pass that is made for the tagger only


class Reader:
    """Reads statements where an encoder passes, or with a pass of the packaged model where that is another one."""

    def __init__(self, encoder: Encoder, tagger: Tagger) -> None:
        self._encoder = encoder
        self._tagger = tagger

    @property
    def fingerprint(self) -> str:
        """Which reader this is, weights included: statements of another are read again."""
        return f"{self._tagger.fingerprint}+{READING}"

    def begin(
        self, text: str, passages: Sequence[Passage], encoded: Iterable[Encoded]
    ) -> Callable[[], list[Statement]]:
        """Begin to read a text whose passages come encoded one by one; what is returned waits for the statements.

        All of `encoded` is taken, and nothing of it kept.
        """
        encoder = self._encoder
        if encoder.reads:
            tokens = _tokens(encoded)
        else:
            for _ in encoded:
                pass
            encoder = packaged_encoder()
            passages = segment.passages(text, encoder.piece_spans, limit=encoder.limit)
            tokens = _second_pass(text, passages, encoder)
        sentences = [start for passage in passages for start, _ in passage.sentences]
        starts = [passage.start for passage in passages]
        found = self._tagger.attributions(text, sentences, starts, tokens, encoder.submit)
        return lambda: resolved(text, found())


def resolved(text: str, attributions: Sequence[Attribution]) -> list[Statement]:
    """Statements: attributions with their speakers resolved within the text, without mere headlines.

    With them come the own words of those who wrote the text, or parts of it, or answer questions in it.
    """
    said = lines.without_headlines(text, [edges.mended(text, one) for one in strays.gathered(text, attributions)])
    said = nested.within(text, lines.signed(text, lines.unspoken(text, said)))
    turns = authors.turns(text, said)
    said = authors.with_own_words(text, said, turns)
    who = speakers.resolve(text, said, {turn.speaker: turn.role for turn in turns if turn.role})
    statements = map(Statement, said, who)
    return [
        one for one in statements if not (edges.is_label(text, one.attribution) or edges.is_circular(one.attribution))
    ]


def _tokens(encoded: Iterable[Encoded]) -> Iterator[Tokens]:
    for passage in encoded:
        assert passage.tokens is not None  # the encoder said that it reads
        yield passage.tokens


def _second_pass(text: str, passages: Sequence[Passage], encoder: Encoder) -> Iterator[Tokens]:
    for start in range(0, len(passages), AT_ONCE):
        part = [Embeddable("", text[passage.start : passage.end], ()) for passage in passages[start : start + AT_ONCE]]
        yield from _tokens(encoder.passages(part, tokens=True))
