"""English: the words and patterns that questions about speakers are made of.

`index.grammar` says how they are read. A verb is given by its base form where the rules make the others of it, else by
all five: base, third person, past, participle, gerund.
"""

from __future__ import annotations

from index.grammar import Language

ENGLISH = Language(
    # Contractions that people type without the apostrophe are two words.
    split=r"(what|wat|who|how|where|when|why)(s|d|re)",
    classes={
        # What a question begins with. q is all of them: none is part of a speaker's name.
        "what": "what wat wot whats",
        "how": "how",
        "why": "why how_come",
        "who": "who whom",
        "which": "which",
        "whose": "whose",
        "where": "where",
        "other": "when where how_many how_much how_often how_long how_far how_big how_old how_full what_kind_of "
        "what_sort_of how_fast how_high",
        "q": "what wat wot how why how_come who whom which whose when where how_many how_much how_often how_long "
        "how_far how_big how_old how_full how_fast how_high what_kind_of what_sort_of",
        "do": "do does did dose don't doesn't didn't doesnt didnt dont 'd d",
        "have": "has have had hasn't haven't hasnt havent 's s 've ve",
        "be": "is are was were be been being isn't aren't wasn't weren't isnt arent wasnt werent 's s 're re",
        "will": "will would 'd d 'll can could should",
        "aux": "be been being do does did dose don't doesn't didn't doesnt didnt dont has have had hasn't haven't "
        "hasnt havent is are was were isn't aren't wasn't weren't isnt arent wasnt werent",
        "gen": "'s '",
        "det": "the a an his her their its our my your this that these those any some all every",
        "adv": "also ever actually really exactly first still previously recently publicly himself herself itself "
        "themselves just once again already originally later else now so far openly even privately officially "
        "specifically ultimately reportedly initially currently not never yet tf the_hell the_heck vote_to "
        "decide_to try_to rather sooner",
        "prep": "about abt bout on regarding re concerning of to that for from over with in if whether toward towards "
        "against as after when around",
        "about": "about abt bout on regarding re concerning over around",
        "on": "about abt bout on regarding re concerning over for to toward towards of in after with against when "
        "if that as",
        "onto": "about abt bout on regarding re concerning over to toward towards after",
        "upon": "on about abt bout regarding re",
        "mid": "about abt bout on regarding re concerning to from over with if whether toward towards against as "
        "after when "
        "around by",
        "as": "as",
        "to": "to",
        "by": "by from of",
        "that": "that",
        "per": "according_to as_per per going_by in_the_words_of in_the_view_of in_the_opinion_of in_the_eyes_of "
        "according acc_to acording_to accoring_to accordng_to",
        "inwords": "in",
        "ownwords": "own_words",
        "exactwords": "words exact_words",
        "its": "its his her their my your ur our",
        "unit": "year day month week hour minute second person capita capital head share game player cent gallon "
        "barrel mile vote kilo ton tonne student child pupil household family season night dose page item user server "
        "member team",
        "comma": ", - – —",
        "end": "? ! ; : .",
        "pron": "he she they it him her them i we you u ya yall y'all one his hers theirs",
        "person": "he she they him her them",
        "subject": "he she they it i we you u",
        "anyone": "anyone anybody someone somebody everyone everybody nobody people ppl any_country any_politician "
        "any_official anyone_else others no_one",
        "source": "article articles text source sources document story stories piece page passage news library "
        "headline author's_article data",
        "something": "anything something nothing much a_word one_thing sth the_same the_same_thing the_same_things",
        "lead": "hey hi hello ok okay so well and but please pls plz um uh yo bot verbatim thanks can_you could_you "
        "would_you can_u could_u tell_me tell_us show_me show give_me give got find_me find get_me list remind_me "
        "summarize summarise sum_up "
        "explain to_me i_want_to_know i'd_like_to_know i_wonder i_need i_need_to_know do_you_know do_u_know "
        "do_we_know does_anyone_know anyone_know any_idea looking_for im_looking_for i'm_looking_for just quickly "
        "tldr i_want_to_see i_would_like_to_know let_me_know search_for quick_question question is_there are_there "
        "was_there were_there in_the_article in_this_article in_the_article_about in_this_article_about "
        "in_the_story_about",
        "polite": "please pls plz thanks thx again exactly anyway though in_the_article in_this_article lol btw "
        "according_to_the_article in_the_articles in_the_text right then",
        "quotes": "word quotes quote statements statement comments comment remarks remark words said_words anything "
        "something everything reactions reaction soundbites citations opinions views thoughts takes",
        "someone": "person guy man woman politician official leader country minister expert one speaker spokesman "
        "spokesperson",
        # Not speakers: "war on drugs", "news about Poland".
        "thing": "war attack attacks ban bans tax taxes tariff tariffs vote votes report reports law laws limit "
        "limits impact effect effects influence debate research paper article articles crackdown assault strike "
        "strikes restrictions sanctions agreement deal deals talks update updates info information details news "
        "facts fact book books movie movies film films song songs story stories based live pressure focus work "
        "decision ruling summit meeting conference hearing bill bills lawsuit suit case advice help question "
        "questions background context data study studies poll polls survey resolution motion trial progress latest "
        "newest recap overview summary breakdown rundown rumor rumors rumour rumours more rest everything anything",
        # A name of its own, whatever its words are.
        "name": "first_minister first_lady first_secretary first_mate first_officer first_deputy first_responders "
        "united_states united_states_of_america united_arab_emirates "
        "state_department associated_press washington_post new_york_post white_house",
        "words": "word words quote remark statement comment line phrase",
        "quoted": "quoted quoted_as_saying quoted_saying cited_as_saying reported_as_saying quoted_on quoted_about "
        "heard_saying",
        "haveto": "have_to_say had_to_say got_to_say have_said have_got_to_say gotta_say",
        "passive": "said told claimed announced promised written stated reported warned argued demanded declared",
        "attitude": "against in_favor_of in_favour_of opposed_to worried_about worried concerned concerned_about "
        "happy_about happy_with unhappy_about angry_about angry_at upset_about upset annoyed bothered afraid "
        "afraid_of skeptical_of sceptical_of skeptical_about sceptical_about open_to ready_to willing_to "
        "prepared_to supportive_of critical_of proud_of confident sure convinced disappointed shocked surprised "
        "ashamed hopeful optimistic pessimistic grateful sorry_for sorry_about glad embarrassed frustrated_by "
        "frustrated_with hoping hoping_for scared scared_that amazed amazed_by thrilled over_the_moon "
        "certain_that nearly_certain happy_that horrified appalled",
        "give": "give gives gave given offer offered make made put raise raised express expressed use uses used bring "
        "brings brought see sees saw set sets",
        "hold": "take takes took taken hold holds held adopt adopts adopted",
        "has": "have has had",
        "view": "position positions stance view views opinion opinions take thoughts thought feelings attitude "
        "verdict reaction reactions response responses comment comments answer reply statement statements remarks "
        "forecast outlook prediction advice assessment judgment judgement worry worries concern concerns doubts "
        "demand demands guess warning quotes explanation criticism objection objections plan plans",
        # Nouns as often as verbs: no verb where one of saying follows ("the police report says").
        "homograph": "flag label brand plan release order post address back fault judge report state question rate "
        "view claim charge",
        "event": "warning finding reading feeling rating offering ruling hearing meeting",  # what "is" with them may be
        "plain": "started starts starting wheat thin writ writer writers abut bouts though",
    },
    verbs={
        # Whatever puts something in words, and then the acts that are more than that.
        "say": """
            say/says/said/said/saying tell/tells/told/told/telling state claim assert insist maintain argue allege
            mention remark note comment remind point_to/points_to/pointed_to/pointed_to/pointing_to
            speak/speaks/spoke/spoken/speaking talk write/writes/wrote/written/writing
            tweet post declare contend point_out/points_out/pointed_out/pointed_out/pointing_out stress emphasize
            emphasise reiterate suggest hint imply pass_on/passes_on/passed_on/passed_on/passing_on
            read_out/reads_out/read_out/read_out/reading_out testify call compare liken brand label address attribute
            use_the_word/uses_the_word/used_the_word/used_the_word/using_the_word brag boast
            sum_up/sums_up/summed_up/summed_up/summing_up recall
            speak_of/speaks_of/spoke_of/spoken_of/speaking_of
            tell_of/tells_of/told_of/told_of/telling_of
        """,
        "announce": "announce reveal unveil disclose confirm report",
        "deny": "deny reject dispute refute dismiss rebut disagree contradict refuse decline shrug_off brush_off "
        "laugh_off rule_out turn_down distrust",
        "warn": "warn caution threaten flag",
        "promise": "promise vow pledge swear/swears/swore/sworn/swearing offer guarantee commit agree assure",
        "want": """
            want wish hope demand urge request seek/seeks/sought/sought/seeking propose recommend advise plead
            call_for ask_for push_for press_for appeal order instruct plan intend insist_on need encourage invite
        """,
        "think": """
            think/thinks/thought/thought/thinking believe feel/feels/felt/felt/feeling view consider reckon expect
            predict doubt suspect assume fear worry see/sees/saw/seen/seeing regard forecast anticipate
            foresee/foresees/foresaw/foreseen/foreseeing rate judge figure imagine like hate guess estimate support
            oppose back favor favour prefer stand_by/stands_by/stood_by/stood_by/standing_by
            stand_behind/stands_behind/stood_behind/stood_behind/standing_behind buy care dislike
            make_of/makes_of/made_of/made_of/making_of
            find_it/finds_it/found_it/found_it/finding_it see_it_as/sees_it_as/saw_it_as/seen_it_as/seeing_it_as
        """,
        "accuse": """
            accuse blame criticize criticise slam condemn denounce attack blast lambast lambaste fault complain mock
            rebuke decry deplore scold ridicule object protest grumble
            poke_fun_at make_fun_of/makes_fun_of/made_fun_of/made_fun_of/making_fun_of
        """,
        "praise": "praise thank applaud commend welcome hail congratulate endorse compliment salute vouch_for "
        "stand_up_for/stands_up_for/stood_up_for/stood_up_for/standing_up_for",
        "ask": "ask question wonder inquire",
        "answer": """
            answer respond react reply counter hit_back/hits_back/hit_back/hit_back/hitting_back
            say_back/says_back/said_back/said_back/saying_back
        """,
        "explain": """
            explain justify defend describe clarify interpret portray characterize characterise account_for play_down
            put_down_to/puts_down_to/put_down_to/put_down_to/putting_down_to elaborate outline
            read/reads/read/read/reading
        """,
        "find": """
            find/finds/found/found/finding conclude determine discover show/shows/showed/shown/showing
            find_out/finds_out/found_out/found_out/finding_out list
        """,
        "admit": "admit concede acknowledge confess apologize apologise regret own_up",
        "joke": """
            joke quip/quips/quipped/quipped/quipping tease
            make_a_joke/makes_a_joke/made_a_joke/made_a_joke/making_a_joke
            make_the_joke/makes_the_joke/made_the_joke/made_the_joke/making_the_joke
        """,
    },
    labels={"attitude": "think"},
    nouns={
        "say": "statement statements comment comments remark remarks message words word speech quote quotes claim "
        "claims argument arguments testimony letter point",
        "think": "stand stands position positions stance view views opinion opinions take thoughts thought feelings "
        "attitude perspective assessment prediction predictions forecast outlook verdict judgment judgement guess "
        "belief expectation expectations theory doubts worry worries concern concerns fear fears line viewpoint "
        "estimate interpretation reading chance chances odds rating grade figure price probability",
        "answer": "reaction reactions response responses answer answers reply rebuttal retort",
        "warn": "warning warnings threat threats",
        "promise": "promise promises pledge pledges vow vows offer commitment assurance assurances guarantee "
        "guarantees",
        "want": "demand demands wish wishes hope hopes plan plans proposal proposals advice recommendation "
        "recommendations request requests goal aim suggestion suggestions appeal call condition conditions terms",
        "explain": "explanation explanations reason reasons excuse justification defense defence description "
        "reasoning rationale version account",
        "accuse": "accusation accusations criticism complaint complaints objection objections allegation "
        "allegations beef problem issue",
        "praise": "praise compliment endorsement",
        "announce": "announcement announcements",
        "admit": "apology admission",
        "deny": "denial",
        "find": "conclusion conclusions finding findings",
    },
    groups={
        # After "who": verbs that are about words more than deeds ("who found", "who reported" are not).
        "who": """
            say tell state claim assert insist argue allege mention remark comment tweet use_the_word declare contend
            point_out point_to stress emphasize emphasise reiterate suggest hint imply pass_on read_out testify call
            compare liken label announce reveal confirm deny reject dispute refute dismiss disagree refuse shrug_off
            rule_out turn_down distrust contradict
            warn caution threaten promise vow pledge swear agree assure want wish hope demand urge recommend advise
            call_for think believe feel view consider reckon expect predict doubt suspect fear worry figure imagine
            guess estimate support oppose accuse blame criticize criticise slam condemn denounce blast lambast
            complain mock decry object praise thank applaud commend welcome hail congratulate ask question wonder
            answer respond react reply counter explain justify defend describe characterize characterise put_down_to
            admit concede acknowledge confess apologize apologise regret joke quip tease brag boast sum_up brush_off
            recall speak_of tell_of make_a_joke make_the_joke own_up ask_for insist_on
            laugh_off foresee find_it see_it_as grumble poke_fun_at make_fun_of vouch_for
            stand_up_for
        """,
        "clausal": "write maintain note post",
        # To somebody.
        "tells": "tell warn remind assure advise ask urge promise",
        "speech": "speak talk write comment tweet",
        # After "did": what somebody may have put in words.
        "did": """
            say tell state claim assert insist maintain argue allege mention remark note comment speak talk write
            tweet declare contend point_out stress suggest hint imply testify call compare announce reveal unveil
            disclose confirm deny reject dispute refute dismiss disagree refuse decline rule_out warn caution
            threaten promise vow pledge offer guarantee commit agree want hope demand urge request propose recommend
            advise call_for plan think believe feel consider expect predict doubt suspect fear worry support oppose
            back favor favour regret stand_by stand_behind buy accuse blame criticize criticise slam condemn denounce
            praise thank welcome endorse congratulate ask wonder respond react reply explain justify defend describe
            conclude admit concede acknowledge apologize apologise joke regard report own_up recall
        """,
        "said": "say tell claim think believe warn promise announce",
        "how": """
            react respond answer reply describe justify explain defend see view feel rate judge interpret portray
            characterize characterise play_down read address clarify counter deny dismiss criticize criticise comment
            account_for call say regard
        """,
        "why": """
            say think believe claim want oppose support expect hope fear worry doubt consider argue insist reject
            refuse deny criticize criticise condemn accuse blame call praise welcome warn recommend demand urge
            predict disagree apologize apologise regret suggest dismiss
        """,
        # After "how many", "which", "where": the clause that follows is what was said.
        "opine": """
            say tell think believe claim expect hope estimate predict want reckon figure suggest recommend insist
            warn forecast anticipate flag list advise announce fear argue guess joke admit promise consider attribute
            endorse doubt demand mention
        """,
        "core": """
            say tell claim think believe want warn promise announce deny insist argue vow pledge write respond react
            tweet state demand expect predict admit explain
        """,
    },
    patterns=(
        # what did X say (about Y), what is X saying, how did X react, why does X think
        ("speaker", "<what> <adv>* <do|have|be> {X} <adv>* <haveto|quoted> {Y}"),
        ("speaker", "<what> <adv>* <do|will> {X} <adv>* =<say-base> {Y}"),
        ("speaker", "<what> <adv>* <have> {X} <adv>* =<say-past|say-participle> {Y}"),
        ("speaker", "<what> <adv>* <be> {X} <adv>* =<say-gerund> {Y}"),
        ("speaker", "<how> <do|will> {X} <adv>* =<how-base> {Y}"),
        ("speaker", "<how> <have> {X} <adv>* =<how-past|how-participle> {Y}"),
        ("speaker", "<how> <be> {X} <adv>* =<how-gerund> {Y}"),
        ("speaker", "<why> <do|will> {X} <adv>* =<why-base> {Y}"),
        ("speaker", "<why> <have> {X} <adv>* =<why-past|why-participle> {Y}"),
        ("speaker", "<why> <be> {X} <adv>* =<why-gerund> {Y}"),
        ("speaker", "<what|how|why> <do> {S} <adv>* =<core-past|core-third> {Y}"),
        # what is X's position on Y, what is the reaction of X to Y, what reason did X give, where does X stand
        ("speaker", "<what|how|who> <be> <prep>* {X} <gen> {M} =<stance> <on|prep> {Y}"),
        ("speaker", "<what|how> <be> <prep>* {X} <gen> {M} =<stance> <end>*"),
        ("speaker", "<what> <be> <det>? =<view> <by> {P} <onto> {Y}"),
        ("speaker", "<what> <be> <det>? =<view> <by> {P} <end>*"),
        ("speaker", "<what> <be> {T} =<view> <on> {Y}"),
        ("speaker", "<what> <be> {T} =<view> <end>*"),
        ("speaker", "<what> <be> {X} <adv>* =<attitude> {Y}"),
        ("speaker", "<why> <be> !<det> {S} <adv>* =<attitude> {Y}"),
        ("speaker", "<what|which> {M} =<stance> <do|have> {X} <give|hold> {Y}"),
        ("speaker", "<what|which> {M} =<view> <do> {X} <has> {Y}"),
        ("speaker", "<what|who> <be> {D} <that>? {S} <adv>* =<said-third|said-past|opine-third> {Y}"),
        ("speaker", "<what> <do|have> {X} <give> <as> <det>* =<stance> {Y}"),
        ("speaker", "<where> <do|be> {X} =<stance> <on> {Y}"),
        ("speaker", "<what> <be> <det>? <words> <by> {P} <onto> {Y}"),
        ("speaker", "<what> <be> {T} =<core-base> {Y}"),
        # according to X, …
        ("speaker", "<per> !<unit> {X} <comma> {Y}"),
        ("speaker", "<inwords> {X} <gen>? <ownwords> <comma>* {Y}"),
        ("speaker", "<inwords> {X} <gen> <exactwords> <comma>* {Y}"),
        ("speaker", "{Z} <comma>* <inwords> {X} <gen>? <ownwords> <end>*"),
        ("speaker", "<per> !<unit> {X} <q|aux|will> {Y}"),
        ("speaker", "{Z} <comma>? <per> !<unit> {X} <end>*"),
        # who said that Z
        ("who-said", "<whose> =<words> <be>? {Y}"),
        ("who-said", "<who> <be> <passive|quoted> {Y}"),
        ("who-said", "<who> <be> <pron> <that|who> =<who-past|who-third> {Y}"),
        ("who-said", "<who> <be> <det>? <someone> <that|who> =<who-past|who-third> {Y}"),
        ("who-said", "<who> <adv>* =<who-past|who-third> {Y}"),
        ("who-said", "<who> <adv>* =<who-base> !<aux|will> {Y}"),
        ("who-said", "<who> =<clausal-past|clausal-third> <that> {Y}"),
        ("who-said", "<who> =<speech-past|speech-third> <about> {Y}"),
        ("who-said", "<who> <have> <adv>* =<who-past|who-participle> {Y}"),
        ("who-said", "<who> <be> <adv>* =<who-gerund|attitude> {Y}"),
        ("who-said", "<which> {N} <adv>* =<who-past|who-third> !<aux|will> {Y}"),
        ("who-said", "<which> {N} <adv>* =<who-base> !<aux|will> {Y}"),
        ("who-said", "<which> {N} <have> <adv>* =<who-past|who-participle> {Y}"),
        ("who-said", "<which> {N} <be> <adv>* =<who-gerund|attitude> {Y}"),
        ("who-said", "<det>? <someone> <who|that> <have>? =<who-past|who-third> {Y}"),
        ("who-said", "<what> <have|be|aux>* <passive> <about> {Y}"),
        ("who-said", "<det>* !<something> <quotes> <about> {Y}"),
        # how many … does X say …; who does X blame
        ("speaker", "<q> {L} <do|will> {P} <adv>* =<opine-base> {Y}"),
        ("speaker", "<q> {L} <have> {P} <adv>* =<opine-participle> {Y}"),
        ("speaker", "<q> {L} <be> {P} <adv>* =<opine-gerund> {Y}"),
        ("speaker", "<who> <do|will> {P} <adv>* =<who-base> {Y}"),
        # what was said by X
        ("speaker", "<what> <have|be|aux>* <passive> <by> {X} <about> {Y}"),
        ("speaker", "<what> <have|be|aux>* <passive> <by> {X} <end>*"),
        # did X say that Z
        ("speaker", "<do|have> {P} <adv>* =<say-base|say-past|say-participle> <something> <adv>* {Y}"),
        ("speaker", "<do|have> {P} <has>? <something> <prep>* <say-base> {Y}"),
        ("did-say", "<do|will> {P} <adv>* =<did-base|did-past> {Y}"),
        ("did-say", "<have> {P} <adv>* =<did-past|did-participle> {Y}"),
        ("did-say", "<be> {P} <adv>* =<did-gerund|attitude> {Y}"),
        # quotes by X about Y
        ("speaker", "<det>* <quotes> <by> {P} <onto> {Y}"),
        ("speaker", "<det>* <quotes> <by> {X} <about> {Y}"),
        ("speaker", "<det>* <quotes> <by> {X} <end>*"),
        # what X said about Y; X's view on Y; X said Y; X on Y?
        ("speaker", "<what|how|why|something> {S} <adv>* =<said-past|said-third> {Y}"),
        ("speaker", "<why> {S} <adv>* =<why-past|why-third> {Y}"),
        ("speaker", "<what|how|why> {S} <have> <adv>* =<said-past|said-participle> {Y}"),
        ("speaker", "{X} <gen> {M} =<stance> <on> {Y}"),
        ("speaker", "{X} <gen> {M} =<stance> <end>*"),
        ("speaker", "{S} =<view> <onto> {Y}"),
        ("speaker", "{S} =<view> <end>*"),
        ("speaker", "{S} <adv>* =<core-past|core-third> <what> {Y}"),
        ("did-say", "{S} <adv>* =<core-past|core-third> !<to> {Y}"),
        ("speaker", "{S} <upon> {Y}"),
    ),
)
