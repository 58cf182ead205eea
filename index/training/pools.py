"""Public sets of questions with the sentences that answer them, as what `index.training.relevance` learns from.

Each is read as it is published, from files that lie on this machine: nothing is fetched.
"""

from __future__ import annotations

import gzip
import itertools
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from index import segment
from index.model import Span
from index.roles import wordset

LONGEST = 500  # characters of a sentence that is a line of its own
BESIDE = 3  # lines of sentences before and behind one that are taken for what stands around it
ASKED = 12  # questions made of an article's attributions
WORD = re.compile(r"[A-Za-z][A-Za-z'’-]+")
COMMON = wordset(
    "that this with from have were been would could should about which their there they them than then will when what "
    "who his her its into over after before more most also some other only said says"
)
ASKING = (
    "what did {who} say about {topic}?", "what did {who} say about {topic}", "What does {who} think about {topic}?",
    "what is {who}'s position on {topic}?", "whats {who} view on {topic}", "What did {who} say on {topic}?",
    "did {who} say anything about {topic}", "who said that {words}?", "who talked about {topic}?",
    "Who said something about {topic}?",
)  # fmt: skip
_TOKENS = {"-LRB-": "(", "-RRB-": ")", "-lrb-": "(", "-rrb-": ")", "``": '"', "''": '"'}


class Asked(NamedTuple):
    """A question with the numbers of the sentences that answer it, and of those beside them that do not."""

    text: str
    right: Sequence[int]
    wrong: Sequence[int] = ()


class Pool(NamedTuple):
    """Sentences, and questions about them.

    Where `vague`, a question may be about anything: those that are far from what answers them are left out. Where
    `closed`, all that is wrong stands beside what is right, and what else is near may answer as well.
    """

    name: str
    sentences: Sequence[str]
    questions: Sequence[Asked]
    vague: bool = False
    closed: bool = False


class _Sentences:
    """Sentences by number, the same one of the same document once."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._numbers: dict[tuple[str, str], int] = {}

    def number(self, text: str, document: str = "") -> int:
        number = self._numbers.setdefault((text, document), len(self.texts))
        if number == len(self.texts):
            self.texts.append(text)
        return number


def sentences(texts: Path, questions: Path) -> Pool:
    """Lines of a sentence each, and lines of a question that it answers: SQuAD as Du et al. (2017) split it."""
    found, asked = _Sentences(), []
    for text, question in zip(_lines(texts), _lines(questions), strict=True):
        if text and question and len(text) < LONGEST:
            asked.append(Asked(question, [found.number(text)]))
    return Pool("squad", found.texts, asked, vague=True)


def shifts(path: Path) -> Pool:
    """SQuADShifts (Miller et al. 2020): a file as SQuAD's, each question answered by several people."""
    found, asked = _Sentences(), []
    for number, article in enumerate(json.loads(path.read_text(encoding="utf-8"))["data"]):
        for place, paragraph in enumerate(article["paragraphs"]):
            context = paragraph["context"]
            spans = segment.sentences(context, (0, len(context)))
            own = [found.number(context[start:end], f"{number}-{place}") for start, end in spans]
            for question in paragraph["qas"]:
                starts = [answer["answer_start"] for answer in question["answers"]]
                right = {
                    own[at] for at, (start, end) in enumerate(spans) if any(start <= place < end for place in starts)
                }
                if right:
                    asked.append(Asked(question["question"], sorted(right), [at for at in own if at not in right]))
    return Pool(path.stem, found.texts, asked)


def qamr(folder: Path) -> Pool:
    """QAMR (Michael et al. 2018): its `wiki-sentences.tsv`, and the questions of `filtered/dev.tsv` and `test.tsv`."""
    texts = dict(line.split("\t") for line in _lines(folder / "wiki-sentences.tsv") if line.count("\t") == 1)
    found, asked = _Sentences(), []
    for name in ("dev", "test"):
        seen = set()
        for row in (line.split("\t") for line in _lines(folder / "filtered" / f"{name}.tsv")):
            if len(row) > 6 and row[0] in texts and len(row[5].split()) > 3 and (row[0], row[5].lower()) not in seen:
                seen.add((row[0], row[5].lower()))
                asked.append(Asked(row[5].strip(), [found.number(texts[row[0]], row[0].rpartition(":")[0])]))
    for id, text in texts.items():
        found.number(text, id.rpartition(":")[0])
    return Pool("qamr", found.texts, asked, vague=True)


