"""Where the words for a speaker begin and end, whatever a span of them has caught: a name, or nobody."""

from dataclasses import replace

import pytest

from index import edges
from index.model import Attribution, Speaker
from index.speakers import resolve
from index.statements import resolved

from .attributed import attribution, names, read


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[Outlook\n\nAcme] expects {a loss}.", "Acme"),
        ("19:[20 Ann Lee]: {“Stay home”}", "Ann Lee"),
        ("19[:30 Ann Lee] warns {of floods}", "Ann Lee"),
        ("[Today] announced {a loss}.", None),
        ("In [Otley the mayor, Ann Lee,] said {so}.", "Ann Lee"),
        ("For the first time in ten [years Danes] want {rain}.", "Danes"),
        ("[None of them] knew {why}.", None),
        ("[None of the guests] knew {why}.", "None of the guests"),
        ("[Your letters] say {so}.", None),
        ("[Not everyone] said {so}.", None),
        ("[79 votes to 26] showed {it}.", None),
        ("[79 percent of Danes] said {so}.", "79 percent of Danes"),
        ("[producers will] be {late}.", "producers"),
        ("[The Otley striker said of his first penalty]: {“It rained.”}", "Otley striker"),
        ("[The man who said he was Tom Reed] left {it}.", "man who said he was Tom Reed"),
        ("[Rivals came before them, says Ann Lee,] {too}.", "Ann Lee"),
        ("Bo Ek left. [An hour later his office] said {so}.", "Bo Ek’s office"),
        ("Outside [the building Mr Lee] said {so}.", "Lee"),
        ("[The shopkeeper Mr Lee] said {so}.", "Lee"),
        ("“No,” said Ann Ek. [Ek. Samples taken on Tuesday] showed {it}.", "Samples taken"),
        ("[St. Ann Mayor Bo Lee] said {so}.", "Bo Lee"),
        ("[Calif. Gov. Bo Lee] said {so}.", "Bo Lee"),
        ("[A study published on Wednesday] showed {it}.", "study"),
        ("[Ann Lee resigned as head of the club] saying {she was tired}.", "Ann Lee"),
        ("Ann Lee, [who runs the boat Otter out of Port Sel,] said {so}.", "Ann Lee"),
        ("Acme was late. The bank, [which in 2021] ordered {cuts}, said no.", "bank"),
        ("[The man who runs the boat Otter] said {so}.", "man who runs the boat Otter"),
        ("[Lady Ann Lee bought four pictures] that {were new}.", "Ann Lee"),
        ("Opposition criticises it. “It was late,” [Opposition] said {so}. {“Half of it,”} [she] said.", None),
    ],
)
def test_a_heading_or_a_time_is_no_part_of_who_speaks(text: str, name: str | None) -> None:
    found, attributions = read(text)
    cued = []
    for one in attributions:
        assert one.speaker is not None
        cued.append(edges.mended(found, replace(one, cue=(one.speaker[1], one.speaker[1] + 6))))
    speaker = resolve(found, cued)[-1]
    assert (speaker and speaker.name) == name


@pytest.mark.parametrize(
    ("text", "name", "description"),
    [
        ("Ann Lee, [the bank’s spokeswoman] denied {it}.", "Ann Lee", "bank’s spokeswoman"),
        ("For all that, Ann Lee, [the spokeswoman] denied {it}.", "Ann Lee", "spokeswoman"),
        ("We met Ann Lee, [the spokeswoman] said {so}.", "spokeswoman", None),
        ("In Cape Town, [the spokeswoman] said {so}.", "spokeswoman", None),
        ("Meanwhile, [a spokeswoman], tired, said {so}.", "spokeswoman", None),
        ("Ninette, [an angry farmer,] denied {it}.", "Ninette", "angry farmer"),
        ("Sadly, [an angry farmer,] denied {it}.", "angry farmer", None),
        ("[The order, by Ann Lee,] said {so}.", "Ann Lee", None),
        ("[The order, by noon,] said {so}.", "order", None),
    ],
)
def test_an_apposition_is_joined_by_the_name_in_front_and_a_document_by_its_author(
    text: str, name: str, description: str | None
) -> None:
    found, attributions = read(text)
    speaker = resolve(found, [edges.mended(found, one) for one in attributions])[-1]
    assert speaker is not None
    assert (speaker.name, speaker.description) == (name, description)


