"""Which names are one person's, what somebody is called in full, and how a text describes them."""

import pytest

from index.model import Speaker
from index.names import find
from index.people import People
from index.speakers import resolve

from .attributed import last, names, read, speakers


@pytest.mark.parametrize(
    ("phrase", "name", "description"),
    [
        ("Polish Foreign Minister Radosław Sikorski", "Radosław Sikorski", "Polish Foreign Minister"),
        ("Robert Jones, a retired teacher from Ohio,", "Robert Jones", "retired teacher from Ohio"),
        ("Sen. Amy Dolan (D-Minn.)", "Amy Dolan", "D-Minn."),
        (
            "Ursula von der Leyen, the European Commission president",
            "Ursula von der Leyen",
            "European Commission president",
        ),
        ("the group’s director, Ann Lee,", "Ann Lee", "group’s director"),
        ("The head of the Oak committee, the writer Ann Lee,", "Ann Lee", "head of the Oak committee"),
        ("Their head, the retired Danish colonel Tom Reed,", "Tom Reed", "retired Danish colonel"),
        ("the glass workers’ union, whose secretary, Tom Reed,", "Tom Reed", "secretary"),
        ("Elder Ta‘ave Reed, the bishop,", "Elder Ta‘ave Reed", "bishop"),
        ("Their chief negotiator, Sir Keir O’Brien (Lab.),", "Keir O’Brien", "chief negotiator"),
        ("U.S. Secretary of State John Merrow", "John Merrow", "U.S. Secretary of State"),
        ("Sveriges Radio’s Karin Holm", "Karin Holm", "Sveriges Radio"),
        ("Paula Krug of the Nordic Institute", "Paula Krug", "Nordic Institute"),
        ("President-elect Martin Luther Dale, Jr.,", "Martin Luther Dale Jr.", "President-elect"),
        ("Lena Marsh, 45, who chairs the council,", "Lena Marsh", "who chairs the council"),
        ("the bank’s director of communications Tom Reed", "Tom Reed", "bank’s director of communications"),
        ("Guests and a friend of Officer Tom Reed", "Guests and a friend of Officer Tom Reed", None),
        ("the wife of former Senator Tom Reed", "wife of former Senator Tom Reed", None),
        ("Deputy Chief of Police Captain Tom Reed", "Tom Reed", "Deputy Chief of Police Captain"),
        ("Tom Reed, co-host of Harbour News’s “Today”,", "Tom Reed", "co-host of Harbour News"),
        ("the wife of legendary Tom Reed", "wife of legendary Tom Reed", None),
        ("the head of rival Tom Reed", "head of rival Tom Reed", None),
        ("US Navy spokesman Tom Reed", "Tom Reed", "US Navy spokesman"),
        ("the police spokesman Lt. Col. Tom Reed", "Tom Reed", "police spokesman"),
        ("Navy press secretary, Rear Adm. Tom Reed,", "Tom Reed", "Navy press secretary"),
        ("Chad’s chief of staff, General Tom Reed,", "Tom Reed", "Chad’s chief of staff"),
        ("Peruvian President General Tom Reed", "Tom Reed", "Peruvian President"),
        ("Attorney General Tom Reed", "Tom Reed", "Attorney General"),
        ("Rear Adm. Tom Reed", "Tom Reed", "Rear Adm."),
        ("campaign chairman and former mayor Tom Reed", "Tom Reed", "campaign chairman and former mayor"),
        ("Mr. Hassan al-Masri", "Hassan al-Masri", None),
        ("the Riverside Fund, a charity for sailors,", "Riverside Fund", "charity for sailors"),
        ("a spokesman for the ministry", "spokesman for the ministry", None),
        ("the White House", "White House", None),
        ("officials", "officials", None),
        ("police in Leeds", "police in Leeds", None),
    ],
)
def test_a_phrase_is_divided_into_name_and_description(phrase: str, name: str, description: str | None) -> None:
    speaker = last(f"It was quiet. [{phrase}] said {{so}}.")
    assert (speaker.name, speaker.description) == (name, description)


def test_a_surname_is_the_fullest_name_given_anywhere() -> None:
    assert names("[Erdoğan] spoke. Later Recep Tayyip Erdoğan left. [Mr. Erdogan’s] answer came.") == [
        "Recep Tayyip Erdoğan",
        "Recep Tayyip Erdoğan",
    ]
    assert names("[Loretta Lynch] agreed. [Loretta E. Lynch] did again. [LYNCH]: No.") == ["Loretta E. Lynch"] * 3
    assert (
        names("[Crooked Anna Bell] again, he joked. [Anna Bell] left. [Bell] came. Anna Bell slept.")[2] == "Anna Bell"
    )


