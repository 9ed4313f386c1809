import re

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from sse_portal.accounts.models import RoleGrant, User
from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import can
from tests.factories import a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client, reference):
    admin = a_user("regional_admin", None)
    client.force_login(admin)
    return admin


def invitation(**fields):
    given = {"email": "new@example.org", "name": "", "language": "km", "role": "researcher", "country": "KH"}
    return given | fields


def test_an_invited_person_chooses_a_password_and_signs_in(
    client, admin, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/accounts/users/invite/", invitation()).status_code == 302
    link = re.search(r"http\S+", mailoutbox[0].body)[0]
    client.logout()

    form = client.get(link, follow=True)
    password = "an even longer password"
    client.post(form.redirect_chain[-1][0], {"password1": password, "password2": password})
    client.logout()
    answer = client.post("/accounts/login/", {"login": "new@example.org", "password": password})

    assert answer.status_code == 302 and answer["Location"] == "/"
    assert can(User.objects.get(email="new@example.org"), Can.ENTER_RESPONSES, "KH")


@pytest.mark.parametrize(
    "fields",
    [{"email": "no address"}, {"role": "king"}, {"country": "XX"}, {"language": "xx"}, {"name": "a\x00"}],
)
def test_a_bad_invitation_comes_back_and_makes_no_account(client, admin, mailoutbox, fields):
    assert client.post("/accounts/users/invite/", invitation(**fields)).status_code == 422
    assert User.objects.count() == 1 and not mailoutbox


def test_a_known_address_is_not_invited_again_whatever_its_case(client, admin, sokha):
    answer = client.post("/accounts/users/invite/", invitation(email=sokha.email.upper()))
    assert answer.status_code == 422 and "email" in answer.context["form"].errors


def test_a_role_is_granted_and_ended(client, admin, sokha):
    client.post(f"/accounts/users/{sokha.uid}/", {"role": "reviewer", "country": "TH"})
    assert can(sokha, Can.REVIEW_RESPONSES, "TH")

    grant = RoleGrant.objects.get(user=sokha, role="reviewer")
    assert client.post(f"/accounts/grants/{grant.uid}/end/").status_code == 302
    assert not can(sokha, Can.REVIEW_RESPONSES, "TH")


def test_nobody_grants_a_role_to_themselves(client, admin):
    answer = client.post(f"/accounts/users/{admin.uid}/", {"role": "reviewer", "country": "KH"})
    assert answer.status_code == 422 and RoleGrant.objects.count() == 1


def test_a_closed_account_is_out_at_once(client, admin, sokha, client_of):
    theirs = client_of(sokha)
    assert theirs.get("/accounts/profile/").status_code == 200
    client.post(f"/accounts/users/{sokha.uid}/active/", {"active": "no"})
    assert theirs.get("/accounts/profile/").status_code == 302
    client.post(f"/accounts/users/{sokha.uid}/active/", {"active": "yes"})
    assert theirs.get("/accounts/profile/").status_code == 200


@pytest.fixture
def client_of():
    def signed_in(user):
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.mark.parametrize("address", ["/accounts/users/", "/accounts/users/invite/"])
def test_only_those_who_grant_roles_see_the_accounts(client, reference, sokha, address):
    assert client.get(address).status_code == 302
    client.force_login(sokha)
    assert client.get(address).status_code == 403


def test_an_administrator_of_one_country_sees_and_grants_only_there(client, reference, sokha, aigul):
    client.force_login(a_user("regional_admin", "KH"))
    listed = client.get("/accounts/users/").text
    assert sokha.email in listed and aigul.email not in listed
    assert client.get(f"/accounts/users/{aigul.uid}/").status_code == 404
    answer = client.post(f"/accounts/users/{sokha.uid}/", {"role": "reviewer", "country": "KG"})
    assert answer.status_code == 422
    grant = RoleGrant.objects.get(user=aigul)
    assert client.post(f"/accounts/grants/{grant.uid}/end/").status_code == 404


def test_people_are_found_by_a_part_of_their_address(client, admin, sokha, aigul):
    found = client.get("/accounts/users/", {"q": sokha.email[:4]}).text
    assert sokha.email in found and aigul.email not in found
    assert client.get("/accounts/users/", {"q": "\x00%_" * 200}).status_code == 200


def test_the_first_administrator_is_made_from_the_command_line(reference):
    call_command("make_admin", "first@example.org", password="a very long password", verbosity=0)
    assert can(User.objects.get(), Can.GRANT_ROLES)
    for email, password in [
        ("first@example.org", "a very long password"),
        ("x", "short"),
        ("b@example.org", "short"),
    ]:
        with pytest.raises(CommandError):
            call_command("make_admin", email, password=password)
