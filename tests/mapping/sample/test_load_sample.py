import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from mapping.definition.checks import HARD
from mapping.models import Entity, Study, SurveyResponse, WorkingDefinition
from mapping.services.responses import findings_of
from sse_portal.accounts.models import User
from sse_portal.accounts.roles import Role
from tests.plugins.layers import made_once

pytestmark = pytest.mark.django_db
PASSWORD = "a password for the sample"


def load(**options):
    call_command(
        "load_sample", **{"entities": 120, "countries": "kh", "password": PASSWORD, "verbosity": 0, **options}
    )


@pytest.fixture
@made_once
def sample(reference):
    load()


def test_it_makes_one_study_with_responses_in_every_status(sample):
    study = Study.objects.get()
    assert study.is_sample and study.country_id == "KH"
    statuses = dict(SurveyResponse.objects.values_list("status").annotate(n=Count("pk")))
    assert set(statuses) == {"draft", "submitted", "returned", "verified"}
    assert sum(statuses.values()) == 120 == Entity.objects.filter(is_sample=True).count()


def test_the_names_are_in_the_script_of_the_country_and_no_two_are_alike(sample):
    names = list(Entity.objects.values_list("name_local", flat=True))
    assert all("\u1780" <= name[0] <= "\u17ff" for name in names)
    assert len(set(names)) == 120
    assert Entity.objects.named(names[0][:8]).exists()


def test_about_fifteen_percent_of_the_answers_are_missing(sample):
    asked = SurveyResponse.objects.count()
    answered = SurveyResponse.objects.exclude(voting_rule=None).count()
    assert 0.05 < 1 - answered / asked < 0.28


def test_no_answer_breaks_a_hard_rule(sample):
    responses = SurveyResponse.objects.select_related("study", "entity")[:60]
    assert not [
        found
        for response in responses
        for found in findings_of(response, complete=False)
        if found.severity == HARD
    ]


def test_the_same_seed_makes_the_same_sample(sample):
    before = list(Entity.objects.order_by("uid").values_list("uid", "name_local", "latitude", "is_listed"))
    SurveyResponse.objects.all().delete()
    Entity.objects.all().delete()
    Study.objects.all().delete()
    load()
    assert (
        list(Entity.objects.order_by("uid").values_list("uid", "name_local", "latitude", "is_listed"))
        == before
    )


def test_loading_twice_adds_nothing(sample):
    load()
    assert Study.objects.count() == 1 and Entity.objects.count() == 120


def test_there_is_a_login_for_each_role_and_every_country_has_a_definition(sample, client):
    assert {grant.role for user in User.objects.all() for grant in user.grants.all()} == set(Role.values)
    answer = client.post("/accounts/login/", {"login": "researcher@sample.example", "password": PASSWORD})
    assert answer.status_code == 302
    assert WorkingDefinition.objects.filter(is_template=True).count() == 6


def test_every_page_says_that_it_is_sample_data(sample, client):
    for address in ("/", "/countries/kh/", "/entities/"):
        assert "sample" in client.get(address).text.lower()


@pytest.mark.parametrize("options", [{"entities": 0}, {"countries": "xx"}])
def test_nonsense_is_refused(reference, options):
    with pytest.raises(CommandError):
        load(**options)


def test_outside_debug_mode_there_are_no_logins_without_a_password(reference, settings):
    settings.DEBUG = False
    load(password="", entities=5)
    assert not User.objects.exists()
