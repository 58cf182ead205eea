"""The words that speakers go by: titles, roles, kinds of organisations, with what each says about the person.

Small closed lists on purpose: they carry the grammar of news English, not knowledge about anybody.
"""

from __future__ import annotations

from typing import Literal

Gender = Literal["m", "f"]


def wordset(text: str) -> frozenset[str]:
    """The words of a list written as one string."""
    return frozenset(text.split())


# What stands before a name with or without a full stop, and the role that it abbreviates ("" for a mere courtesy).
TITLES: dict[str, str] = {
    **dict.fromkeys(wordset("mr mrs ms miss mx madam mme sir dame lord lady st messrs hon"), ""),
    "dr": "doctor",
    "prof": "professor",
    **dict.fromkeys(("sen", "sens"), "senator"),
    **dict.fromkeys(("rep", "reps"), "representative"),
    **dict.fromkeys(("gov", "govs"), "governor"),
    "lt": "lieutenant",
    "gen": "general",
    "brig": "brigadier",
    "col": "colonel",
    "maj": "major",
    "capt": "captain",
    "sgt": "sergeant",
    "cpl": "corporal",
    "adm": "admiral",
    "cmdr": "commander",
    "rev": "reverend",
    "fr": "father",
    "pres": "president",
    "amb": "ambassador",
    "det": "detective",
    "insp": "inspector",
    "supt": "superintendent",
    "atty": "attorney",
    "sec": "secretary",
    **dict.fromkeys(("cllr", "coun"), "councillor"),
}

_MALE = wordset(
    "mr sir lord king prince duke count pope father brother son husband uncle nephew grandfather boyfriend "
    "man boy gentleman spokesman chairman congressman businessman councilman assemblyman frontman "
    "fisherman policeman fireman anchorman salesman cameraman tradesman nobleman statesman sportsman actor waiter "
    "monk emperor baron priest imam rabbi mogul tycoon earl viscount grandson stepson stepfather stepbrother dad "
    "widower groom fiancé landlord godfather"
)
_FEMALE = wordset(
    "mrs ms miss mme madam dame lady queen princess duchess countess mother sister daughter wife aunt niece "
    "grandmother girlfriend widow woman girl spokeswoman chairwoman congresswoman businesswoman councilwoman "
    "assemblywoman policewoman anchorwoman saleswoman actress waitress heiress hostess nun empress baroness "
    "stateswoman sportswoman noblewoman alderwoman granddaughter stepdaughter stepmother stepsister mum mom bride "
    "fiancée landlady godmother viscountess"
)

# Roles whose holders are called by other words too; the first word of a line stands for all of it.
_SYNONYMS = (
    "spokesman spokeswoman spokesperson press-secretary",
    "chair chairman chairwoman chairperson",
    "representative congressman congresswoman congressperson",
    "businessman businesswoman entrepreneur mogul tycoon magnate billionaire",
    "councilman councilwoman councilmember councilor councillor",
    "attorney lawyer counsel barrister solicitor",
    "nominee candidate hopeful contender standard-bearer frontrunner front-runner",
    "adviser advisor",
    "actor actress",
    "doctor physician neurosurgeon surgeon",
    "writer author novelist",
    "scientist researcher",
    "pastor reverend preacher",
    "journalist reporter correspondent columnist",
    "host co-host presenter anchor moderator anchorman anchorwoman",
    "ceo chief-executive chief-executive-officer",
    "cfo chief-financial-officer finance-chief",
    "coo chief-operating-officer",
    "cto chief-technology-officer chief-technical-officer",
    "cio chief-information-officer",
    "assemblyman assemblywoman assemblymember",
    "coach manager",
    "politician statesman stateswoman",
    "king monarch sovereign",
    "queen monarch sovereign",
    "cop policeman policewoman officer",
    "expert specialist analyst",
    "ambassador envoy",
    "co-founder cofounder founder",
    "father dad daddy",
    "mother mom mum mommy mummy",
    "grandfather grandpa granddad",
    "grandmother grandma granny",
)
_CANON = {word: line.split()[0] for line in reversed(_SYNONYMS) for word in line.split()}

