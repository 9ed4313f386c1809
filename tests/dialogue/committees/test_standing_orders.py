"""Rules of a committee as data: what they refuse, and what they say of a quorum, a balance and a vote."""

from copy import deepcopy
from dataclasses import replace
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue.standing_orders import (
    CONSTITUENCIES,
    SeatFact,
    document_of,
    judge_balance,
    judge_quorum,
    judge_votes,
    read_rules,
)
from sse_portal.basics.problems import Invalid
from tests.dialogue.factories import RULES


def rules_with(**parts):
    return read_rules(deepcopy(RULES) | parts)


def some_seats(*benches, **fields):
    """(constituency, present, present, …) as facts of filled voting seats."""
    return [
        SeatFact(f"{name}{number}", name, True, True, present=present, **fields)
        for name, *presences in benches
        for number, present in enumerate(presences)
    ]


def test_a_document_of_rules_reads_back_into_the_same_rules():
    rules = read_rules(RULES)

    assert read_rules(document_of(rules)) == rules
    assert rules.seats["GOV"] == 4 and rules.equal == ("EMP", "WRK") and rules.notice_days == 14


@pytest.mark.parametrize(
    ("part", "value", "place"),
    [
        ("format", 2, "format"),
        ("seats", None, "seats"),
        ("seats", {"GOV": -1}, "seats.GOV"),
        ("seats", {"GOV": True}, "seats.GOV"),
        ("seats", {"GOV": 10**30}, "seats.GOV"),
        ("seats", {"\x00": 1}, "seats.\x00"),
        ("balance", {"equal": ["EMP", "NOBODY"]}, "balance.equal"),
        ("balance", {"women_at_least": "101"}, "balance.women_at_least"),
        ("balance", {"women_at_least": "NaN"}, "balance.women_at_least"),
        ("quorum", {"share": "half"}, "quorum.share"),
        ("quorum", {"of": "some"}, "quorum.of"),
        ("quorum", {"present": {"GOV": 5}}, "quorum.present.GOV"),
        ("decision", {"method": "lot"}, "decision.method"),
        ("notice_days", "14", "notice_days"),
        ("meetings_a_year", 53, "meetings_a_year"),
        ("chair", "rotates", "chair"),
        ("seats", {"ZZZ": 1}, "seats.ZZZ"),
        ("seats", [], "seats"),
        ("quorum", {"share": "101"}, "quorum.share"),
        ("quorum", {"share": "NaN"}, "quorum.share"),
        ("quorum", {"present": {"EMP": 9}}, "quorum.present.EMP"),
        ("balance", {"women_at_least": True}, "balance.women_at_least"),
        ("decision", {"method": "coin"}, "decision.method"),
        ("decision", {"majority": "4/3"}, "decision.majority"),
        ("decision", {"majority": "2/0"}, "decision.majority"),
        ("decision", {"majority": "²/3"}, "decision.majority"),
        ("decision", {"majority": "2/3/4"}, "decision.majority"),
        ("decision", {"majority": {"of": 3}}, "decision.majority"),
    ],
)
def test_a_mistake_in_rules_is_said_with_its_place(part, value, place):
    with pytest.raises(Invalid) as refusal:
        rules_with(**{part: value})

    assert f"document.{place}" in {entry["field"] for entry in refusal.value.errors}


def test_employers_and_workers_have_equally_many_seats_when_rules_are_written():
    with pytest.raises(Invalid) as refusal:
        rules_with(seats=RULES["seats"] | {"WRK": 2})

    assert [entry["field"] for entry in refusal.value.errors] == ["document.balance.equal"]


def test_real_seats_are_balanced_by_those_that_have_a_vote():
    rules = rules_with(balance={"equal": ["EMP", "WRK"]})
    even = some_seats(("EMP", None, None), ("WRK", None, None))

    assert judge_balance(rules, even).verdict == "yes"
    without_vote = [*even[:3], replace(even[3], is_voting=False)]
    judged = judge_balance(rules, without_vote)
    assert judged.verdict == "no"
    assert judged.reasons[0]["counts"] == {"EMP": 2, "WRK": 1}


def test_the_share_of_women_is_unknown_while_it_could_still_be_reached():
    rules = rules_with(balance={"women_at_least": "50"})
    seats = some_seats(("GOV", None, None, None, None))
    with_sexes = lambda *sexes: [replace(seat, sex=sex) for seat, sex in zip(seats, sexes, strict=True)]

    assert judge_balance(rules, with_sexes("female", "female", "", "")).verdict == "yes"
    assert judge_balance(rules, with_sexes("female", "male", "", "male")).verdict == "unknown"
    assert judge_balance(rules, with_sexes("female", "male", "male", "other")).verdict == "no"


