"""What a question expects, and whether a sentence has it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.expected import Type, expected


@pytest.mark.parametrize(
    ("question", "type"),
    [
        ("How much does a ferry ticket cost?", "money"),
        ("whats the price of the new ship", "money"),
        ("what was her salary?", "money"),
        ("How many ferries were ordered?", "count"),
        ("what is the number of islands", "count"),
        ("How old is the captain?", "age"),
        ("Whats the captain's age", "age"),
        ("What percentage of the crew is ill?", "percent"),
        ("How long is the bridge?", "measure"),
        ("How much does the whale weigh?", "measure"),
        ("how big was the reward for the ring", "money"),
        ("How high is the fine?", "money"),
        ("How big is the new price?", "money"),
        ("How big is the ship?", "measure"),
        ("how big a deal is the reward", "measure"),
        ("how far is it to the harbour", "measure"),
        ("When did the ferry sink?", "date"),
        ("In what year was the bridge built?", "date"),
        ("How long ago did it sink?", "date"),
        ("Who built the bridge?", "person"),
        ("Which minister opened it?", "person"),
        ("Where does the ferry land?", "place"),
        ("In which city is the yard?", "place"),
        ("Which seven states signed?", "place"),
        ("What countries joined?", "place"),
        ("What state is Bergen in?", "place"),
        ("In which state was she born?", "place"),
        ("What's the name of the ship?", "name"),
        ("Which ship won the race?", "name"),
    ],
)
def test_types(question: str, type: Type) -> None:
    found = expected(question)
    assert found is not None and found.type == type


@pytest.mark.parametrize(
    "question",
    [
        "What happened?",
        "What are schools doing?",
        "What did city officials decide?",
        "How did it sink?",
        "Is the bridge open?",
        "Was kostet das?",
        "",
    ],
)
def test_nothing_is_expected(question: str) -> None:
    assert expected(question) is None


@pytest.mark.parametrize(
    ("question", "sentence", "met"),
    [
        ("How much does a ticket cost?", "A ticket costs $12.", 1),
        ("How much does a ticket cost?", "Tickets are 12 euros each.", 1),
        ("How much does a ticket cost?", "A ticket is 1,000 gold coins, or 300 gold at night.", 1),
        ("How much does a ticket cost?", "She won three gold medals at the pier.", 0),
        ("How much does a ticket cost?", "Tickets are sold at the pier.", 0),
        ("How much does a ticket cost?", "All 300 tickets were sold in 2 hours.", 0),
        ("How many ferries were ordered?", "The line ordered three ferries.", 1),
        ("How many ferries were ordered?", "The line ordered 14 buses.", 0.5),
        ("How many ferries were ordered?", "The line ordered ferries.", 0),
        ("How old is the captain?", "The captain, 61, has sailed for years.", 1),
        ("How old is the captain?", "The captain sailed in 1999.", 0),
        ("When did it sink?", "It sank on 4 May.", 1),
        ("When did it sink?", "It sank three days later.", 1),
        ("What time is the quiz?", "20:30–23:00 | Quiz | Hall", 1),
        ("What time is the quiz?", "Quiz | 20:30", 1),
        ("When is the quiz?", "The quiz begins at 20:30.", 1),
        ("When is the quiz?", "How the quiz was won 02:32 - Source: CNN", 0),
        ("What time is the quiz?", "The quiz was won 14:2, or 3:1, by Hall.", 0),
        ("what time does the desk close", "The desk keeps what is lost until 30 September.", 0),
        ("what time does the desk close", "The desk closes at six.", 1),
        ("what time does the desk close", "It grew by 5 percent before 2016, by one of the doors, from 10 people.", 0),
        ("what time does the desk close", "It closes at 6 pm, or at noon on Sunday.", 1),
        ("What time of the year is it open?", "It is open in May.", 1),
        ("When did it sink?", "It sank in the fjord, 300 metres deep.", 0),
        ("Who built the bridge?", "The bridge was built by Ivy Stone.", 1),
        ("Who built the Fjord Bridge?", "The Fjord Bridge was built by prisoners.", 0),
        ("Who built the bridge?", "“I was there,” he said.", 0),
        ("Who built the bridge?", "Workers came and émigrés left.", 0),
        ("Who built the bridge?", "It stands in Poland.", 0.5),
        ("Who built the bridge?", "Workers Finish The Long Bridge Over Ivy Sound", 0.5),
        ("Where does the ferry land?", "It lands in Bergen.", 1),
        ("Where does the ferry land?", "It lands at noon.", 0),
        ("where do i ask for help", "Ask in #help-desk.", 1),
        ("where do i ask for help", "Type /help, see ~/.config/app or www.example.org.", 1),
        ("where is the #help-desk", "Ask in #help-desk.", 0),
        ("where do i ask for help", "Ask for 1/2 of it, and/or all.", 0),
        ("where do i ask for help", "It costs $5 /month.", 0),
        ("How long is the bridge?", "The bridge is 300 metres long.", 1),
        ("How long is the bridge?", "The bridge is long.", 0),
        ("How long is the bridge?", "The bridge is one of 12 on the fjord.", 0),
        ("How long did it sail?", "It sailed until Monday.", 1),
        ("How long did it sail?", "It sailed for two weeks.", 1),
        ("How much does the whale weigh?", "The whale is 12 metres long.", 0),
        ("How much does the whale weigh?", "The whale weighs 30 tonnes.", 1),
        ("How much of the whale is left?", "Some 12 parts are left.", 1),
        ("How fast is the ship?", "The ship is 90 metres long.", 0),
        ("How fast is the ship?", "She makes 12 knots.", 1),
        ("How fast is the ship?", "She makes 20 miles an hour.", 1),
        ("How fast was she there?", "She was there in ten minutes.", 1),
        ("How deep is the hole?", "The hole is 5 metres deep.", 1),
        ("How deep is the hole?", "The hole was there for 5 days.", 0),
        ("How far is it to the harbour?", "It is a 12-mile walk.", 1),
        ("how far is it to the harbour", "Some 12 people walk there.", 0),
        ("How hot was the night?", "The night had 31 degrees.", 1),
        ("How hot was the night?", "The night of May 31 was hot.", 0),
        ("How big was the reward for the ring?", "He found it in 12 days.", 0),
        ("How big was the reward for the ring?", "He was given $12 for it.", 1),
        ("What's Otto's last name?", "Otto Falk found the ring.", 1),
        ("What's Otto's last name?", "Ivy Stone gave the ring to Otto.", 0),
        ("What's Otto's last name?", "He is called Falk.", 1),
        ("What's the captain's full name?", "Ivy Stone is the captain.", 1),
    ],
)
def test_a_sentence_has_it(question: str, sentence: str, met: float) -> None:
    found = expected(question)
    assert found is not None
    assert found.met(sentence) == met


@given(st.text(), st.text())
def test_any_text(question: str, sentence: str) -> None:
    found = expected(question)
    if found is not None:
        assert found.met(sentence) in (0, 0.5, 1)


@pytest.mark.parametrize(
    ("sentence", "met"),
    [
        ("The pier was closed because it leaked.", 1),
        ("The pier was closed to save money.", 1),
        ("The pier was closed, as its owner had left.", 1),
        ("The pier was closed after a storm.", 1),
        ("The pier has been closed since Friday.", 0),
        ("The pier was closed to the town.", 0),
        ("Pier: It was closed.", 0),
        ("The pier was closed: nobody paid.", 1),
    ],
)
def test_a_reason_is_given_or_not(sentence: str, met: float) -> None:
    for question in ("Why was the pier closed?", "how come the pier closed", "what was the reason for it"):
        wanted = expected(question)
        assert wanted is not None
        assert (wanted.type, wanted.met(sentence)) == ("reason", met)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("what did Lee pay for the name", "money"),
        ("what do you have to pay", "money"),
        ("what did lee pay for", None),
        ("what did he pay attention to", None),
        ("why did lee pay so much money", "reason"),
    ],
)
def test_what_somebody_pays_is_a_sum(question: str, kind: str | None) -> None:
    wanted = expected(question)
    assert (wanted and wanted.type) == kind


@pytest.mark.parametrize("sum_", ["SKr600mn", "kr 500", "CHF 20", "HK$3"])
def test_sums_in_other_currencies(sum_: str) -> None:
    wanted = expected("how much money did they pay")
    assert wanted is not None
    assert wanted.met(f"They got {sum_} for it.") == 1
