import pytest
from django.contrib import admin
from django.urls import reverse

from sse_portal.accounts.models import User
from tests.factories import a_study, a_user

pytestmark = pytest.mark.django_db
PRIVATE = {"SurveyResponse", "EntityContact", "ReleaseUnit", "ImportRow", "Entity"}
OURS = {"accounts", "records", "reference", "mapping"}


@pytest.fixture
def root(reference):
    return User.objects.create_superuser("root@example.org", "a long password")


def ours():
    return [model for model in admin.site._registry if model._meta.app_label in OURS]


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_survey_answers_and_contacts_are_not_in_the_administration():
    assert not PRIVATE & {model.__name__ for model in ours()}


def test_a_superuser_looks_at_every_list_and_changes_nothing(client, root):
    client.force_login(root)
    study = a_study()
    for model in ours():
        assert client.get(address(model, "changelist")).status_code == 200, model
        assert client.get(address(model, "add")).status_code == 403, model
    assert client.post(address(type(study), "change", study.pk), {"wave": 9}).status_code == 403
    assert client.post(address(type(study), "delete", study.pk), {"post": "yes"}).status_code == 403


def test_neither_passwords_nor_token_digests_are_shown(client, root):
    client.force_login(root)
    assert root.password not in client.get(address(User, "change", root.pk)).text


@pytest.mark.parametrize("role", [None, "regional_admin", "reviewer"])
def test_nobody_else_gets_in(client, reference, role):
    assert client.get("/admin/").status_code == 302
    client.force_login(a_user(role, "KH" if role else None))
    assert client.get("/admin/").status_code in {302, 403}
    assert client.get("/admin/mapping/study/").status_code in {302, 403}
