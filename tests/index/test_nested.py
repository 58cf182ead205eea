"""Words that somebody reports as another's."""

from index.nested import within

from .attributed import attribution


def test_what_others_report_is_of_whom_they_report() -> None:
    text = "According to the Gazette, the harbour board said the pier would close by autumn."
    outer = attribution(text, text[26:-1], "According to", "the Gazette")
    inner = attribution(text, "the pier would close by autumn", "said", "the harbour board")
    assert within(text, [outer]) == [outer, inner]
    text = "“Nobody will drown,” he said in a speech, according to a recording."
    outer = attribution(text, text[: text.index(", according")], "according to", "a recording")
    inner = attribution(text, "“Nobody will drown,”", "said", "he", kind="direct")
    assert within(text, [outer]) == [inner, outer]
    text = "“It was good manners,” the rector told reporters, according to the Gazette, on the way back."
    outer = attribution(text, text[: text.index(", according")], "according to", "the Gazette")
    inner = attribution(text, "“It was good manners,”", "told", "the rector", kind="direct")
    assert within(text, [outer]) == [inner, outer]
    text = "Boat Sales, a dealer in Dover, had initially predicted that the pier would close, the Gazette reported."
    outer = attribution(text, text[: text.index(", the Gazette")], "reported", "the Gazette")
    inner = attribution(text, "the pier would close", "predicted", "Boat Sales")
    assert within(text, [outer]) == [outer, inner]
