"""From what the network says of tokens to attributions: spans of the text.

Every token belongs to the content of one cue at most, the one that is surest of it: what people are said to have said
does not overlap in our data (9 of 19,832), and nobody wants to be quoted the same words twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index import marks
from index.model import Attribution, Kind, Span
from index.network import BEGINS_CUE, CONTENT, CUE

Floats = NDArray[np.float32]
Run = tuple[int, int]  # neighbouring tokens, first and last

SUSPECTED = 0.3  # from which probability of its tag on a token may be a cue
SAID_FROM, SAYS_FROM = 0.4, 0.2  # from which probability on a token belongs to a cue's content, to its speaker
SURELY = 0.8  # mean probability of tokens that somebody said, whoever it was
SHORTEST = 4  # tokens of what is taken for said without a cue
NOBODY = -1
LONGEST_GAP = 60  # tokens
SAYS_AT_LEAST = 0.03  # where it is quoted, and nobody says it more surely: of passives there are none
BESIDE = 8  # tokens on both sides of it, among which the cue is sought


_BREAK = re.compile(r"(?<!\s)[^\S\n]*\n\s*\n\s*")  # looked for once in each run of white space
_OPENING = '“"«„'
_SIGNED = re.compile(r"[”\"»’']?\s*[—–―-]{1,2}\s*([^\W\d_a-z][^\n“”\"]{1,80}?)[.\s]*(?=\n|$)")


@dataclass(frozen=True, slots=True)
class Related:
    """What the second stage says of some cues: for each the probabilities of n tokens, those of the whole window.

    `cues` are the runs of tokens that they are; `said` and `says` of shape (cues, n); `valid` of shape (cues,) tells
    how sure it is that one is a cue.
    """

    cues: Sequence[Run]
    said: Floats
    says: Floats
    valid: Floats

    def at_least(self, thresholds: NDArray[np.float64]) -> Related:
        """Those that are valid from the threshold of each on."""
        kept = np.flatnonzero(self.valid >= thresholds).tolist()
        return Related([self.cues[row] for row in kept], self.said[kept], self.says[kept], self.valid[kept])

    def and_more(self, other: Related) -> Related:
        """These and the others."""
        said, says = np.concatenate([self.said, other.said]), np.concatenate([self.says, other.says])
        return Related([*self.cues, *other.cues], said, says, np.concatenate([self.valid, other.valid]))


def suspects(tags: Floats) -> list[Run]:
    """The runs of tokens that may be a cue each, from the probabilities of the tags, of shape (tokens, tags)."""
    runs: list[Run] = []
    cue, begins = tags[:, CUE], tags[:, BEGINS_CUE]
    for token in np.flatnonzero(cue > SUSPECTED).tolist():
        parted = begins[token] > 0.5 and token > 0 and begins[token] > begins[token - 1]
        if runs and runs[-1][1] == token - 1 and not parted:
            runs[-1] = runs[-1][0], token
        else:
            runs.append((token, token))
    return runs


def unclaimed(tags: Floats, related: Related, quoted: NDArray[np.bool_]) -> list[Run]:
    """The runs of tokens in quote marks that are surely what somebody said, and that no cue has claimed."""
    content = tags[:, CONTENT]
    claimed = related.said.max(axis=0, initial=0.0) > SAID_FROM
    runs = _runs(np.flatnonzero((content > SAID_FROM) & quoted & ~claimed))
    return [
        (first, last)
        for first, last in runs
        if last - first + 1 >= SHORTEST and content[first : last + 1].mean() >= SURELY
    ]


def continued(text: str, tokens: Sequence[Span], run: Run, related: Related, inside: marks.Codes) -> int | None:
    """Whose content a run goes on in another paragraph: the number of the cue, or None.

    It goes on what the paragraph before ends with, or, where it is all that stands in its own, the last quotation of
    that: "“We ran,” said Ann Lee, 28, a teacher who lives there."
    """
    before = run[0] - 1
    while before >= 0 and not any(map(str.isalnum, text[slice(*tokens[before])])):
        before -= 1
    if before < 0 or not len(related.cues) or "\n" not in text[tokens[before][1] : tokens[run[0]][0]]:
        return None
    owner = int(related.said[:, before].argmax())
    if related.said[owner, before] > SAID_FROM:
        return owner
    return _quoting(text, tokens, before, related, inside) if _is_alone(text, tokens, run, inside) else None


def _is_alone(text: str, tokens: Sequence[Span], run: Run, inside: marks.Codes) -> bool:
    """Whether nothing but quoted words stands in the line of a run."""
    start, end = text.rfind("\n", 0, tokens[run[0]][0]) + 1, text.find("\n", tokens[run[1]][1])
    line = range(start, end if end >= 0 else len(text))
    return not any(text[place].isalnum() and not inside[place] for place in line)


def _quoting(
    text: str, tokens: Sequence[Span], last: int, related: Related, inside: marks.Codes
) -> int | None:  # fmt: skip
    """The last cue of somebody's quoted words in the line that a token is the last of, or None."""
    first, start = last, text.rfind("\n", 0, tokens[last][0]) + 1
    while first > 0 and tokens[first - 1][0] >= start:
        first -= 1
    line = slice(first, last + 1)
    quoted = np.array([inside[begin] > 0 for begin, _ in tokens[line]])
    of_somebody = (related.says[:, line] > SAYS_FROM).any(axis=1)
    quoting = np.flatnonzero((related.said[:, line][:, quoted] > SAID_FROM).any(axis=1) & of_somebody)
    return max((row for row in quoting.tolist() if first <= related.cues[row][0] <= last), default=None)