# Words of wide meaning, and the roles (after `canon`) that they can stand for.
WIDER: dict[str, frozenset[str]] = {
    "chief": wordset(
        "secretary-general general secretary director chair president ceo head leader commissioner boss chief"
    ),
    "head": wordset("secretary-general director chair president ceo chief leader commissioner principal boss head"),
    "boss": wordset(
        "secretary-general secretary director chair president ceo chief head leader manager coach commissioner boss"
    ),
    "leader": wordset(
        "president premier prime-minister chancellor chair secretary-general speaker chief head king queen prince "
        "emir leader"
    ),
    "head-of-state": wordset("president king queen emperor empress emir sultan leader"),
    "head-of-government": wordset("prime-minister premier chancellor president leader"),
    "premier": wordset("prime-minister premier"),
    "prime-minister": wordset("premier prime-minister"),
    "lawmaker": wordset("senator representative legislator assemblyman mp councilman delegate speaker lawmaker"),
    "legislator": wordset("senator representative assemblyman mp lawmaker legislator"),
    "politician": wordset(
        "senator representative governor mayor mp president minister candidate nominee legislator councilman politician"
    ),
    "republican": wordset("senator representative governor nominee republican"),
    "democrat": wordset("senator representative governor nominee democrat"),
    "official": wordset(
        "director secretary commissioner minister administrator deputy chief officer spokesman official"
    ),
    "minister": wordset("prime-minister minister"),
    "secretary": wordset("secretary-general secretary"),
    "general": wordset("secretary-general general"),
    "executive": wordset("president ceo director chair founder executive"),
    "academic": wordset("professor scientist historian lecturer economist academic"),
    "professor": wordset("lecturer scholar professor"),
    "athlete": wordset("player striker midfielder defender goalkeeper forward quarterback pitcher athlete"),
    "player": wordset("striker midfielder defender goalkeeper forward quarterback pitcher player"),
}

ROLES = wordset(
    "president vice-president premier chancellor minister secretary governor mayor senator representative "
    "congressman congresswoman lawmaker legislator delegate speaker leader whip chief head boss chair chairman "
    "chairwoman chairperson director ceo cfo coo cto founder co-founder cofounder co-author owner co-owner "
    "partner manager executive officer administrator commissioner superintendent principal dean provost "
    "chancellor rector general colonel major captain lieutenant sergeant admiral commander corporal brigadier "
    "marshal detective inspector sheriff deputy constable cop policeman policewoman agent spokesman spokeswoman "
    "spokesperson strategist pollster adviser advisor aide staffer consultant operative lobbyist fundraiser donor "
    "activist organizer advocate campaigner attorney lawyer counsel prosecutor judge justice magistrate solicitor "
    "barrister professor lecturer scholar historian economist scientist researcher biologist chemist physicist "
    "engineer epidemiologist psychologist psychiatrist sociologist anthropologist analyst expert specialist "
    "doctor physician surgeon neurosurgeon nurse pediatrician therapist dentist pharmacist veterinarian author "
    "writer novelist poet journalist reporter correspondent columnist editor commentator pundit critic blogger "
    "anchor anchorman host co-host presenter moderator broadcaster producer filmmaker screenwriter playwright "
    "actor actress comedian singer rapper musician artist painter photographer designer architect developer "
    "programmer entrepreneur businessman businesswoman billionaire millionaire mogul tycoon magnate investor "
    "banker trader financier treasurer accountant farmer teacher student graduate volunteer resident neighbor "
    "neighbour voter veteran soldier pilot driver worker employee retiree coach player captain quarterback "
    "pitcher striker midfielder defender goalkeeper forward champion athlete pastor reverend priest bishop "
    "archbishop cardinal pope imam rabbi minister preacher father mother brother sister son daughter husband wife "
    "widow uncle aunt cousin friend colleague ally rival opponent critic supporter king queen prince princess "
    "duke duchess emir sheikh sultan emperor ayatollah ambassador envoy diplomat councilman councilwoman "
    "councilmember councillor councilor alderman selectman assemblyman assemblywoman mp mep nominee candidate "
    "hopeful contender frontrunner front-runner incumbent challenger runner-up republican democrat conservative "
    "liberal socialist libertarian independent member official representative moderator narrator witness victim "
    "suspect defendant plaintiff survivor customer client patient man woman boy girl star legend hero guru czar "
    "boss chef curator librarian clerk secretary-general negotiator mediator inspector premier monarch commissar "
    "regent fellow scholar intern apprentice trainer instructor tutor coordinator planner registrar bailiff "
    "warden ranger firefighter paramedic medic lifeguard technician mechanic electrician carpenter meteorologist "
    "forecaster climatologist seismologist geologist astronomer ecologist botanist zoologist entomologist "
    "philanthropist socialite influencer youtuber streamer blogger podcaster whistleblower dissident commodore "
    "taoiseach archdeacon vicar headteacher headmistress referee umpire baroness viscount "
    "grandson grandfather grandmother nephew niece stepson stepfather landlord landlady ombudsman"
)

