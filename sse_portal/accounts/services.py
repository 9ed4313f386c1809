"""Rights: asked with `can` and `require`, listed with `countries_of`; granted, ended, and tokens issued."""

import hashlib
import secrets
from datetime import timedelta

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.core.exceptions import PermissionDenied
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from sse_portal.basics.problems import Conflict, Invalid

from .models import ApiToken, RoleGrant, User
from .roles import ROLES, Can, Role

TOKEN_DAYS = 365
TOKEN_PREFIX = "sse_"


class AlreadyThere(Conflict):
    """The address has an account."""

    code, field = "already-there", "email"


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


def is_member(user):
    """Does `user` hold any role at all, a partner's without rights of its own included?"""
    return bool(user and user.is_authenticated) and RoleGrant.objects.of(user).in_force().exists()


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


@transaction.atomic
def register_user(*, email, password=None, name="", language="", is_staff=False):
    """Create an account without any role, for an address that is known to be the person's own."""
    user = User.objects.create_user(email, password, name=name, language=language, is_staff=is_staff)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def invite_user(*, by, email, name, language, role, country, site):
    """Make an account with a first role and mail its owner a link to choose a password.

    `site` is the portal's address, such as https://portal.example/. Raises AlreadyThere for a known address.
    """
    require(by, Can.GRANT_ROLES, country)
    if User.objects.filter(email__iexact=email).exists():
        raise AlreadyThere(_("There is an account with this address."))
    user = register_user(email=email, name=name, language=language)
    grant_role(by=by, user=user, role=role, country=country)
    transaction.on_commit(lambda: _mail_invitation(user, site))
    return user


def _mail_invitation(user, site):
    keys = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    link = site.rstrip("/") + reverse("account_reset_password_from_key", kwargs=keys)
    with override(user.language or get_language()):
        text = render_to_string("accounts/invitation.txt", {"user": user, "link": link})
        send_mail(_("Your account on the SSE Portal"), text, None, [user.email])


@transaction.atomic
def set_active(*, by, user, active):
    """Close an account, or open it again. A closed one cannot sign in, and its sessions and tokens end at once."""
    require(by, Can.GRANT_ROLES)
    if by.pk == user.pk:
        raise Invalid(_("Somebody else has to close your account."), field="user")
    user.is_active = active
    user.save(update_fields=["is_active"])
    return user


def change_profile(*, by, name, language):
    """Change the own name and the language of mails."""
    by.name, by.language = name, language
    by.save(update_fields=["name", "language"])
