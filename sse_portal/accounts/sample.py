"""One sample login per role, for trying the portal out."""

from django.db import transaction

from .models import RoleGrant, User
from .roles import Role
from .services import register_user

PASSWORD = "sse-portal-sample"
COUNTRIES = ("KH", "KG", "MN", "TH", "VN")
ADMIN = "admin@sample.example"
LOGINS = {
    "partner@sample.example": (Role.PARTNER, None),
    "policymaker@sample.example": (Role.POLICYMAKER, "KH"),
    "researcher@sample.example": (Role.RESEARCHER, "KH"),
    "reviewer@sample.example": (Role.REVIEWER, "KH"),
    "secretariat@sample.example": (Role.SECRETARIAT, "KH"),
    ADMIN: (Role.REGIONAL_ADMIN, None),
}


@transaction.atomic
def load_users(password):
    """Make the sample logins that are not there yet; further ones per country (researcher.th@…) beside them."""
    wanted = dict(LOGINS)
    for role in (Role.RESEARCHER, Role.REVIEWER, Role.SECRETARIAT):
        wanted |= {f"{role}.{iso2.lower()}@sample.example": (role, iso2) for iso2 in COUNTRIES[1:]}
    known = set(User.objects.filter(email__in=wanted).values_list("email", flat=True))
    for email, (role, country) in wanted.items():
        if email not in known:
            _load_user(email, password, role, country)


def sample_admin():
    """The sample login that may act for the whole region, or None."""
    role, _country = LOGINS[ADMIN]
    return User.objects.filter(email=ADMIN, grants__role=role).first()


def sample_user(role, country):
    """The sample login with a role in a country (ISO code), or None."""
    return User.objects.filter(
        email__endswith="@sample.example", grants__role=role, grants__country=country
    ).first()


def _load_user(email, password, role, country):
    name = f"Sample {role.label}" + (f" ({country})" if country else "")
    user = register_user(email=email, password=password, name=name)
    RoleGrant.objects.create(user=user, role=role, country_id=country, reason="Sample login.")
