"""What the rules of a committee say of a quorum, of its balance and of a vote; never more than is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.standing_orders import (
    SeatFact,
    document_of,
    judge_balance,
    judge_quorum,
    judge_votes,
    read_rules,
)
from sse_portal.basics.problems import Invalid
from tests.dialogue.factories import RULES

BENCHES = ("GOV", "EMP", "WRK", "SSE")


def rules(**parts):
    return read_rules(RULES | parts)


def seats(*attendances, **fields):
    """Voting seats, taking turns on the benches."""
    return tuple(
        SeatFact(f"s{n}", BENCHES[n % 4], True, True, present=present, **fields)
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
    assert judge_quorum(rules(), seats(*attendances)).verdict == verdict


def test_the_reasons_say_how_many_were_needed_there_and_not_recorded():
    share, *others = judge_quorum(rules(), seats(True, True, None, False)).reasons

    assert share == {
        "rule": "share", "constituency": "", "result": "met", "needed": 2, "present": 2, "unknown": 1, "of": 4,
    }  # fmt: skip
    assert [(reason["constituency"], reason["result"]) for reason in others] == [
        ("GOV", "met"), ("EMP", "met"), ("WRK", "unknown"),
    ]  # fmt: skip


def test_vacant_seats_count_only_where_the_rules_say_all():
    filled = seats(True, True, True)
    vacant = tuple(SeatFact(f"v{n}", "SSE", True, False) for n in range(4))
    of_all = rules(quorum={"share": "50", "of": "all", "present": {}})

    assert judge_quorum(rules(), filled + vacant).verdict == "yes"
    assert judge_quorum(of_all, filled + vacant).verdict == "no"


def test_observers_make_no_quorum():
    observers = tuple(SeatFact(f"o{n}", "OBS", False, True, present=True) for n in range(9))

    assert judge_quorum(rules(), seats(False, False, False, True) + observers).verdict == "no"


def counted(wanted, attendances):
    """The oracle: counts of those that are there whatever the unrecorded ones did, and of those that may be."""
    surely = dict.fromkeys(BENCHES, 0)
    perhaps = dict(surely)
    for number, present in enumerate(attendances):
        surely[BENCHES[number % 4]] += present is True
        perhaps[BENCHES[number % 4]] += present is not False
    needed = -(-int(wanted.quorum_share) * len(attendances) // 100)
    tests = [(sum(surely.values()), sum(perhaps.values()), needed)]
    tests += [(surely[bench], perhaps[bench], least) for bench, least in wanted.present.items()]
    if all(sure >= least for sure, _may, least in tests):
        return "yes"
    return "unknown" if all(may >= least for _sure, may, least in tests) else "no"


attendance = st.lists(st.sampled_from([True, False, None]), min_size=4, max_size=14)


@given(attendance)
def test_it_agrees_with_plain_counting(attendances):
    assert judge_quorum(rules(), seats(*attendances)).verdict == counted(rules(), attendances)


@given(attendance, st.data())
def test_recording_what_was_unknown_never_turns_a_decided_verdict(attendances, data):
    before = judge_quorum(rules(), seats(*attendances)).verdict
    filled = [data.draw(st.booleans()) if present is None else present for present in attendances]
    after = judge_quorum(rules(), seats(*filled)).verdict

    assert after in ("yes", "no")
    assert before in ("unknown", after)


def test_employers_and_workers_have_equally_many_voting_seats():
    even = seats(None, None, None, None)
    uneven = (*even, SeatFact("more", "EMP", True, True, sex="female"))

    assert judge_balance(rules(balance={"equal": ["EMP", "WRK"]}), even).verdict == "yes"
    assert judge_balance(rules(balance={"equal": ["EMP", "WRK"]}), uneven).verdict == "no"


@pytest.mark.parametrize(
    ("sexes", "verdict"),
    [("ffff", "yes"), ("fmm-", "unknown"), ("mmm-", "no"), ("ff--", "yes"), ("----", "unknown")],
)
def test_the_share_of_women_is_unknown_while_a_sex_is_not_said(sexes, verdict):
    words = {"f": "female", "m": "male", "-": ""}
    sitting = tuple(SeatFact(f"s{n}", "GOV", True, True, sex=words[sex]) for n, sex in enumerate(sexes))

    assert judge_balance(rules(balance={"women_at_least": "50"}), sitting).verdict == verdict


@pytest.mark.parametrize(
    ("votes", "majority", "verdict"),
    [
        ({"GOV": (2, 1, 5)}, "50", "yes"),
        ({"GOV": (1, 1, 0)}, "50", "no"),
        ({"GOV": (2, 0, 0), "EMP": (0, 1, 0)}, "66.7", "no"),
        ({"GOV": (2, 0, 0), "EMP": (0, 1, 0)}, "66", "yes"),
        ({}, "50", "no"),
    ],
)
def test_a_majority_is_of_the_votes_for_and_against(votes, majority, verdict):
    judged = judge_votes(rules(decision={"method": "vote", "majority": majority}), votes)

    assert judged.verdict == verdict


def test_rules_read_back_into_themselves():
    assert read_rules(document_of(rules())) == rules()


@pytest.mark.parametrize(
    ("part", "place"),
    [
        ({"format": 2}, "document.format"),
        ({"seats": {"GOV": -1}}, "document.seats.GOV"),
        ({"seats": {"ZZZ": 1}}, "document.seats.ZZZ"),
        ({"seats": []}, "document.seats"),
        ({"seats": {"GOV": 1, "EMP": 2, "WRK": 1}}, "document.balance.equal"),
        ({"quorum": {"share": "101"}}, "document.quorum.share"),
        ({"quorum": {"share": "NaN"}}, "document.quorum.share"),
        ({"quorum": {"present": {"EMP": 9}}}, "document.quorum.present.EMP"),
        ({"balance": {"women_at_least": True}}, "document.balance.women_at_least"),
        ({"decision": {"method": "coin"}}, "document.decision.method"),
        ({"notice_days": "14"}, "document.notice_days"),
        ({"surprise": 1}, "document.surprise"),
    ],
)
def test_every_mistake_is_told_with_its_place(part, place):
    with pytest.raises(Invalid) as refusal:
        read_rules(RULES | part)
    assert place in [error["field"] for error in refusal.value.errors]


@pytest.mark.parametrize("document", [None, [], "", {}, {"seats": None}])
def test_what_are_no_rules_at_all_is_refused(document):
    with pytest.raises(Invalid):
        read_rules(document)
