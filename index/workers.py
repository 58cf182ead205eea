"""Threads that encode, each with one core: see `_keep_to_one_core`.

Questions that wait together share a batch and go before passages, so that asking stays quick while a long source is
being added.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Generic, Protocol, TypeVar

from index.errors import ModelUnavailable

BATCH = 32  # of what waits, looked at for questions that can share a pass, at most
QUESTIONS = 12  # questions in one forward pass, at most
GATHERING = 0.001  # seconds
BEGINNING = 0.0005  # seconds that who asks waits for it to be begun, at most
QUESTION, URGENT, PASSAGES, END = range(4)  # priorities of jobs, the most urgent first

Result = TypeVar("Result")
Answer = TypeVar("Answer")


class Asked(Protocol):
    """A question as it is encoded."""

    @property
    def text(self) -> str:
        """What was asked."""
        ...


Question = TypeVar("Question", bound=Asked)


@dataclass(order=True)
class _Job:
    """Work for a thread: questions go before passages, else first come first served.

    The payload is a question, or what is to be called.
    """

    priority: int
    number: int
    payload: Any = field(compare=False)
    future: Future[Any] = field(compare=False, default_factory=Future)
    begun: threading.Event = field(compare=False, default_factory=threading.Event)


class Workers(Generic[Question, Answer]):
    """So many threads, begun when the first job comes.

    Each calls `prepare` before a job, which fails with whatever that raises. `answer` encodes questions that share a
    batch.
    """

    def __init__(
        self, number: int, prepare: Callable[[], object], answer: Callable[[Sequence[Question]], Sequence[Answer]]
    ) -> None:
        self.number = number
        self._prepare = prepare
        self._answer = answer
        self._jobs: queue.PriorityQueue[_Job] = queue.PriorityQueue()
        self._numbers = count()
        self._threads: list[threading.Thread] = []
        self._starting = threading.Lock()
        self._closed = False
        self._crowded = False  # whether the last question shared its batch

    def ask(self, question: Question) -> Future[Answer]:
        """What becomes the answer to a question. Questions that wait at the same time share a batch.

        Where a thread is free, it has begun when this returns. Else it would get Python, without which it cannot begin,
        only when whoever asks gives it away: five milliseconds later, or when the answer is waited for.
        """
        job = self._submitted(QUESTION, question)
        job.begun.wait(BEGINNING)
        return job.future

    def submit(self, work: Callable[[], Result], *, urgent: bool = False) -> Future[Result]:
        """Have something computed behind the questions that wait; what is `urgent` goes before what is not."""
        return self._submitted(URGENT if urgent else PASSAGES, work).future

    def close(self) -> None:
        """End the threads. What is waiting is still done; nothing can be submitted afterwards."""
        with self._starting:
            self._closed = True
        for _ in self._threads:
            self._jobs.put(_Job(END, next(self._numbers), None))
        for thread in self._threads:
            thread.join()

    def _submitted(self, priority: int, payload: Any) -> _Job:
        with self._starting:
            if self._closed:
                raise ModelUnavailable("The embedding model was shut down; open the library again to use it.")
            if not self._threads:
                self._threads = [
                    threading.Thread(target=self._run, name=f"encoder-{number}", daemon=True)
                    for number in range(self.number)
                ]
                for thread in self._threads:
                    thread.start()
            job = _Job(priority, next(self._numbers), payload)
            self._jobs.put(job)
            return job

    def _run(self) -> None:
        bounded = False
        while (job := self._jobs.get()).priority != END:
            jobs = [job]
            if job.priority == QUESTION:
                jobs += self._companions(job)
            for one in jobs:
                one.begun.set()
            try:
                self._prepare()
                if not bounded:
                    _keep_to_one_core()
                    bounded = True
                asked = job.priority == QUESTION
                results: Sequence[Any] = self._answer([job.payload for job in jobs]) if asked else [job.payload()]
            except BaseException as error:
                for job in jobs:
                    job.future.set_exception(error)
            else:
                for job, result in zip(jobs, results, strict=True):
                    job.future.set_result(result)

    def _companions(self, job: _Job) -> list[_Job]:
        """The questions that wait by now and are nearest to this one in length; the others wait on.

        A batch is padded to its longest text, and a small one leaves some for the other threads. Where questions came
        together the last time they do so again: a moment's patience fills the batch, and nobody who asks alone waits.
        """
        if self._crowded:
            time.sleep(GATHERING)
        waiting: list[_Job] = []
        with contextlib.suppress(queue.Empty):
            while len(waiting) < BATCH:
                waiting.append(self._jobs.get_nowait())
                if waiting[-1].priority != QUESTION:
                    break
        questions = [other for other in waiting if other.priority == QUESTION]
        length = len(job.payload.text)
        questions.sort(key=lambda other: (abs(len(other.payload.text) - length), other.number))
        companions = questions[: QUESTIONS - 1]
        for other in (*questions[QUESTIONS - 1 :], *(other for other in waiting if other.priority != QUESTION)):
            self._jobs.put(other)
        self._crowded = bool(companions)
        return companions


def _keep_to_one_core() -> None:
    """Bound this thread's OpenMP pool to itself.

    With two threads a pool, a question took 9 ms on two idle cores, but 490 ms while another process used them: the
    threads wait for each other at every layer. With one thread it took 12 ms either way, and two encoding threads
    side by side read passages as fast as one with both cores.
    """
    import torch

    torch.set_num_threads(1)