def selqa(path: Path) -> Pool:
    """SelQA (Jurczyk et al. 2016), answer sentence selection: its JSON file, or lines of the same rows."""
    text = path.read_text(encoding="utf-8")
    rows = json.loads(text) if text.startswith("[") else [json.loads(line) for line in text.splitlines()]
    found, asked = _Sentences(), []
    for number, row in enumerate(rows):
        own = [found.number(_plain(text), str(number)) for text in row["candidates"]]
        right = [own[at] for at in row["answers"]]
        asked.append(Asked(row["question"], right, [at for at in own if at not in right]))
    return Pool(path.stem, found.texts, asked)


def contrasted(folder: Path, texts: Path, questions: Path) -> Pool:
    """UnAnsQ (Zhu et al. 2019): questions of SQuAD 2.0, each with one nearly like it that its paragraph leaves open.

    `folder` is its `QG`: of the dev part with its paragraphs. Of the train part, the paragraphs of which are too large
    a file to be had everywhere, those that the `texts` and `questions` of `sentences` know.
    """
    found, asked = _Sentences(), []
    for name, part in (("dev", _paragraphs(folder)), ("train", _around(texts, questions))):
        open_ones = [row.split("\t")[1] for row in _rows(folder / f"{name}-unanswerable-questions.txt")]
        answered = _rows(folder / f"{name}-answerable-questions.txt")
        for row, left_open in zip(answered, open_ones, strict=True):
            question = row.split("\t")[1]
            if (place := part(question)) is None:
                continue
            own, right = place
            paragraph = "\n".join(own)
            numbers = [found.number(text, paragraph) for text in own]
            others = [number for at, number in enumerate(numbers) if at != right]
            asked.append(Asked(_untokenized(question), [numbers[right]], others))
            asked.append(Asked(_untokenized(left_open), [], [numbers[right], *others]))
    return Pool("contrasted", found.texts, asked, closed=True)


def attributed(path: Path, chance: random.Random) -> Pool:
    """Questions made of PolNeAR's attributions: what its speakers say about a rare word of what they say."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    frequency = Counter(word.lower() for article in articles for word in WORD.findall(article["text"]))
    found = _Sentences()
    asked: list[Asked] = []
    for article in articles:
        asked += _of_article(article, frequency, found, chance)
    return Pool("attributed", found.texts, asked, closed=True)


Place = tuple[Sequence[str], int]  # sentences that stand together, and which of them answers


def _paragraphs(folder: Path) -> Callable[[str], Place | None]:
    """The paragraph of each question of UnAnsQ's dev part."""
    places: dict[str, Place] = {}
    contexts = _rows(folder / "dev-context.txt")
    for context, row in zip(contexts, _rows(folder / "dev-answerable-questions.txt"), strict=True):
        text, first, last = context.split("\t")
        tokens = text.split(" ")
        before, after = (_split(_untokenized(" ".join(own))) for own in (tokens[: int(first)], tokens[int(last) + 1 :]))
        answer = _untokenized(" ".join(tokens[int(first) : int(last) + 1]))
        places[row.split("\t")[1]] = ([*before, answer, *after], len(before))
    return places.get


def _around(texts: Path, questions: Path) -> Callable[[str], Place | None]:
    """The sentence of a question that the lines know, and the sentences before and behind it there."""
    rows = _lines(texts)
    lines = [text for text, _ in itertools.groupby(rows)]
    numbers = itertools.accumulate(int(text != before) for text, before in zip(rows, [rows[0], *rows], strict=False))
    known = {_letters(question): number for question, number in zip(_lines(questions), numbers, strict=True)}

    def place(question: str) -> Place | None:
        number = known.get(_letters(question))
        if number is None:
            return None
        first = max(0, number - BESIDE)
        return [_untokenized(text) for text in lines[first : number + BESIDE + 1]], number - first

    return place


def _split(text: str) -> list[str]:
    return [text[start:end] for start, end in segment.sentences(text, (0, len(text)))]