def test_two_of_one_surname_are_told_apart() -> None:
    text = "Bill Carver met Hillary Carver. [Mrs. Carver] spoke. [Mr. Carver] did not. [Mrs. Carver] spoke again. "
    assert names(text + "“Hillary Carver is tired,” one heard. [Hillary] slept.") == [
        "Hillary Carver",
        "Bill Carver",
        "Hillary Carver",
        "Hillary Carver",
    ]


@pytest.mark.parametrize(
    ("who", "name", "description"),
    [
        ("the younger Ek", "Sven", "son"),
        ("the elder Ek", "Bo Ek", None),
        ("Ek", "Bo Ek", None),
        ("the younger Lind", "Rosa Lind", None),
        ("the older Lind", "Rosa Lind", None),
    ],
)
def test_younger_and_elder_tell_apart_and_describe_nobody(who: str, name: str, description: str | None) -> None:
    speaker = last(f"Rosa Lind sat. Bo Ek sold a boat. [His son Sven] said {{no}}. [{who}] said {{so}}.")
    assert (speaker.name, speaker.description) == (name, description)


def test_of_namesakes_the_younger_is_the_child() -> None:
    text = "Bo Ek sold a boat to his daughter Ida Ek. [The elder Ek] said {so}. [The younger Ek] said {no}."
    assert names(text) == ["Bo Ek", "Ida Ek"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Borex sells Borex Home Hubs. Borex is big. Borex grew. [Borex] said {so}.", "Borex"),
        ("Zeph sang. Zeph Quill sat. Zeph won. Zeph left. She slept. [Zeph] said {so}.", "Zeph Quill"),
        ("Singer Zeph Quill sat. Zeph won. Zeph left. Zeph sang. [Zeph] said {so}.", "Zeph Quill"),
        ("Borex sells Borex Home Hubs. [Borex] said {so}.", "Borex Home Hubs"),
    ],
)
def test_the_first_word_is_the_name_where_it_mostly_is_and_nobody_is_human(text: str, name: str) -> None:
    assert last(text).name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[Singer Robert “Bobby” Quill] said {so}. [Bobby] said {no}.", "Robert “Bobby” Quill"),
        ("Omar el-Dahab left. [Dahab] said {so}.", "Omar el-Dahab"),
        ("Omar al-Dahab left. [Dahab] said {so}.", "Omar al-Dahab"),
        ("Omar al-Dahab left. Rita Dahab came. [Dahab] said {so}.", "Rita Dahab"),
        ("Senator Steve Sweeney left. [Sweeny] said {so}.", "Steve Sweeney"),
        ("The Index Costs Board met. [Data from the ICB] say {so}.", "Data from the Index Costs Board (ICB)"),
        ("Ann Falk (Eva Lind), a tired old singer, [who] hates {tea}. {“No!”} [she] said.", "Ann Falk"),
        ("[The Lake Board] said {so}. [It] said {no}. [The organization] said {never}.", "Lake Board"),
        ("Ivan Dahl ran. Ivan Dahl won. Dahl left. Dahl came back. [The former president] said {so}.", "Ivan Dahl"),
        ("President Bo Ek ate. Ek ran. Dahl saw Ek. Ek sat. Ivan Dahl won. Dahl left. Dahl came back. Dahl slept. "
         "[The former president] said {so}.", "Ivan Dahl"),
        ("President Bo Ek ate. Ek ran. Ek sat. Ek slept. [The former president] said {so}.", "former president"),
        ("[Rosa Lind signed an order on fish] said {so}.", "Rosa Lind"),
        ("[Leaders of six towns met at the mill] to discuss {so}.", "Leaders of six towns"),
        ("[The wounded diver] said {so}.", "wounded diver"),
        ("[The judge who sat on the case] said {so}.", "judge who sat on the case"),
        ("[Bo Ek, the sheriff,] said {so}. {It was Al Moe}, [the sheriff] said. [The sheriff] said {no}.", "Bo Ek"),
        ("Bo Ek and his son Bo Ek Jr. ran. Bo Ek won. [Ek] said {so}.", "Bo Ek"),
        ("Democratic candidate Ann Lee spoke. [The Utah Republican] said {so}.", "Utah Republican"),
        ("Bo Ek Jr. ran. Bo Ek won. [Ek] said {so}.", "Bo Ek Jr."),
        ("The Lake Bank met before Christmas. Christmas was white. [The company] said {so}.", "Lake Bank"),
        ("A letter from the Federal Harbour Agency came. [The agency] said {so}.", "Federal Harbour Agency"),
        ("Bo Ek is ill. Mr. Ek fell. [Al Moe, who replaced Mr. Ek as mayor,] said {so}. Asked why, [he] said {no}.",
         "Al Moe"),
        ("Rosa Lind hid. [Police investigating Lind] said {so}.", "Police investigating Lind"),
        ("[The club’s acting Rosa Lind] said {so}.", "Rosa Lind"),
        ("[Publicly, Peru’s envoy, Rosa Lind,] said {so}.", "Rosa Lind"),
        ("[The club for young divers, of which Bo Ek is a member, sent the Gazette] {so}.", "club for young divers"),
        ("It was late, lake-gazette.[com] said {so}.", "lake-gazette.com"),
        ("The U.S. saw the U.S. and the U.S. [U.S. Customs and Lake Police] said {so}.",
         "U.S. Customs and Lake Police"),
        ("[After Rosa Lind] said {so}.", "Rosa Lind"),
        ("[Spokeswoman Brandy King] said {so}. [King] wrote {no}.", "Brandy King"),
        ("[Spokeswoman Brandy King] said {so}. [The King] wrote {no}.", "King"),
        ("[Zoé Lind] said {so}.".replace("é", "e\u0301"), "Zoe\u0301 Lind"),
    ],
)  # fmt: skip
def test_names_as_texts_give_them(text: str, name: str) -> None:
    assert names(text)[-1] == name