def test_attendance_that_nobody_recorded_is_unknown_and_never_absence():
    rules = rules_with(quorum={"share": "50", "of": "filled", "present": {"WRK": 1}})
    nobody_asked = some_seats(("GOV", True, True), ("WRK", None, None))
    judged = judge_quorum(rules, nobody_asked)

    assert judged.verdict == "unknown"
    assert [(each["rule"], each["result"]) for each in judged.reasons] == [
        ("share", "met"), ("present", "unknown"),
    ]  # fmt: skip
    assert judge_quorum(rules, some_seats(("GOV", True, True), ("WRK", False, False))).verdict == "no"
    assert judge_quorum(rules, some_seats(("GOV", True, True), ("WRK", False, True))).verdict == "yes"


def test_nobody_has_no_quorum():
    assert judge_quorum(rules_with(quorum={"share": "50"}), []).verdict == "no"
    assert judge_quorum(rules_with(quorum={}), some_seats(("GOV", False))).verdict == "no"


@pytest.mark.parametrize(
    ("majority", "votes", "verdict"),
    [
        ("50", (5, 5, 3), "no"),
        ("50", (6, 5, 0), "yes"),
        ("66.6", (2, 1, 9), "yes"),
        ("75", (3, 1, 0), "yes"),
        ("75", (2, 1, 0), "no"),
        ("50", (0, 0, 4), "no"),
        ("50", (2, 1, 5), "yes"),
        ("50", (1, 1, 0), "no"),
        ("66.7", (2, 1, 0), "no"),
        ("66", (2, 1, 0), "yes"),
        ("2/3", (2, 1, 0), "yes"),
        ("2/3", (333, 167, 0), "no"),
        ("2/3", (334, 167, 3), "yes"),
        ("3/3", (5, 0, 1), "yes"),
        ("3/3", (5, 1, 0), "no"),
        ("1/3", (1, 1, 0), "no"),
    ],
)
def test_a_vote_is_counted_without_abstentions_and_a_tie_carries_nothing(majority, votes, verdict):
    rules = rules_with(decision={"method": "vote", "majority": majority})

    assert judge_votes(rules, {"GOV": votes}).verdict == verdict


def test_votes_of_all_constituencies_are_counted_together():
    votes = {"GOV": (2, 0, 0), "EMP": (0, 1, 0)}

    assert judge_votes(rules_with(decision={"method": "vote", "majority": "2/3"}), votes).verdict == "yes"
    assert judge_votes(rules_with(decision={"method": "vote", "majority": "66.7"}), votes).verdict == "no"
    assert judge_votes(rules_with(), {}).verdict == "no"


@pytest.mark.parametrize("majority", ["2/3", "3/3", "4/6", "66.7", ""])
def test_a_majority_reads_back_as_a_fraction_or_a_percent(majority):
    rules = rules_with(decision={"method": "vote", "majority": majority})

    assert read_rules(document_of(rules)) == rules


@pytest.mark.parametrize("document", [None, [], "", {}, {"seats": None}])
def test_what_are_no_rules_at_all_is_refused(document):
    with pytest.raises(Invalid):
        read_rules(document)


BENCHES = ("GOV", "EMP", "WRK", "SSE")


def in_turn(*attendances):
    """Voting seats, taking turns on the benches."""
    return tuple(
        SeatFact(f"s{n}", BENCHES[n % 4], True, True, present=present)
        for n, present in enumerate(attendances)
    )


@pytest.mark.parametrize(
    ("attendances", "verdict"),
    [
        ((True,) * 4, "yes"),
        ((True, True, True, False), "yes"),
        ((True, True, False, True), "no"),  # Nobody of the workers.
        ((True, True, None, True), "unknown"),
        ((None,) * 4, "unknown"),
        ((False,) * 4, "no"),
        ((True, False, None, None), "no"),  # The employers are not there, whoever else is.
    ],
)
def test_a_quorum_needs_the_share_and_every_constituency(attendances, verdict):
    assert judge_quorum(rules_with(), in_turn(*attendances)).verdict == verdict


