"""Somebody named in a text: the name, how the text describes them, and what tells whether it is a man or a woman."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

from index import given
from index.descriptions import heads, is_rank, without_rank
from index.roles import DAYS, ORGANISATIONS, PARTIES, Gender, canon, gender, is_role, is_title, wordset

MOST_DESCRIPTIONS = 20  # of one person
_TELLING = 0.8  # from which votes on a gender is told: more than two pronouns make that may mean somebody else
GIVEN = 3.0  # what a given name says of a gender
GENERATIONS = wordset("younger elder older")  # which of two of one name is meant, and no description
_POOR = wordset("rival opponent republican democrat candidate friend colleague supporter man woman critic ally nominee")


@dataclass(slots=True, eq=False)
class Person:
    """Somebody named in the source.

    `positions` are where, in order; `descriptions` with their ranks, low ones first to be shown; `votes` above zero
    mean a woman, `titles` are those of them that titles give, and likewise `prior`, which the given name tells; `doubt`
    above zero that it is named as places and organisations are; `alone` how often one word has meant them so far;
    `sure` that it is a person; `forms` how often each form of the name stands there.
    """

    words: tuple[str, ...]
    positions: list[int] = field(default_factory=list)
    descriptions: dict[str, int] = field(default_factory=dict)
    votes: float = 0.0
    prior: float = 0.0
    titles: float = 0.0
    doubt: float = 0.0
    alone: int = 0
    sure: bool = False
    forms: Counter[tuple[str, ...]] = field(default_factory=Counter)

    @property
    def name(self) -> str:
        """The fullest name of the source, without titles."""
        return " ".join(self.words)

    @property
    def described(self) -> list[str]:
        """What the source calls this person, the best first."""
        return sorted(self.descriptions, key=self.descriptions.__getitem__)

    @property
    def gender(self) -> Gender | None:
        """What titles, roles and pronouns say, and the given name."""
        return "f" if self.leaning >= _TELLING else "m" if self.leaning <= -_TELLING else None

    @property
    def leaning(self) -> float:
        """Above zero for a woman, below for a man."""
        return self.votes + self.prior

    def nouns(self) -> frozenset[str]:
        """The roles of the person."""
        return frozenset(noun for description in self.descriptions for noun in heads(description))

    def describe(self, description: str) -> None:
        """Add a description, if it says something; a rank behind an office is one of its own."""
        office, rank = without_rank(description)
        if rank:
            self.describe(office)
            self.describe(rank)
            return
        if description and len(self.descriptions) < MOST_DESCRIPTIONS and not _is_courtesy(description):
            ranks = self.descriptions
            # What the tagger takes for the speaker may be more of it: it then stands where the part stood.
            part = next((one for one in ranks if description.endswith(one)), description)
            self.descriptions = {description if one == part else one: rank for one, rank in ranks.items()}
            self.descriptions.setdefault(description, _rank(description))

    def vote(self, sex: Gender, weight: float) -> None:
        """Count something that says of which gender the person is."""
        self.votes += weight if sex == "f" else -weight

    def presume(self) -> None:
        """Take the gender that the given name tells."""
        sex = given.gender(self.words[0])
        self.prior = 0.0 if sex is None else GIVEN if sex == "f" else -GIVEN

    def agrees(self, wanted: Gender | None) -> float:
        """How much pronouns that may have meant the person speak for a gender, 0 to 1.5.

        Not what titles and given names tell: who could not be meant is left out before, and of the others all could be.
        """
        if wanted is None:
            return 0.0
        meant = self.votes - self.titles
        return min(1.5, max(0.0, meant if wanted == "f" else -meant) * 0.35)

    def latest(self, position: int) -> int | None:
        """Where the person was last named before a position."""
        at = bisect_left(self.positions, position)
        return self.positions[at - 1] if at else None


def _is_courtesy(description: str) -> bool:
    words = description.split()
    low = words[0].lower()
    if len(words) == 1 and ((low in ORGANISATIONS and low not in PARTIES) or low in DAYS or low.isdigit()):
        return True  # of "Can conservatives Trust Donald Trump?", but not "Labour’s Ann Lee"
    if description in GENERATIONS:
        return True
    return description == "Dr." or all(is_title(word) and canon(word) == word.lower().rstrip(".") for word in words)


def _rank(description: str) -> int:
    """How little a description tells: a role with what it belongs to first, clauses last."""
    words = description.split()
    first, nouns = words[0].lower(), heads(description)
    if first in ("my", "our", "your"):
        return 5
    if first in ("who", "his", "her", "their", "its"):
        return 4
    is_single = len(words) == 1 and (is_title(words[0]) or len(description) < 4 or first in _POOR)
    if is_single or is_rank(description):
        return 3
    if len(words) < 4 and words[0].islower() and all(noun in _POOR or "-" in noun for noun in nouns):
        return 3
    if not any(is_role(noun) or gender(noun) for noun in nouns):
        return 2
    return 0 if len(words) > 1 and len(description) <= 80 else 1
