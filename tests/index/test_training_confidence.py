"""What the confidence is fitted to, of questions of another kind."""

from __future__ import annotations

from pathlib import Path

from index import Document, Library
from index.local import Local
from index.training import confidence
from index.training.examples import Asked, Question

from .hashing import HashEncoder

SANK = "The ferry sank in May."


def test_half_as_many_questions_without_an_answer_as_with_one_are_taken(tmp_path: Path) -> None:
    answered = [Question(f"when sank the ferry {n}", None, "ferry", (SANK,)) for n in range(40)]
    others = [Question(f"where is ferry number {n}", None, "", ()) for n in range(200)]
    with Library(Local(tmp_path, create=True), tmp_path, HashEncoder()) as library:
        library.add(Document(title="A ferry", text=SANK, id="ferry"))
        library.add(Document(title="Another ferry", text="Another ferry is green."))
        every = confidence._of_another_kind(Asked("boats", library, [*answered, *others]))
        few = confidence._of_another_kind(Asked("boats", library, [*answered, *others[:5]]))
    written = [example for example in every if example.written]
    with_answer = [example for example in written if example.answerable]
    assert {example.question for example in with_answer} == {question.text for question in answered}
    assert all(example.right and example.weight == confidence.ALSO for example in with_answer)
    assert len(written) - len(with_answer) == 23  # 20 on average
    made = [example for example in every if not example.written]
    assert len(made) == len(answered)
    assert not any(example.right or example.answerable for example in made)
    assert sum(not example.answerable and example.written for example in few) == 5


def test_a_set_is_called_as_its_questions_or_its_folder() -> None:
    assert confidence._name(Path("wiki/articles.jsonl"), Path("train/wiki-questions.jsonl")) == "wiki-questions"
    assert confidence._name(Path("out/web/articles.jsonl"), Path("out/web/questions.jsonl")) == "web"