# Lower-case nouns in front of a name that end like these are roles too, these excepted.
_ROLE_ENDINGS = (
    "ist",
    "ologist",
    "man",
    "woman",
    "person",
    "yer",
    "ler",
    "ner",
    "der",
    "ter",
    "ker",
    "ger",
    "ser",
    "cer",
    "per",
    "ver",
    "ator",
    "itor",
    "utor",
    "ctor",
    "ssor",
    "ian",
    "aire",
    "eer",
    "mate",
    "parent",
)
_NO_ROLES = wordset(
    "after under over other rather former never ever however whether together center centre number summer winter "
    "computer power paper newspaper letter order matter later earlier per newer older younger longer greater "
    "better further another either neither consider remember offer cover answer enter differ suffer prefer "
    "counter encounter wonder river water super human german roman ocean iran twitter chapter quarter border "
    "gender murder shoulder cancer dinner corner manner banner tweeter elder buster cluster disaster factor "
    "sector doctor tractor actor easier bigger larger smaller higher lower wider italian russian indian canadian "
    "australian ukrainian egyptian christian exist list assist insist twist resist persist apparent transparent "
    "climate estimate ultimate intimate legitimate drugmaker carmaker automaker chipmaker retailer insurer "
    "manufacturer lender carrier supplier distributor broker publisher planner scanner poster trailer thriller "
    "bestseller container freighter tanker airliner steamer proper upper whatever whoever forever moreover "
    "register barrier carrier silver fever discover deliver recover"
) - wordset("doctor actor")

# Who speaks without a name; at the beginning of a sentence such a word looks like a name.
GENERIC = wordset(
    "officials authorities police critics experts analysts supporters opponents voters residents protesters "
    "demonstrators witnesses sources economists scientists researchers investigators prosecutors lawyers aides "
    "advisers allies others some many most few several republicans democrats conservatives liberals americans "
    "polls reports studies data documents emails records organizers activists advocates parents students teachers "
    "workers employees families friends fans readers viewers users people men women president senator governor "
    "congress opposition government ministers councillors councilors campaigners unions coalition cabinet parliament "
    "regulators bosses ministry"
)

# What the whole name of a company ends with, that is called by the first word of it: "Delta Air Lines".
COMPANIES = wordset(
    "airlines airways lines inc corp corporation company co ltd limited llc plc motors holdings technologies "
    "pharmaceuticals industries"
)

# Nouns that end the name of an organisation, a publication, a document or a place: no person is called so.
ORGANISATIONS = COMPANIES | wordset(
    "assembly party committee commission council court house senate congress parliament department ministry "
    "office agency "
    "administration bureau board authority service stock images unit union alliance league federation association "
    "society institute institution university college school academy center centre foundation fund trust bank "
    "group company corporation corp inc ltd llc plc co hospital clinic church campaign coalition network club "
    "team press post times journal tribune herald gazette chronicle globe telegraph news magazine review report "
    "reports poll polls survey study newspaper radio television tv channel organization organisation initiative "
    "project program programme police force forces army navy guard corps act bill law treaty agreement deal "
    "amendment constitution street avenue road square park river lake mountain island islands beach city county "
    "state states kingdom republic nations tower building airport station bridge stadium hall museum library "
    "theater theatre hotel resort casino plaza day week month year war battle convention conference summit forum "
    "debate election elections primary caucus caucuses games cup bowl prize award awards show movie film series "
    "book pac svp camp crowd voters leaders officials people americans democrats republicans conservatives "
    "liberals supporters workers hill wing tribunal firm brand industries enterprises airlines systems "
    "technologies studios pictures records entertainment partners holdings security health affairs relations "
    "studies research policy education defense defence justice treasury energy agriculture commerce labor labour "
    "interior transportation international worldwide global staff intelligence"
)

