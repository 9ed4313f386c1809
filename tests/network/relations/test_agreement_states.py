from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from network.models import Agreement
from network.models.agreement_states import State, state_on
from tests.network.factories import an_agreement

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)
near = st.integers(-4, 4).map(lambda days: TODAY + timedelta(days=days))


def facts_of(agreement):
    names = ("status", "starts_on", "ends_on", "terminated_on", "reminder_days")
    return {name: getattr(agreement, name) for name in names}


def plain(**facts):
    return {
        "status": "signed", "starts_on": None, "ends_on": None, "terminated_on": None, "reminder_days": 90,
    } | facts  # fmt: skip


@st.composite
def agreements(draw):
    """Agreements whose days lie around today, so that each boundary is met."""
    status = draw(st.sampled_from(Agreement.Status.values))
    first, last = draw(st.none() | near), draw(st.none() | near)
    if first and last and first >= last:
        last = first + timedelta(days=draw(st.integers(1, 3)))
    return {
        "status": status, "starts_on": first, "ends_on": last, "reminder_days": draw(st.integers(0, 5)),
        "signed_on": TODAY, "terminated_on": draw(near) if status == "terminated" else None,
    }  # fmt: skip


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(several=st.lists(agreements(), min_size=1, max_size=12), day=near)
def test_the_database_and_python_say_the_same_of_every_agreement_on_every_day(db, several, day):
    Agreement.objects.all().delete()
    for facts in several:
        an_agreement(**facts)
    for agreement in Agreement.objects.with_state(day):
        assert agreement.state == state_on(day, **facts_of(agreement)), facts_of(agreement)
    for state in State.values:
        found = Agreement.objects.in_state(state, day)
        assert all(state_on(day, **facts_of(each)) == state for each in found)


def test_every_state_is_met_and_no_agreement_is_in_two():
    for number, status in enumerate(Agreement.Status.values):
        for days in (-90, -1, 0, 1, 89, 90, 91):
            an_agreement(
                status=status, starts_on=TODAY + timedelta(days=days), ends_on=None if number % 2 else date(2030, 1, 1),
                terminated_on=TODAY if status == "terminated" else None,
            )  # fmt: skip
    an_agreement(ends_on=TODAY), an_agreement(ends_on=TODAY + timedelta(days=1))
    counts = {state: Agreement.objects.in_state(state, TODAY).count() for state in State.values}
    assert sum(counts.values()) == Agreement.objects.count() and all(counts.values())


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"status": "draft", "ends_on": date(2020, 1, 1)}, "draft"),
        ({"starts_on": date(2026, 11, 26)}, "upcoming"),
        ({"starts_on": TODAY}, "active"),
        ({"ends_on": TODAY}, "expired"),
        ({"ends_on": date(2026, 11, 26)}, "expiring"),
        ({"ends_on": TODAY + timedelta(days=90)}, "expiring"),
        ({"ends_on": TODAY + timedelta(days=91)}, "active"),
        ({"ends_on": date(2026, 11, 26), "reminder_days": 0}, "active"),
        ({"status": "suspended", "ends_on": date(2026, 11, 26)}, "suspended"),
        ({"status": "suspended", "starts_on": date(2027, 1, 1)}, "suspended"),
        ({"status": "suspended", "ends_on": TODAY}, "expired"),
        ({"status": "terminated", "terminated_on": TODAY}, "terminated"),
        ({"status": "terminated", "terminated_on": TODAY, "ends_on": date(2026, 1, 1)}, "terminated"),
        ({"status": "terminated", "terminated_on": date(2026, 12, 1)}, "active"),
    ],
)
def test_the_state_follows_from_status_and_dates(facts, state):
    assert state_on(TODAY, **plain(**facts)) == state
