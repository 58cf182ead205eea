"""What can go wrong, as sentences for people: each says what is wrong and what to do."""

from __future__ import annotations


class VerbatimError(Exception):
    """A failure to show as it is: ``str(error)`` is one sentence that says what is wrong and what to do."""


class ReadError(VerbatimError):
    """A file or its content cannot be made into a document."""


class SourceMissing(VerbatimError):
    """No source of the library has this id."""


class SourceTaken(VerbatimError):
    """The id asked for belongs to another source."""


class LibraryMissing(VerbatimError):
    """There is no library in this folder."""


class LibraryBusy(VerbatimError):
    """Another process is writing to the library."""


class LibraryTooNew(VerbatimError):
    """A newer version of Verbatim made the library."""


class StorageError(VerbatimError):
    """The disk refuses: full, read-only, broken."""


class Conflict(StorageError):
    """What was to be stored does not go with what another process has stored meanwhile."""


class ModelMismatch(VerbatimError):
    """The library was made with another embedding model."""


class ModelUnavailable(VerbatimError):
    """The embedding model cannot be loaded."""


class ExtraMissing(VerbatimError):
    """What was asked for needs a package that is not installed."""