def test_the_reasons_say_how_many_were_needed_there_and_not_recorded():
    share, *others = judge_quorum(rules_with(), in_turn(True, True, None, False)).reasons

    assert share == {
        "rule": "share", "constituency": "", "result": "met", "needed": 2, "present": 2, "unknown": 1, "of": 4,
    }  # fmt: skip
    assert [(reason["constituency"], reason["result"]) for reason in others] == [
        ("GOV", "met"), ("EMP", "met"), ("WRK", "unknown"),
    ]  # fmt: skip


def test_vacant_seats_count_only_where_the_rules_say_all():
    filled = in_turn(True, True, True)
    vacant = tuple(SeatFact(f"v{n}", "SSE", True, False) for n in range(4))
    of_all = rules_with(quorum={"share": "50", "of": "all", "present": {}})

    assert judge_quorum(rules_with(), filled + vacant).verdict == "yes"
    assert judge_quorum(of_all, filled + vacant).verdict == "no"


def test_observers_make_no_quorum():
    observers = tuple(SeatFact(f"o{n}", "OBS", False, True, present=True) for n in range(9))

    assert judge_quorum(rules_with(), in_turn(False, False, False, True) + observers).verdict == "no"


@pytest.mark.parametrize(
    ("sexes", "verdict"),
    [("ffff", "yes"), ("fmm-", "unknown"), ("mmm-", "no"), ("ff--", "yes"), ("----", "unknown")],
)
def test_the_share_of_women_is_unknown_while_a_sex_is_not_said(sexes, verdict):
    words = {"f": "female", "m": "male", "-": ""}
    sitting = [SeatFact(f"s{n}", "GOV", True, True, sex=words[sex]) for n, sex in enumerate(sexes)]

    assert judge_balance(rules_with(balance={"women_at_least": "50"}), sitting).verdict == verdict


seat_facts = st.builds(
    SeatFact, uid=st.uuids().map(str), constituency=st.sampled_from(CONSTITUENCIES), is_voting=st.booleans(),
    is_filled=st.booleans(), present=st.sampled_from([True, False, None]),
)  # fmt: skip
quorums = st.builds(
    lambda share, of, present: rules_with(
        seats=dict.fromkeys(CONSTITUENCIES, 9), quorum={"share": str(share), "of": of, "present": present}
    ),
    st.integers(0, 100), st.sampled_from(["filled", "all"]),
    st.dictionaries(st.sampled_from(CONSTITUENCIES), st.integers(1, 3), max_size=3),
)  # fmt: skip
committees = st.lists(seat_facts, max_size=14, unique_by=lambda seat: seat.uid)


def counted(rules, seats):
    """Is there a quorum, by plain counting? Every attendance is known."""
    voting = [seat for seat in seats if seat.is_voting]
    base = voting if rules.quorum_of == "all" else [seat for seat in voting if seat.is_filled]
    needed = max(1, ceil(Fraction(rules.quorum_share) * len(base) / 100))
    there = lambda among: sum(bool(seat.present) for seat in among)
    benches = all(
        there(seat for seat in voting if seat.constituency == name) >= least
        for name, least in rules.present.items()
    )
    return there(base) >= needed and benches


@settings(max_examples=150)
@given(rules=quorums, seats=committees, data=st.data())
def test_recording_an_attendance_never_turns_a_quorum_that_was_decided(rules, seats, data):
    before = judge_quorum(rules, seats).verdict
    recorded = [
        replace(seat, present=data.draw(st.booleans())) if seat.present is None and seat.is_filled else seat
        for seat in seats
    ]
    after = judge_quorum(rules, recorded).verdict

    assert after in ("yes", "no")
    assert before in ("unknown", after)


@settings(max_examples=150)
@given(rules=quorums, seats=committees)
def test_a_quorum_of_known_attendance_is_the_one_that_counting_finds(rules, seats):
    known = [replace(seat, present=bool(seat.present)) for seat in seats]

    assert judge_quorum(rules, known).verdict == ("yes" if counted(rules, known) else "no")


@settings(max_examples=100)
@given(rules=quorums, seats=committees)
def test_a_quorum_is_unknown_only_while_both_ends_are_open(rules, seats):
    ends = [
        [replace(s, present=end) if s.present is None and s.is_filled else s for s in seats]
        for end in (True, False)
    ]

    found = {counted(rules, each) for each in ends}
    expected = "unknown" if len(found) == 2 else "yes" if found.pop() else "no"
    assert judge_quorum(rules, seats).verdict == expected
