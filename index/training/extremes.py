"""The ranges of what networks multiply, by which their matrices are rounded: see `index.transformer.Rounded`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn


def extremes(modules: Mapping[str, nn.Module], read: Callable[[], None]) -> dict[str, Tensor]:
    """The least and the most that comes to each of some modules in each column while something is `read`.

    They are named as the module is, and ".low" or ".high". What a module is not shown it has no range of.
    """
    found: dict[str, Tensor] = {}

    def note(name: str, states: Tensor) -> None:
        columns = states.flatten(0, -2)
        for end, extreme, bound in (
            ("low", columns.amin(0), torch.minimum), ("high", columns.amax(0), torch.maximum),
        ):  # fmt: skip
            key = f"{name}.{end}"
            found[key] = bound(found[key], extreme) if key in found else extreme

    hooks = [
        module.register_forward_pre_hook(lambda _, given, name=name: note(name, given[0]))
        for name, module in modules.items()
    ]
    with torch.inference_mode():
        read()
    for hook in hooks:
        hook.remove()
    return found
