from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .roles import roles_with


class UserManager(BaseUserManager):
    """Users are known by e-mail, compared without case."""

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class UserQuerySet(models.QuerySet):
    def managed_in(self, countries):
        """Those with a role in one of the countries (ISO codes), past ones included, or with no role at all."""
        return self.filter(Q(grants__country__in=countries) | Q(grants=None)).distinct()

    def named(self, text):
        return self.filter(Q(email__icontains=text) | Q(name__icontains=text))

    def by_email(self):
        return self.order_by("email", "id")


class RoleGrantQuerySet(models.QuerySet):
    def in_force(self, at=None):
        at = at or timezone.now()
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=at), starts_at__lte=at, user__is_active=True)

    def of(self, user):
        return self.filter(user_id=user.pk)

    def giving(self, right):
        return self.filter(role__in=roles_with(right))

    def in_country(self, country):
        """Grants that reach a country, given by ISO 3166-1 alpha-2 code; a grant without country reaches all."""
        return self.filter(Q(country=None) | Q(country=country))

    def with_country(self):
        return self.select_related("country").order_by("country_id", "role", "id")


class ApiTokenQuerySet(models.QuerySet):
    def usable(self, at=None):
        at = at or timezone.now()
        return self.filter(revoked_at=None, expires_at__gt=at, user__is_active=True)

    def of(self, user):
        return self.filter(user_id=user.pk)

    def newest_first(self):
        return self.order_by("-id")
