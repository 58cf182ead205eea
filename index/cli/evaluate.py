"""``python -m index evaluate``: a library's answers beside questions whose right answers are known."""

from __future__ import annotations

import time
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from index import Answer, Library
from index.cli import figures, plot, show
from index.cli.bar import Progress, bar
from index.cli.gold import read_questions, read_responses
from index.cli.parser import QUOTES
from index.errors import ReadError
from index.evaluation import Evaluation, evaluate
from index.scoring import NOTHING, Question, Response, Score, Shown, score
from index.stamp import write_whole

ASKING_NOTHING = {
    "compare": ("answers", "save", "plot", "misses", "quotes", "library"),
    "answers": ("save", "quotes", "library"),
}
"""Options that bring answers along, each with those that then mean nothing."""

Opener = Callable[[], Library]


def run(given: Namespace, library: Opener) -> int:
    """Score, print, draw and save what was asked for; `library` opens the one to ask, where one is to be asked."""
    _refuse(given)
    if given.plot is not None:
        plot.require()
    if given.compare is not None:
        return _compare(given)
    found = evaluate(_scores(given, library), by_type=given.by_type or given.json)
    if given.plot is not None:
        write_whole(given.plot, plot.picture(found.calibration, found.selection, len(found.scores)))
    if given.json:
        print(show.to_json(figures.evaluation_fields(found)))
        return 0
    figures.show_evaluation(found)
    if given.misses is not None:
        figures.show_misses(found.scores, given.misses)
    return 0


def _refuse(given: Namespace) -> None:
    """Raise ReadError for what does not go together, and for files that cannot be written once all is done."""
    for one, others in ASKING_NOTHING.items():
        for other in others:
            if getattr(given, one) is not None and getattr(given, other) is not None:
                raise ReadError(f"--{one} and --{other} do not go together; give one of them.")
    for name in ("save", "plot"):
        path: Path | None = getattr(given, name)
        if path is None:
            continue
        if not path.parent.is_dir():
            raise ReadError(f"There is no folder {path.parent} for {path.name}; make it, or name another one.")
        if path.exists() and not path.is_file():
            raise ReadError(f"{path} is no ordinary file; name another one for --{name}.")
        if path.resolve() == given.questions.resolve():
            raise ReadError(f"{path} has the questions, which --{name} would overwrite; name another file for it.")


# Where answers come from


def _scores(given: Namespace, library: Opener) -> list[Score]:
    if given.answers is not None:
        return _scored(read_questions(given.questions), given.answers)
    with library() as opened:
        questions = read_questions(given.questions, opened)
        if not opened.count():
            show.warn("This library has no sources yet; add one with: python -m index add FILE")
        with bar("Asking") as report:
            answers = list(_asked(opened, questions, given.quotes or QUOTES, report))
    if given.save is not None:
        rows = ({"id": question.id, "seconds": round(seconds, 6), **show.answer_fields(answer)}
                for question, (answer, seconds) in zip(questions, answers, strict=True))  # fmt: skip
        write_whole(given.save, "".join(f"{show.to_json(row)}\n" for row in rows).encode())
    return [score(question, _response(*answer)) for question, answer in zip(questions, answers, strict=True)]


def _asked(
    library: Library, questions: Sequence[Question], quotes: int, report: Progress
) -> Iterator[tuple[Answer, float]]:
    """The answers, with how many seconds each took: one question after the other, as somebody waits for it alone."""
    library.ask(questions[0].text, source=questions[0].source, quotes=quotes)  # loads the model, outside the clock
    for done, question in enumerate(questions, start=1):
        begun = time.perf_counter()
        answer = library.ask(question.text, source=question.source, quotes=quotes)
        yield answer, time.perf_counter() - begun
        report(done, len(questions))


def _response(answer: Answer, seconds: float) -> Response:
    shown = tuple(Shown(quote.text, quote.highlight, quote.speaker) for quote in answer.quotes)
    return Response(answer.answered, answer.confidence, shown, seconds)


def _scored(questions: Sequence[Question], path: Path) -> list[Score]:
    """The scores of answers from a file; a question that it misses counts as not answered."""
    responses = read_responses(path)
    _warn_of_strangers(questions, responses, path)
    return [score(question, responses.get(question.id, NOTHING)) for question in questions]


def _warn_of_strangers(questions: Sequence[Question], responses: Mapping[str | int, Response], path: Path) -> None:
    asked = {question.id for question in questions}
    missing = [question.id for question in questions if question.id not in responses]
    unasked = [name for name in responses if name not in asked]
    if missing:
        them = show.count(len(missing), "question")
        show.warn(f"{path} misses {them}, counted as not answered with confidence 0: {_some(missing)}.")
    if unasked:
        show.warn(f"{path} has {show.count(len(unasked), 'answer')} to no question here, left out: {_some(unasked)}.")


def _some(names: Sequence[str | int]) -> str:
    return ", ".join(map(str, names[:3])) + (", …" if len(names) > 3 else "")


# Two sets of answers


def _compare(given: Namespace) -> int:
    questions = read_questions(given.questions)
    before, after = (_evaluated(questions, path, given) for path in given.compare)
    if given.json:
        print(show.to_json(figures.comparison_fields(before, after, tuple(given.compare))))
    else:
        figures.show_comparison(before, after, tuple(given.compare))
    return 0


def _evaluated(questions: Sequence[Question], path: Path, given: Namespace) -> Evaluation:
    return evaluate(_scored(questions, path), by_type=given.by_type or given.json)
