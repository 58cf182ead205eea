"""Learning step by step, and the mean of what was learned last."""

from __future__ import annotations

import copy
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

from index.transformer import multiplies_halves

FIRST = 50  # steps after which the mean is as slow as it is to be, about
REPORTED = 200  # steps, after each of which a line is written

Learner = TypeVar("Learner", bound=nn.Module)


def averaged(
    learner: Learner, groups: Sequence[dict[str, Any]], steps: int, wrong: Callable[[], Tensor], latest: float
) -> Learner:
    """The mean of the last networks (exponentially weighted, Polyak & Juditsky 1992), which is better than the last.

    `groups` are parameters with their rates as optimizers take them, `wrong` gives the loss of the next batch, and
    `latest` is how much of the mean stays with each step. Computes in numbers of sixteen bits where the processor does.
    """
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98))
    rates = [group["lr"] for group in groups]
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, rates, total_steps=steps + 1, pct_start=0.08, final_div_factor=100
    )
    mean = copy.deepcopy(learner).eval()
    began, total = time.monotonic(), 0.0
    for step in range(1, steps + 1):
        with torch.autocast("cpu", torch.bfloat16, enabled=multiplies_halves()):
            loss = wrong()
        loss.backward()  # type: ignore[no-untyped-call]
        total += float(loss.detach())
        for group in groups:
            torch.nn.utils.clip_grad_norm_(group["params"], 1.0)
        optimizer.step()
        optimizer.zero_grad()
        schedule.step()
        with torch.no_grad():
            keep = min(latest, (step - 1) / (step + FIRST - 1))
            for own, new in zip(mean.parameters(), learner.parameters(), strict=True):
                own.lerp_(new, 1 - keep)
        if step % REPORTED == 0:
            spent = time.monotonic() - began
            print(f"{step} of {steps} steps, loss {total / REPORTED:.4f}, {spent:.0f} s", file=sys.stderr, flush=True)
            total = 0.0
    return mean