def _letters(question: str) -> str:
    """What is left of a question without spaces and marks, which each set writes in its own way."""
    return re.sub(r"\W+", "", question.lower())


def _untokenized(text: str) -> str:
    """A text without the spaces that tokenizing put around its marks. (MiniLM reads no capitals anyway.)"""
    text = re.sub(r" (n['’]t|['’](?:s|re|ve|ll|d|m))\b", r"\1", text)
    text = re.sub(r"(?<=\d) ([.,]) (?=\d)", r"\1", text)
    return re.sub(r"(?<=[(\[$£]) | (?=[.,;:!?%)\]])|(?<=\w) (?=- )|(?<= -) (?=\w)", "", text).strip()


def _rows(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _of_article(
    article: dict[str, Any], frequency: Counter[str], found: _Sentences, chance: random.Random
) -> Iterator[Asked]:
    text = article["text"]
    spans = [span for line in re.finditer(r"[^\n]+", text) for span in segment.sentences(text, line.span())]
    said = _said(article, spans)
    numbers = []
    for at, (start, end) in enumerate(spans):
        who = max(said[at], key=lambda one: one[1])[0] if at in said else ""
        sentence = text[start:end]
        named = who.lower() in sentence.lower() or len(who) >= 80
        numbers.append(found.number(sentence if named else f"{who}: {sentence}", article["id"]))
    known = [(at, who, content) for at, own in said.items() for who, _, content in own if _is_name(who)]
    chance.shuffle(known)
    for at, who, (start, end) in known[:ASKED]:
        made = _question(who, text[start:end].replace("\n", " "), frequency, chance)
        if made is not None:
            question, rare = made
            alike = {  # the same speaker with the same word may answer as well
                other
                for other, (first, last) in enumerate(spans)
                if rare in text[first:last].lower() and any(name == who for name, _, _ in said.get(other, ()))
            }
            wrong = [number for other, number in enumerate(numbers) if other != at and other not in alike]
            yield Asked(question, [numbers[at]], wrong)


def _said(article: dict[str, Any], spans: Sequence[Span]) -> dict[int, list[tuple[str, int, Span]]]:
    """For each sentence in which somebody says something: who, how much of it, and what."""
    said: dict[int, list[tuple[str, int, Span]]] = defaultdict(list)
    for attribution in article["attributions"]:
        if not attribution["source"]:
            continue
        first, last = attribution["source"][0]
        who = article["text"][first:last].replace("\n", " ")
        for at, (start, end) in enumerate(spans):
            share = sum(max(0, min(end, last) - max(start, first)) for first, last in attribution["content"])
            if share > 20:
                said[at].append((who, share, tuple(attribution["content"][0])))
    return said


def _is_name(who: str) -> bool:
    return len(who) < 50 and who[:1].isupper() and who.lower() not in ("he", "she", "it", "they", "i", "we")


def _question(who: str, content: str, frequency: Counter[str], chance: random.Random) -> tuple[str, str] | None:
    """A question about what somebody says, and the rare word that it asks with."""
    words = [word for word in WORD.finditer(content) if word[0].lower() not in COMMON and len(word[0]) > 3]
    if len(words) < 3:
        return None
    words.sort(key=lambda word: frequency[word[0].lower()])
    rare = words[chance.random() < 0.5]
    near = [word for word in words if word is not rare and abs(word.start() - rare.start()) < 25]
    topic = rare[0]
    if near and chance.random() < 0.6:
        topic = content[min(rare.start(), near[0].start()) : max(rare.end(), near[0].end())]
    topic = topic if chance.random() < 0.5 else topic.lower()
    start = " ".join(content.split()[: chance.randint(6, 12)])
    return chance.choice(ASKING).format(who=who, topic=topic, words=start), rare[0].lower()


def _lines(path: Path) -> list[str]:
    return [_plain(line) for line in path.read_text(encoding="utf-8").split("\n")]


def _plain(text: str) -> str:
    """A text without the marks of the Penn Treebank."""
    for token, plain in _TOKENS.items():
        text = text.replace(token, plain)
    return text.strip() if "\t" in text else " ".join(text.split())
