"""What stands between the paragraphs of a page and is none of its text: program code, captions, links to more."""

from __future__ import annotations

import re

_CODE = re.compile(r"[{}]|=>|\(\)|\);|</?[A-Za-z][^<>\n]*>|\w\.\w+\(")
_SIGNS = re.compile(r"[{}()<=]")  # without which nothing is code
_LABEL = re.compile(
    r"\W*(?:photos?|videos?|images?|pictures?|gallery|watch|listen|related|see also|also see|also read|read also"
    r"|read more|more)(?: (?:by|from|on|stories|articles|video|photos?))?\s*[:|]",
    re.IGNORECASE,
)


def is_clutter(sentence: str) -> bool:
    """Whether a sentence is program code, or begins with the label of a picture or a link: "PHOTO: …"."""
    is_code = _SIGNS.search(sentence) is not None and _CODE.search(sentence) is not None
    return is_code or _LABEL.match(sentence) is not None
