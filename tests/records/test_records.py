from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from mapping.models import Study
from sse_portal.accounts.models import User
from sse_portal.records.models import Change, IdempotencyKey, Reading
from sse_portal.records.services import (
    KeyReused,
    StaleVersion,
    audit_reading,
    change,
    once,
    remember,
    remember_all,
    update_record,
)
from sse_portal.reference.services import load_reference

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    load_reference()
    return User.objects.create_user("mapper@example.org", "a long password")


@pytest.fixture
def study(user):
    return a_study(1)


def a_study(wave):
    return Study.objects.create(
        country_id="KH",
        title={"en": "Study"},
        wave=wave,
        period_start=date(2025, 1, 1),
        period_end=date(2026, 1, 1),
    )


def test_a_change_raises_the_version_and_writes_one_line_of_history(user, study):
    update_record(
        study, {"lead_organisation": "NIS", "wave": 1}, by=user, version=1, country="KH", reason="typo"
    )

    study.refresh_from_db()
    assert (study.lead_organisation, study.version) == ("NIS", 2)
    line = Change.objects.get()
    assert (line.before, line.after) == ({"lead_organisation": ""}, {"lead_organisation": "NIS"}), (
        "only what differs"
    )
    assert (line.by, line.act, line.kind, line.record) == (user, "changed", "mapping.study", study.uid)
    assert (line.country, line.reason) == ("KH", "typo")


def test_writing_the_same_values_changes_nothing(user, study):
    update_record(study, {"wave": 1}, by=user, version=1)
    assert Study.objects.get().version == 1 and not Change.objects.exists()


@pytest.mark.parametrize("values", [{"wave": 2}, {"wave": 1}])
def test_the_second_editor_is_told_and_sees_the_record_as_it_is(user, study, values):
    update_record(Study.objects.get(), {"lead_organisation": "NIS"}, by=user, version=1)

    with pytest.raises(StaleVersion) as caught:
        update_record(study, values, by=user, version=1)

    assert caught.value.status == 412
    assert caught.value.extra["current"].lead_organisation == "NIS"
    assert Study.objects.get().wave == 1 and Change.objects.count() == 1


def test_history_is_kept_in_the_transaction_of_the_write(user, study):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        remember("opened", study, by=user)
        raise ZeroDivisionError
    assert not Change.objects.exists()


def test_history_cannot_be_altered(user, study):
    remember("opened", study, by=user)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Change.objects.update(act="closed")
    assert Change.objects.get().act == "opened"


def test_many_lines_are_written_at_once_with_plain_values(user, study, django_assert_num_queries):
    values = {"day": date(2026, 1, 2), "share": Decimal("12.50"), "codes": {"b", "a"}}
    with django_assert_num_queries(1):
        remember_all([change("imported", study, by=user, after=values) for _ in range(3)])
    assert Change.objects.about(study).first().after == {
        "day": "2026-01-02",
        "share": "12.50",
        "codes": ["a", "b"],
    }


def test_a_restricted_reading_is_noted(user):
    audit_reading(
        by=user, kind="mapping.surveyresponse", act="export", country="KH", rows=12, asked={"status": "draft"}
    )
    note = Reading.objects.get()
    assert (note.by, note.act, note.rows, note.asked) == (user, "export", 12, {"status": "draft"})
    assert note.at <= timezone.now()


def test_a_repeated_request_gets_the_first_result(user):
    calls = []

    def create():
        calls.append(1)
        return a_study(len(calls))

    first = once(by=user, key="k", act="POST /studies/", content={"a": 1, "b": 2}, create=create)
    again = once(by=user, key="k", act="POST /studies/", content={"b": 2, "a": 1}, create=create)

    assert first[1] is True and again == (first[0], False)
    assert len(calls) == 1


def test_the_same_key_with_another_content_is_refused(user):
    once(by=user, key="k", act="POST", content={"a": 1}, create=lambda: a_study(1))
    with pytest.raises(KeyReused) as caught:
        once(by=user, key="k", act="POST", content={"a": 2}, create=lambda: a_study(2))
    assert caught.value.status == 409 and Study.objects.count() == 1


def test_a_key_belongs_to_its_user(user):
    other = User.objects.create_user("other@example.org", "a long password")
    once(by=user, key="k", act="POST", content={}, create=lambda: a_study(1))
    once(by=other, key="k", act="POST", content={}, create=lambda: a_study(2))
    assert Study.objects.count() == 2


def test_a_failed_creation_keeps_no_key(user):
    def fail():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        once(by=user, key="k", act="POST", content={}, create=fail)
    assert not IdempotencyKey.objects.exists()