def test_names_run_over_the_lines_of_a_text_wrapped_by_hand() -> None:
    text = (
        "After a long day of talks about fish and ships the minister of Norway, Ingrid\n"
        "Solberg, went home without a word to anybody who waited for her at the gate of\n"
        "the ministry. [Solberg] said {so}."
    )
    assert last(text) == Speaker("Ingrid Solberg", "minister of Norway", ("NO",))


def test_first_description_with_a_role_wins_over_ages_and_clauses() -> None:
    text = "Maria Stone, 78, was there. Stone is a rival. Maria Stone, the mayor of Leeds, waved. "
    assert last(text + "Maria Stone, a former nurse, sat. [Stone] spoke.").description == "mayor of Leeds"


def test_descriptions_are_slices_of_the_text_and_short() -> None:
    long = "professor of the history of " + "very " * 30 + "old things"
    text, attributions = read(f"[Ann Lee, the {long},] said so. Then [Lee] left.")
    description = resolve(text, attributions)[-1].description  # type: ignore[union-attr]
    assert description is not None
    assert description in text
    assert 10 < len(description) <= 100


@pytest.mark.parametrize(
    ("phrase", "description"),
    [
        ("Sen. Dan Holt, R-Texas, the chairman of the panel,", "chairman of the panel"),
        ("Sen. Dan Holt (R-Texas), a former mayor,", "former mayor"),
        ("“Dawn” host Dan Holt", "“Dawn” host"),
        ("In March Dan Holt", None),
        ("Dan Holt, citing a senior diplomat and a lawyer,", None),
        ("Dan Holt, invited as a guest and host,", None),
        ("Dan Holt, registered nurse,", "registered nurse"),
        ("Dan Holt, acting chairman,", "acting chairman"),
        ("year President Dan Holt", "President"),
        ("Dan Holt of the nonpartisan Nordic Institute", "Nordic Institute"),
        ("Dan Holt, who took over as chief executive in 2022,", "chief executive"),
        ("Dan Holt, who became chief executive in May 2022,", "chief executive"),
        ("Dan Holt, who was appointed chief executive of Acme,", "chief executive of Acme"),
        ("Dan Holt, who became ill in 2022,", None),
        ("Dan Holt, its head of law,", "head of law"),
    ],
)
def test_a_description_is_what_somebody_is(phrase: str, description: str | None) -> None:
    speaker = last(f"It was quiet. [{phrase}] said {{so}}.")
    assert (speaker.name, speaker.description) == ("Dan Holt", description)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "[Fire chief Damvir Vukas] said {no}.\n\nMarzeta Kolar sat with her boys. It rained, [she] said.",
            "Marzeta Kolar",
        ),
        (
            "[Fire chief Damvir Vukas] said {no}.\n\nHe met Marzeta Kolar and her boys. It rained, [he] said.",
            "Damvir Vukas",
        ),
        ("Marzeta Kolar told Damvir Vukas about her boys. {It rained}, [she] said.", "Marzeta Kolar"),
    ],
)
def test_who_has_her_boys_with_her_is_a_woman(text: str, name: str) -> None:
    assert names(text)[-1] == name


def test_one_word_of_a_name_is_the_whole_of_it() -> None:
    speaker = Speaker("Lorraine Pickup", "head of transport")
    assert speakers("Its head of transport, Lorraine [Pickup], said {so}.") == [speaker]


def test_a_pronoun_tells_of_who_is_named_in_its_sentence_and_not_of_who_opened_the_one_before() -> None:
    text = "“It is fair,” Tyv Marsh said. In Elm a baker, Bozi Dorn, said he had lost his son, his boat and dog. He "
    people = People(text + "left.", find(text), [], [])
    assert {person.name: person.gender for person in people.all()} == {"Tyv Marsh": None, "Bozi Dorn": "m"}
