"""Rights: asked with `can` and `require`, listed with `countries_of`; granted, ended, and tokens issued."""

import hashlib
import secrets
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal.basics.problems import Invalid

from .models import ApiToken, RoleGrant, User
from .roles import ROLES, Can, Role

TOKEN_DAYS = 365
TOKEN_PREFIX = "sse_"


class EVERYWHERE:
    """Stands for all countries in the answer of `countries_of`."""


def countries_of(user, right):
    """The ISO codes of the countries where `user` holds `right`: a frozenset, or EVERYWHERE.

    Read from the database each time, so that a grant works, and ends, from the next request on.
    """
    if not user or not user.is_authenticated:
        return frozenset()
    held = RoleGrant.objects.of(user).in_force().giving(right).values_list("country_id", flat=True)
    codes = set(held)
    return EVERYWHERE if None in codes else frozenset(codes)


def can(user, right, country=None):
    """Does `user` hold `right` in `country` (ISO code)? Without a country: in any."""
    held = countries_of(user, right)
    if held is EVERYWHERE:
        return True
    return bool(held) if country is None else country in held


def require(by, right, country=None):
    """Raise PermissionDenied unless `by` holds `right` in `country`."""
    if not can(by, right, country):
        raise PermissionDenied(_("You do not have the right to %(act)s here.") % {"act": Can(right).label})


def rights_of(user):
    """Every right that `user` holds in some country, for templates: `{% if "enter_responses" in can %}`."""
    if not user.is_authenticated:
        return frozenset()
    held = RoleGrant.objects.of(user).in_force().values_list("role", flat=True)
    return frozenset(right.value for role in set(held) for right in ROLES[role])


@transaction.atomic
def grant_role(*, by, user, role, country=None, reason=""):
    """Give a role in one country (ISO code) or, with None, in all. Nobody grants to themselves."""
    require(by, Can.GRANT_ROLES, country)
    if by.pk == user.pk:
        raise Invalid(_("Somebody else has to grant you a role."), field="user")
    return RoleGrant.objects.create(
        user=user, role=Role(role), country_id=country, granted_by=by, reason=reason
    )


@transaction.atomic
def end_grant(*, by, grant):
    """Take a role back from now on."""
    require(by, Can.GRANT_ROLES, grant.country_id)
    grant.ends_at = timezone.now()
    grant.save(update_fields=["ends_at"])
    return grant


def digest_of(secret):
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def issue_token(*, by, name, may_write=False, days=TOKEN_DAYS):
    """Make an API token for `by`. Returns (token, secret); the secret is not kept and cannot be shown again."""
    if not 1 <= days <= TOKEN_DAYS:
        raise Invalid(_("Choose 1 to %(most)d days.") % {"most": TOKEN_DAYS}, field="days")
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=by,
        name=name,
        may_write=may_write,
        digest=digest_of(secret),
        hint=secret[:8],
        expires_at=timezone.now() + timedelta(days=days),
    )
    return token, secret


@transaction.atomic
def revoke_token(*, by, token):
    if token.user_id != by.pk:
        raise PermissionDenied
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])


def user_by_token(secret):
    """The token that `secret` opens, or None. Its user is loaded with it."""
    return ApiToken.objects.usable().select_related("user").filter(digest=digest_of(secret)).first()


def note_token_use(token, *, at):
    """Remember when a token was last used; called at most once a minute and token."""
    ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)


def register_user(*, email, password=None, name="", language=""):
    """Create an account without any role."""
    return User.objects.create_user(email, password, name=name, language=language)


def change_profile(*, by, name, language):
    """Change the own name and the language of mails."""
    by.name, by.language = name, language
    by.save(update_fields=["name", "language"])