def nearest_cue(tags: Floats, run: Run) -> int:
    """The token beside a run that is most like a cue, however little: a dash before a name, a colon."""
    first, last = max(0, run[0] - BESIDE), min(len(tags), run[1] + 1 + BESIDE)
    beside = [token for token in range(first, last) if not run[0] <= token <= run[1]]
    return max(beside, key=lambda token: float(tags[token, CUE]), default=run[0])


def attributions(
    text: str, tokens: Sequence[Span], related: Related, inside: marks.Codes
) -> Iterator[tuple[int, Attribution]]:
    """The attributions of cues, each with the first token of its cue."""
    if not len(related.cues):
        return
    owner = np.where(related.said.max(axis=0) > SAID_FROM, related.said.argmax(axis=0), NOBODY)
    owner = owner[_first_of_word(text, tokens)]  # a word has one owner, whatever pieces it is read in
    quoted = inside[[start for start, _ in tokens]] > 0
    for number, cue in enumerate(related.cues):
        free = (owner == NOBODY) & (related.says[number] <= SAYS_FROM)
        free[cue[0] : cue[1] + 1] = False
        own = _filled(np.flatnonzero(owner == number), owner == NOBODY, free & quoted)
        parts = [part for part in _runs(own, 0) if related.said[number, part[0] : part[1] + 1].sum() >= 1.0]
        where = _span(text, tokens, cue)
        within = (_within(text, _span(text, tokens, part), where, inside) for part in parts)
        spans = [_trimmed(text, piece) for span in within for piece in _opened(text, span, where, inside)]
        content = _spoken(text, [span for span in spans if span[0] < span[1]], inside)
        if content:
            how = kind(text, content, inside)
            signed = _signed(text, content[-1], inside)
            speaker = signed or _speaker(text, tokens, related.says[number], quoted=how != "indirect")
            score = round(float(related.valid[number]), 3)
            yield cue[0], Attribution(tuple(content), how, speaker, where, score)


def kind(text: str, content: Sequence[Span], inside: marks.Codes) -> Kind:
    """Direct where all of it stands in quote marks, mixed where a part does, else indirect."""
    letters = np.array([sign.isalnum() for start, end in content for sign in text[start:end]], dtype=bool)
    within = np.concatenate([inside[start:end] for start, end in content]) > 0
    quoted = int(np.count_nonzero(letters & within))
    if quoted > 0.9 * np.count_nonzero(letters):
        return "direct"
    return "mixed" if quoted else "indirect"


