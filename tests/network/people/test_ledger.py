"""Consent in force is the fold of the ledger: SQL for many people at once, and plain Python, say the same."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from network.models import ConsentEvent, Person, Purpose
from network.summaries.people import reachable_for

from ..factories import a_consent, a_contact, a_person

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 1, tzinfo=UTC)
HOURS = st.integers(0, 12)
LINES = st.lists(
    st.fixed_dictionaries(
        {
            "who": st.integers(0, 2),
            "purpose": st.sampled_from([Purpose.DIRECTORY, Purpose.NEWS]),
            "act": st.sampled_from(ConsentEvent.Act.values),
            "basis": st.sampled_from(ConsentEvent.Basis.values[:3]),
            "expires": st.none() | HOURS,
        }
    ),
    max_size=14,
)


def fold(lines, purpose, at):
    """Plain Python: for each lawful basis the last line counts; it gives, and has not expired."""
    last = {}
    for line in lines:
        if line.purpose == purpose and line.at <= at:
            last[line.basis] = line
    return any(
        line.act == "given" and (line.expires_at is None or line.expires_at > at) for line in last.values()
    )


def agreed(purpose, at):
    return set(Person.objects.agreeing_to([purpose], at))


def written(people, lines):
    """The lines as a ledger, one an hour."""
    for hour, line in enumerate(lines):
        line = dict(line)
        expires = line.pop("expires")
        a_consent(
            people[line.pop("who")], at=START + timedelta(hours=hour),
            expires_at=None if expires is None else START + timedelta(hours=hour + expires), **line,
        )  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=LINES, hour=HOURS)
def test_sql_and_python_give_the_same_answer_on_random_ledgers(reference, lines, hour):
    Person.objects.all().delete()
    people = [a_person() for _ in range(3)]
    written(people, lines)
    at = START + timedelta(hours=hour)
    for purpose in (Purpose.DIRECTORY, Purpose.NEWS):
        expected = {person for person in people if fold(person.consents.in_order(), purpose, at)}
        assert agreed(purpose, at) == expected


def test_a_consent_for_one_purpose_is_none_for_another(reference):
    person = a_person()
    a_consent(person, "news")
    at = datetime.now(UTC)
    assert agreed("news", at) == {person}
    assert agreed("directory", at) == set()


def test_another_basis_holds_when_consent_is_withdrawn(reference):
    person = a_person()
    a_consent(person)
    a_consent(person, basis="public_task")
    a_consent(person, act="withdrawn")
    assert agreed("directory", datetime.now(UTC)) == {person}


def test_it_ends_at_the_moment_it_expires(reference):
    person = a_person()
    a_consent(person, at=START, expires_at=START + timedelta(days=1))
    assert agreed("directory", START + timedelta(hours=23, minutes=59)) == {person}
    assert agreed("directory", START + timedelta(days=1)) == set()


def test_what_is_recorded_later_was_not_in_force_before(reference):
    person = a_person()
    a_consent(person, at=START)
    assert agreed("directory", START - timedelta(seconds=1)) == set()


def test_erased_people_agree_to_nothing(reference):
    person = a_person(erased_at=START)
    a_consent(person)
    assert agreed("directory", datetime.now(UTC)) == set()


def test_only_those_who_agreed_can_be_reached(reference, django_assert_num_queries):
    yes, no, gone = a_person(language="km"), a_person(), a_person()
    for person in (yes, no, gone):
        a_contact(person, f"p{person.pk}@example.org")
        a_contact(person, "+855 12 345", kind="phone")
    a_consent(yes, "invitations")
    a_consent(gone, "invitations")
    a_consent(gone, "invitations", "withdrawn")
    with django_assert_num_queries(2):
        found = reachable_for("invitations", Person.objects.all())
    assert set(found) == {yes.pk}
    assert found[yes.pk].emails == (f"p{yes.pk}@example.org",)
    assert found[yes.pk].language == "km"
    assert reachable_for("invitations", [yes, no]) == found
    assert reachable_for("news", [yes]) == {}
