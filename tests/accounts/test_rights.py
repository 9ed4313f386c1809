from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from sse_portal.accounts.models import RoleGrant, User
from sse_portal.accounts.roles import ROLES, Can, Role, roles_with
from sse_portal.accounts.services import (
    EVERYWHERE,
    can,
    countries_of,
    end_grant,
    grant_role,
    issue_token,
    require,
    revoke_token,
    rights_of,
    user_by_token,
)
from sse_portal.basics.problems import Invalid
from sse_portal.reference.services import load_reference

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def countries(db):
    load_reference()


@pytest.fixture
def user():
    return User.objects.create_user("mapper@example.org", "a long password")


@pytest.fixture
def admin():
    admin = User.objects.create_user("admin@example.org", "a long password")
    RoleGrant.objects.create(user=admin, role=Role.REGIONAL_ADMIN)
    return admin


def test_without_a_grant_nobody_may_do_anything(user):
    for somebody in (user, AnonymousUser(), None):
        assert countries_of(somebody, Can.ENTER_RESPONSES) == frozenset()
        with pytest.raises(PermissionDenied):
            require(somebody, Can.ENTER_RESPONSES, "KH")


def test_a_grant_reaches_its_own_country_only(user, admin):
    grant_role(by=admin, user=user, role=Role.RESEARCHER, country="KH")

    assert can(user, Can.ENTER_RESPONSES, "KH")
    assert can(user, Can.ENTER_RESPONSES), "in some country"
    assert not can(user, Can.ENTER_RESPONSES, "TH")
    assert countries_of(user, Can.ENTER_RESPONSES) == {"KH"}


def test_a_grant_without_country_reaches_all(admin):
    assert countries_of(admin, Can.GRANT_ROLES) is EVERYWHERE
    assert can(admin, Can.GRANT_ROLES, "VN")


def test_a_grant_works_and_ends_from_the_next_question_on(user, admin):
    grant = grant_role(by=admin, user=user, role=Role.REVIEWER, country="KG")
    assert can(user, Can.REVIEW_RESPONSES, "KG")

    end_grant(by=admin, grant=grant)

    assert not can(user, Can.REVIEW_RESPONSES, "KG")
    assert RoleGrant.objects.filter(pk=grant.pk).exists(), "an ended grant stays as its own history"


def test_adding_a_country_changes_nothing_in_another(user, admin):
    grant_role(by=admin, user=user, role=Role.RESEARCHER, country="KH")
    before = {right: can(user, right, "KH") for right in Can}

    grant_role(by=admin, user=user, role=Role.REVIEWER, country="TH")

    assert {right: can(user, right, "KH") for right in Can} == before


def test_a_disabled_user_holds_no_right(user, admin):
    grant_role(by=admin, user=user, role=Role.RESEARCHER, country="KH")
    user.is_active = False
    user.save()

    assert not can(user, Can.ENTER_RESPONSES, "KH")


def test_nobody_grants_a_role_to_themselves_or_without_the_right(user, admin):
    with pytest.raises(Invalid):
        grant_role(by=admin, user=admin, role=Role.REVIEWER, country="KH")
    with pytest.raises(PermissionDenied):
        grant_role(by=user, user=admin, role=Role.REVIEWER, country="KH")


def test_the_regional_administrator_holds_no_microdata():
    assert not ROLES[Role.REGIONAL_ADMIN] & {Can.READ_RESTRICTED, Can.EXPORT_RESTRICTED, Can.READ_CONTACTS}


def test_no_role_both_proposes_and_adopts_a_definition():
    assert all(not {Can.EDIT_DEFINITIONS, Can.ADOPT_DEFINITIONS} <= rights for rights in ROLES.values())


def test_every_right_is_held_by_some_role_and_every_role_is_in_the_table():
    assert set(ROLES) == set(Role)
    assert all(roles_with(right) for right in Can)


def test_templates_get_the_rights_as_words(user, admin):
    grant_role(by=admin, user=user, role=Role.SECRETARIAT, country="TH")

    assert "run_dialogue" in rights_of(user)
    assert rights_of(AnonymousUser()) == frozenset()


def test_a_token_opens_its_user_until_it_is_revoked(user):
    token, secret = issue_token(by=user, name="R")

    assert user_by_token(secret).user == user
    assert secret not in (token.digest, token.hint)
    revoke_token(by=user, token=token)
    assert user_by_token(secret) is None


def test_a_token_expires_and_needs_an_active_user(user):
    token, secret = issue_token(by=user, name="R", days=1)
    token.expires_at = timezone.now() - timedelta(seconds=1)
    token.save()
    assert user_by_token(secret) is None

    _, secret = issue_token(by=user, name="Stata")
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert user_by_token(secret) is None


def test_nobody_revokes_the_token_of_somebody_else(user, admin):
    token, secret = issue_token(by=user, name="R")
    with pytest.raises(PermissionDenied):
        revoke_token(by=admin, token=token)
    assert user_by_token(secret)


@pytest.mark.parametrize("days", [0, -1, 366, 10**30])
def test_a_token_lives_one_day_to_one_year(user, days):
    with pytest.raises(Invalid):
        issue_token(by=user, name="R", days=days)