def _trimmed(text: str, span: Span) -> Span:
    """Without the comma, the dash of a dateline or white space that the tagger took along."""
    start, end = span
    while start < end and (text[start].isspace() or text[start] in ",;:—–"):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _within(text: str, span: Span, cue: Span, inside: marks.Codes) -> Span:
    """Of what is said without quote marks the paragraph that is nearest to the cue: "Tusk: no troops" is a headline."""
    start, end = span
    for found in _BREAK.finditer(text, *span):
        before, after = found.span()
        if inside[before - 1] or inside[min(after, len(text) - 1)]:
            continue
        if after > cue[0]:
            return start, before
        start = after
    return start, end


def _opened(text: str, span: Span, cue: Span, inside: marks.Codes) -> Iterator[Span]:
    """A span in parts, at each paragraph that opens a quotation behind one that is none.

    What stands so in front of a quotation in front of the cue is a heading, and no part of it.
    """
    start, end = span
    for found in _BREAK.finditer(text, *span):
        before, after = found.span()
        if after < end and text[after] in _OPENING and inside[after] and not inside[before - 1]:
            if after > cue[0]:
                yield start, before
            start = after
    yield start, end


def _spoken(text: str, content: list[Span], inside: marks.Codes) -> list[Span]:
    """The parts of a content without a stray word beside direct speech: "“No,” Lee said"."""
    quoted = [span for span in content if inside[span[0]]]
    return [span for span in content if not quoted or span in quoted or " " in text[slice(*span)]]


def _signed(text: str, span: Span, inside: marks.Codes) -> Span | None:
    """Who stands behind a dash on the line of a quotation: "“We stay.” — Ann Lee"."""
    found = _SIGNED.match(text, span[1]) if inside[span[1] - 1] else None
    return found.span(1) if found else None


def _speaker(text: str, tokens: Sequence[Span], says: Floats, *, quoted: bool) -> Span | None:
    runs = _runs(np.flatnonzero(says > SAYS_FROM))
    if not runs and quoted:
        runs = _runs(np.flatnonzero(says > SAYS_AT_LEAST))
    if not runs:
        return None
    return _span(text, tokens, max(runs, key=lambda run: float(says[run[0] : run[1] + 1].max())))


def _filled(own: NDArray[np.intp], lone: NDArray[np.bool_], quoted: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The tokens of a content with its gaps: `lone` tokens one at a time, `quoted` ones many together.

    Nobody leaves a hole in a quotation.
    """
    taken = np.zeros(len(lone), dtype=bool)
    taken[own] = True
    for before, after in pairwise(own.tolist()):
        gap = slice(before + 1, after)
        if (after - before == 2 and lone[before + 1]) or (1 < after - before <= LONGEST_GAP and quoted[gap].all()):
            taken[gap] = True
    return np.flatnonzero(taken)


def _first_of_word(text: str, tokens: Sequence[Span]) -> list[int]:
    """For each token the first of the pieces of its word."""
    first: list[int] = []
    behind = 0
    for number, (start, end) in enumerate(tokens):
        glued = number > 0 and text[behind - 1 : start + 1].isalnum()
        first.append(first[-1] if glued else number)
        behind = end
    return first


def _runs(places: NDArray[np.intp], gap: int = 1) -> list[Run]:
    """Neighbouring places in one run, which a gap of so many places at most does not part."""
    runs: list[Run] = []
    for place in places.tolist():
        if runs and place <= runs[-1][1] + 1 + gap:
            runs[-1] = runs[-1][0], place
        else:
            runs.append((place, place))
    return runs


def _span(text: str, tokens: Sequence[Span], run: Run) -> Span:
    """From the first to the last token, and to the ends of the words that they are pieces of."""
    start, end = tokens[run[0]][0], tokens[run[1]][1]
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end