# Those of them that nothing can be said by: laws, places, events.
NO_BODIES = wordset(
    "amendment act bill law treaty agreement deal constitution street avenue road square park river lake mountain "
    "island islands beach tower building airport station bridge stadium day week month year war battle debate "
    "election elections primary caucus caucuses games cup bowl prize award awards show movie film series book "
    "hill wing "
    "thanksgiving christmas easter halloween hanukkah ramadan diwali oscars grammys emmys olympics"
)

# How a definite description calls an organisation, and words by which the name of one may be known.
GROUPS: dict[str, frozenset[str]] = {
    **{
        word: wordset(
            f"times post journal tribune herald gazette chronicle globe telegraph guardian news press star "
            f"sentinel inquirer examiner observer mail mirror sun register today politico {word}"
        )
        for word in ("newspaper", "paper", "outlet", "publication", "daily", "website", "site", "tabloid")
    },
    "magazine": wordset("magazine review week time monthly weekly"),
    "network": wordset("news cnn nbc abc cbs msnbc network channel tv bbc"),
    "agency": wordset("agency administration bureau service"),
    "department": wordset("department ministry"),
    "ministry": wordset("ministry"),
    "bureau": wordset("bureau"),
    "office": wordset("office"),
    "campaign": wordset("campaign"),
    "committee": wordset("committee"),
    "commission": wordset("commission"),
    "council": wordset("council"),
    "board": wordset("board"),
    "court": wordset("court"),
    "party": wordset("party"),
    "union": wordset("union"),
    "university": wordset("university college"),
    "school": wordset("school academy university high"),
    "college": wordset("college"),
    "hospital": wordset("hospital clinic center"),
    "institute": wordset("institute"),
    "foundation": wordset("foundation"),
    "association": wordset("association"),
    "coalition": wordset("coalition"),
    "alliance": wordset("alliance nato"),
    "bank": wordset("bank"),
    "club": wordset("club fc"),
    "administration": wordset("administration"),
    "senate": wordset("senate"),
    "house": wordset("house"),
    "center": wordset("center centre"),
    "centre": wordset("center centre"),
    "federation": wordset("federation"),
    "league": wordset("league"),
    "society": wordset("society"),
    "authority": wordset("authority"),
    "company": wordset("company corp inc ltd llc plc co industries"),
    "firm": wordset("firm llp llc associates partners"),
    "corporation": wordset("corporation corp"),
    "group": wordset("group coalition alliance society"),
    "organization": wordset("organization organisation"),
    "organisation": wordset("organization organisation"),
    "airline": wordset("airlines airways air"),
    "nonprofit": wordset("foundation institute center"),
    "charity": wordset("foundation trust"),
}
ANY_GROUP = wordset(
    "company firm group organization organisation nonprofit charity agency brand retailer automaker airline "
    "manufacturer startup network outlet publication site website institution body team"
)

# What stands in front of the colon of a headline and says what kind of text follows, not who speaks.
LABELS = wordset(
    "interview opinion review guide update updates exclusive video watch live breaking explainer explained column "
    "commentary podcast photos gallery check factcheck profile preview recap quiz obituary essay feature newsletter "
    "timeline transcript controversy scandal listicle roundup briefing background correction"
)