def test_who_stands_behind_a_verb_of_saying_is_no_part_of_what_is_said() -> None:
    text = "Its members had counted 60 houses, said its secretary, Ann Lee; hardly any had one. Tom, said Bo, left."
    said = attribution(text, "Its members had counted 60 houses", "said", "Its members")
    behind = (text.index("its secretary"), text.index(" hardly") + len(" hardly any had one"))
    mended = edges.mended(text, replace(said, content=(*said.content, behind)))
    assert mended.speaker is not None
    assert text[slice(*mended.speaker)] == "its secretary, Ann Lee"
    assert [text[slice(*part)] for part in mended.content] == [
        "Its members had counted 60 houses", "hardly any had one"
    ]  # fmt: skip
    beside = Attribution(((text.index("left"), len(text) - 1),), "indirect", said.speaker, said.cue)
    assert edges.mended(text, beside).speaker == said.speaker


def test_a_span_that_cuts_words_or_lines_is_mended() -> None:
    text = "A heading\n\nSuperintendent Brian West said so. Toshi Mori agreed."
    start = text.index("heading")
    spans = [(start, text.index(" said")), (text.index("shi Mori"), text.index("ri agreed"))]
    resolved = resolve(text, [Attribution(((0, 1),), "indirect", span) for span in spans])
    assert [speaker and speaker.name for speaker in resolved] == ["Brian West", "Toshi Mori"]


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("Mayor Jack Hall arrived. {“Yes,”} [she] said.", None),  # a given name tells the gender
        ("Mayor Jack Hall met Linda Moss. {“Yes,”} [she] said.", "Linda Moss"),
        ("His wife came with Jack Hall. [Mrs. Hall] said {yes}.", "Mrs. Hall"),
        ("Tom Reed met Sean Dale. [Dale] asked {why}. {“Because,”} [he] told Dale.", "Tom Reed"),
        ("Cars came into the U.S. Reed is Mayor Tom Reed. [Reed] said {no}.", "Tom Reed"),
        ("Vice President JD Reed came. [Reed] said {no}.", "JD Reed"),
        # a word that begins several names is nobody's given name, unless they are people
        (
            "“Delta Flight Operations is late,” wrote Ann Roe. Delta Air Lines flew.\n\n[Delta] said {no}.",
            "Delta Air Lines",
        ),
        ("Zohra el-Kell came, with a plan. [Kell] said {no}.", "Zohra el-Kell"),
        ("Zohra Kell came, with a plan. [El-Kell] said {no}.", "Zohra Kell"),
        # words that mean an office, where somebody is called so with a given name; not with an article
        ("Laura Bishop came, with a plan. [Bishop] said {no}.", "Laura Bishop"),
        ("Laura Bishop came, with a plan. [The Bishop] said {no}.", "Bishop"),
        ("Zohra Kell came, with a plan. [Zohra] said {no}.", "Zohra Kell"),
        # of two of a surname, who is called by that alone; not right behind the other's whole name
        (
            "Tom Reed came. Reed said so. Reed left.\n\nAnn Reed, who farms, came too.\n\n[Reed] said {no}.",
            "Tom Reed",
        ),
        ("Tom Reed came. Reed said so. Reed left.\n\nAnn Reed farms. [Reed] said {no}.", "Ann Reed"),
        ("Tom Reed came.\n\nAnn Reed, who farms, came too.\n\n[Reed] said {no}.", "Ann Reed"),
        # whose role it is stands before the name
        ("Ann Lee, the manager, left. {“No,”} said [Rovers’s manager, Tom Reed].", "Tom Reed"),
        ("Ann Lee, the manager, left. {“No,”} said [Ann Lee’s lawyer, Tom Reed].", "Tom Reed"),
        ("[hedge fund manager Paul Singer] said {no}.", "Paul Singer"),
        ("[Anil Mehta KC] said {no}.", "Anil Mehta"),
        ("[Ann Lee—who] said {no}.", "Ann Lee"),
        ("[Ann Lee softly] said {no}.", "Ann Lee"),
        ("[The Post and The Times — which] were first — said {no}.", "Post and The Times"),
        ("[Two scientists who weren’]t there said {no}.", "Two scientists"),
        ("[today most Danes nationwide] support {it}.", "most Danes"),
        ("Ash fell on the island[’s farms and scientists] say {it is safe}.", "farms and scientists"),
        ("[A plan of the Park Service stated]: {no}.", "plan of the Park Service"),
        ("[City manager Ann Lee in May 2022] said {no}.", "Ann Lee"),
        ("[LIMA, Peru — Peru’s government] said {no}.", "Peru’s government"),
        ("[later a spokesman for the bank] said {no}.", "spokesman for the bank"),
        ("[Wednesday US officials] said {no}.", "US officials"),
        ("[Sunday Times] said {no}.", "Sunday Times"),
        ("[A group calling itself Save Our Lake] said {no}.", "Save Our Lake"),
        ("[A young man named Tom Reed] said {no}.", "Tom Reed"),
        ("[One of them, Tom Reed], said {no}.", "Tom Reed"),
        ("{The dead are} [a Swede aged 51, Danish police] said.", "Danish police"),
        ("{Two died}, said [Ann Lee, Danish police chief].", "Ann Lee"),
        ("Speaking to [the Post, teacher Ann Lee] said {no}.", "Ann Lee"),
        ("[Judge Ann Lee before leaving the court] said {no}.", "Ann Lee"),
        ("[The officials before the court] said {no}.", "officials before the court"),
        ("[The Department of Health in Chad made it clear] that {so}.", "Department of Health in Chad"),
        ("[The bank, has lost it,] said {no}.", "bank"),
        ("[Sound expert Ann Lee analyzed the tape] said {no}.", "Ann Lee"),
        ("[The report Ann Lee published the] said {no}.", "report Ann Lee published"),
        ("It pleased Ann Lee. She told the [story she] said {so}.", "Ann Lee"),
        ("[A nurse who calls herself “Ninette”] said {no}.", "nurse who calls herself “Ninette”"),
        ("The U.[S. Coast Bureau] said {no}.", "U.S. Coast Bureau"),
        ("He left the U.S. [S. Reed] said {no}.", "S. Reed"),
        ("[A study by Ann Lee in May 2016] found {it}.", "study by Ann Lee"),
        ("[The World in 2020] found {it}.", "World in 2020"),
        ("[A tax haven] said {no}.", "tax haven"),
        ("[the Yesterday Group] said {no}.", "Yesterday Group"),
        ("[Meanwhile, the Leeds Group] said {no}.", "Leeds Group"),
        ("[the state auditor on] said {no}.", "state auditor"),
        ("[Borex Energy today] said {no}.", "Borex Energy"),
        ("[one official, who asked not to be named,] said {no}.", "one official"),
        ("Manager Gareth Doyle smiled. {“Brilliant,”} said [the Welshman].", "Gareth Doyle"),
        ("[Some] said {no}.", None),
        ("[No one] said {no}.", None),
        ("[of the old empire and] said {no}.", None),
        ("A jump from 1.x to 2.[4] is refused, {that much}.", None),
        ("Post it in [#general], said {so}.", None),
        ("[Who do I] tell {of it}?", None),
        ("[each of you] said {no}.", None),
    ],
)
def test_a_speaker_is_a_name_or_nobody(marked: str, name: str | None) -> None:
    assert names(marked)[-1] == name


def test_a_headline_of_a_kind_of_text_is_nobody() -> None:
    text = "Interview: the woman who counts whales"
    found = Attribution(((11, len(text)),), "indirect", (0, 9), (9, 10))
    assert resolve(text, [found]) == [None]
    assert resolved(text, [found]) == []
    assert [said.speaker for said in resolved("Tusk: no troops", [replace(found, speaker=(0, 4), cue=(4, 5))])] == [
        Speaker("Tusk")
    ]


def test_a_speaker_that_was_not_found_stands_beside_the_verb() -> None:
    text = "''We had no choice,'' the old captain said, and left."
    said = attribution(text, "''We had no choice,''", "said", None)
    assert [one.speaker and one.speaker.name for one in resolved(text, [said])] == ["old captain"]
    text = "“The price fell,” Eva Stone, a market economist, said."
    said = attribution(text, "“The price fell,”", "said", ", a market economist,", kind="direct")
    assert [one.speaker for one in resolved(text, [said])] == [Speaker("Eva Stone", "market economist")]
