"""What the tests of reading question and sentence together share."""

from __future__ import annotations

from index import Document

QUESTION_TEXT = "Will Poland send troops?"
TALKS = Document(
    "Talks",
    "Donald Tusk said the ferry is late. Olaf Scholz said the ferry is a wreck. Donald Tusk said the ferry is safe. "
    "The ferry is green.",
    id="talks",
)