# First words of places: "New York", "South Carolina", "Los Angeles".
PLACES = wordset(
    "new north south east west northern southern eastern western los las san santa fort mount port lake cape "
    "central great upper lower"
)
# Roles that a text gives to whom it has just named, without having said so before.
PARTIES = {
    **dict.fromkeys(wordset("republican gop r"), "republican"),
    **dict.fromkeys(wordset("democrat democratic d"), "democrat"),
    **dict.fromkeys(wordset("labour"), "labour"),
    **dict.fromkeys(wordset("tory conservative"), "conservative"),
    **dict.fromkeys(wordset("libertarian"), "libertarian"),
}
EPITHETS = wordset(
    "nominee senator representative governor mayor businessman actor singer author writer coach player politician "
    "republican democrat libertarian socialist lawmaker leader champion veteran native star legend icon mogul "
    "premier incumbent challenger newcomer outsider striker midfielder defender goalkeeper full-back quarterback "
    "forward winger rapper comedian musician activist philanthropist investor developer neurosurgeon doctor "
    "welshman englishman irishman frenchman dutchman frenchwoman englishwoman scot briton spaniard dane swede finn "
    "pole turk argentine croat serb german italian brazilian belgian norwegian austrian australian canadian american "
    "heiress heir pop-star father mother son daughter brother sister wife husband widow teenager retiree"
)

PARTICLES = wordset(
    "von van der den de del della di da das dos do du la le las los bin bint ibn al el ben abu ter ten zu"
)
SUFFIXES = wordset("jr sr ii iii iv")
DAYS = wordset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december jan feb mar apr jun jul aug sept oct nov dec today yesterday tomorrow"
)
# Capitalised at the start of a sentence or in a headline, and never part of a name.
FUNCTION = wordset(
    "a an the this that these those some any many most few several all both each every no not another other "
    "others i he she it we you they him her his its our your their my me us them who whom whose which what when "
    "where why how and or but nor so yet for if as at by in of on to from with without about after before during "
    "since until while against among amid between into onto over under through across along around behind beyond "
    "despite except like near off out than toward towards up upon via within because although though unless "
    "whereas whether is are was were be been being am do does did has have had can could may might must shall "
    "should will would said says say tells told asks asked adds added here there now then today also even just "
    "only still too very perhaps maybe however meanwhile instead indeed moreover nevertheless nonetheless "
    "according asked earlier later once one two three four five six seven eight nine ten last next more less much "
    "such same yes ok well let late early never always often sometimes again back down further ever either "
    "neither rather quite why read watch see tell ask call contact remind thank invite message ping email let"
)
# Words that end the noun phrase of a description when it is read from the right.
LIMITS = FUNCTION | wordset(
    "ask call see watch join meet let make help including featuring named called met meet meets saw see know knew "
    "joined quoted quoting interviewed interviewing supports backs calls beat defeated thanked praised criticized "
    "including accused urged followed hosted led elected appointed hired fired replaced nominated endorsed say "
    "says said tell tells told asks per wrote"
)
# What belongs to the person named in front of it: "the Trump campaign", "the Tusk government".
OWNED = wordset("campaign administration government team office cabinet camp spokesman spokeswoman spokesperson")


def canon(word: str) -> str:
    """The word that stands for all that mean the same role: "Sen." and "senators" are "senator"."""
    plain = word.lower().rstrip(".").replace("’", "'").removesuffix("'s").removesuffix("'")
    plain = TITLES.get(plain) or plain
    return _CANON.get(plain, plain)


def is_title(word: str) -> bool:
    """Whether the word is one that stands before names: "Mr.", "Sen"."""
    return word.lower().rstrip(".") in TITLES


def is_courtesy(word: str) -> bool:
    """Whether a title says nothing of what somebody does: "Mr.", "Dr."."""
    plain = word.lower().rstrip(".")
    return plain == "dr" or TITLES.get(plain) == ""


def is_role(word: str) -> bool:
    """Whether a noun names what somebody does or is: "senator", "strategist"."""
    plain = word.lower().rstrip(".")
    last = plain.rpartition("-")[2]
    if plain in ROLES or last in ROLES or TITLES.get(plain):
        return True
    return word.islower() and len(plain) > 4 and plain.endswith(_ROLE_ENDINGS) and plain not in _NO_ROLES


def gender(word: str) -> Gender | None:
    """What a title or a role says about the person: "Mrs." and "spokeswoman" are "f"."""
    plain = word.lower().rstrip(".").rpartition("-")[2]
    return "m" if plain in _MALE else "f" if plain in _FEMALE else None
