from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from mapping.models import Study
from mapping.services.studies import (
    WaveTaken,
    WrongStatus,
    change_study,
    close_study,
    create_study,
    open_study,
)
from sse_portal.basics.problems import Invalid
from sse_portal.records.models import Change
from sse_portal.records.services import StaleVersion
from tests.factories import a_study

pytestmark = pytest.mark.django_db
VALUES = {
    "title": {"en": "Mapping", "km": "ផែនទី"},
    "wave": 1,
    "period_start": date(2025, 1, 1),
    "period_end": date(2026, 1, 1),
}


def test_a_study_begins_planned_and_is_remembered(dara):
    create_study(by=dara, country="KH", values=VALUES | {"target_responses": 2000})
    study = Study.objects.get()
    assert (study.status, study.title, study.target_responses) == ("planned", VALUES["title"], 2000)
    assert Change.objects.about(study).get().act == "set up"


def test_a_wave_is_there_once_per_country(dara, aigul):
    create_study(by=dara, country="KH", values=VALUES)
    create_study(by=aigul, country="KG", values=VALUES)
    with pytest.raises(WaveTaken):
        create_study(by=dara, country="KH", values=VALUES)
    second = create_study(by=dara, country="KH", values=VALUES | {"wave": 2})
    with pytest.raises(WaveTaken):
        change_study(by=dara, study=second, values={"wave": 1}, version=1)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": {}}, "title"),
        ({"title": {"en": " "}}, "title"),
        ({"title": "text"}, "title"),
        ({"title": {"en": 5}}, "title"),
        ({"title": {"xx": "text"}}, "title"),
        ({"title": {"en": "a\x00"}}, "title"),
        ({"title": {"en": "\ud800"}}, "title"),
        ({"title": {"en": "x" * 201}}, "title"),
        ({"wave": 0}, "wave"),
        ({"wave": 10**30}, "wave"),
        ({"wave": True}, "wave"),
        ({"wave": "1"}, "wave"),
        ({"target_responses": -1}, "target_responses"),
        ({"target_responses": 10**30}, "target_responses"),
        ({"period_start": "2025-01-01"}, "period_start"),
        ({"period_start": datetime(2025, 1, 1)}, "period_start"),  # noqa: DTZ001
        ({"period_start": date(1000, 1, 1)}, "period_start"),
        ({"period_end": date(2025, 1, 1)}, "period_end"),
        ({"lead_organisation": "x" * 201}, "lead_organisation"),
        ({"lead_organisation": None}, "lead_organisation"),
        ({"status": "open"}, "status"),
    ],
)
def test_what_cannot_be_is_named(dara, changed, field):
    with pytest.raises(Invalid) as error:
        create_study(by=dara, country="KH", values=VALUES | changed)
    assert [entry["field"] for entry in error.value.errors] == [field]
    assert not Study.objects.exists()


def test_what_is_needed_is_asked_for(dara):
    with pytest.raises(Invalid) as error:
        create_study(by=dara, country="KH", values={})
    fields = [entry["field"] for entry in error.value.errors]
    assert fields == ["title", "wave", "period_start", "period_end"]


def test_a_change_is_refused_when_somebody_was_faster(dara):
    study = a_study(status="planned")
    change_study(by=dara, study=study, values={"lead_organisation": "NIS"}, version=1)
    with pytest.raises(StaleVersion):
        change_study(by=dara, study=study, values={"lead_organisation": "MoP"}, version=1)
    assert Study.objects.get().lead_organisation == "NIS"


def test_a_period_is_checked_against_the_day_that_stays(dara):
    with pytest.raises(Invalid):
        change_study(by=dara, study=a_study(), values={"period_end": date(2024, 1, 1)}, version=1)


def test_opening_and_closing_follow_each_other(dara):
    study = a_study(status="planned")
    with pytest.raises(WrongStatus):
        close_study(by=dara, study=study, version=1)
    open_study(by=dara, study=study, version=1)
    with pytest.raises(WrongStatus):
        open_study(by=dara, study=study, version=2)
    close_study(by=dara, study=study, version=2)
    open_study(by=dara, study=study, version=3)
    acts = list(Change.objects.about(study).order_by("id").values_list("act", flat=True))
    assert acts == ["opened", "closed", "opened"]


def test_only_who_manages_studies_of_the_country_may(sokha, aigul, narin, guest):
    study = a_study(status="planned")
    for user in (sokha, aigul, narin, guest):
        with pytest.raises(PermissionDenied):
            create_study(by=user, country="KH", values=VALUES)
        with pytest.raises(PermissionDenied):
            change_study(by=user, study=study, values={}, version=1)
        with pytest.raises(PermissionDenied):
            open_study(by=user, study=study, version=1)
        with pytest.raises(PermissionDenied):
            close_study(by=user, study=study, version=1)
