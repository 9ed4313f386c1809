import pytest

from sse_portal.accounts.models import ApiToken, User
from sse_portal.accounts.services import issue_token, register_user, user_by_token
from sse_portal.reference.services import load_reference

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    load_reference()
    return register_user(email="mapper@example.org", password="a long password", name="Mapper")


def test_signing_in_works_with_the_address_in_any_case_and_not_with_a_wrong_password(client, user):
    url = "/accounts/login/"
    assert client.get(url).status_code == 200
    wrong = client.post(url, {"login": "mapper@example.org", "password": "something else"})
    assert wrong.status_code == 200 and "_auth_user_id" not in client.session
    right = client.post(url, {"login": "MAPPER@example.org", "password": "a long password"})
    assert right.status_code == 302 and "_auth_user_id" in client.session


def test_a_stranger_cannot_sign_up(client, user):
    client.post(
        "/accounts/signup/",
        {"email": "x@example.org", "password1": "long enough 1", "password2": "long enough 1"},
    )
    assert User.objects.count() == 1


def test_a_password_reset_says_the_same_for_a_known_and_an_unknown_address(client, user):
    known = client.post("/accounts/password/reset/", {"email": user.email})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


@pytest.mark.parametrize("url", ["/accounts/profile/", "/accounts/tokens/create/"])
def test_the_account_pages_ask_a_guest_to_sign_in(client, url):
    answer = client.get(url)
    assert answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")


def test_the_profile_is_changed_and_a_bad_name_comes_back_beside_its_field(client, user):
    client.force_login(user)
    assert client.get("/accounts/profile/").status_code == 200
    assert client.post("/accounts/profile/", {"name": "សុខា", "language": "km"}).status_code == 302
    user.refresh_from_db()
    assert (user.name, user.language) == ("សុខា", "km")
    for name in ("a\x00b", "x" * 121):
        assert client.post("/accounts/profile/", {"name": name, "language": "km"}).status_code == 422
    assert client.post("/accounts/profile/", {"name": "a", "language": "xx"}).status_code == 422


def test_a_token_is_shown_once_and_only_its_digest_is_kept(client, user):
    client.force_login(user)
    answer = client.post("/accounts/tokens/create/", {"name": "R on my laptop", "days": "30"})
    secret = answer.context["secret"]
    assert secret in answer.text
    assert user_by_token(secret).may_write is False
    assert secret not in client.get("/accounts/profile/").text
    assert client.post("/accounts/tokens/create/", {"name": "", "days": "1e30"}).status_code == 422


def test_a_token_is_revoked_by_its_owner_only(client, user):
    token, secret = issue_token(by=user, name="R")
    url = f"/accounts/tokens/{token.uid}/revoke/"
    other = User.objects.create_user("other@example.org", "a long password")
    client.force_login(other)
    assert client.post(url).status_code == 404 and user_by_token(secret)
    client.force_login(user)
    assert client.get(url).status_code == 405
    assert client.post(url).status_code == 302
    assert ApiToken.objects.usable().count() == 0
