import uuid

from django.db import connections, models

from sse_portal.accounts.conditions import where
from sse_portal.accounts.roles import Can
from sse_portal.records.names import NameSearch, quoted


class EntityQuerySet(NameSearch):
    def in_country(self, country):
        return self.filter(country=country)

    def listed(self):
        """On the public register."""
        return self.filter(is_listed=True)

    def present(self):
        return self.filter(removed_at=None)

    def visible_to(self, user):
        """The public register, and for those who read drafts of a country all of its entities."""
        return self.filter(
            models.Q(is_listed=True) | where(user, Can.READ_DRAFTS, "country") & models.Q(removed_at=None)
        )

    def editable_by(self, user):
        return self.filter(where(user, Can.EDIT_ENTITIES, "country"), removed_at=None)

    def restricted_for(self, user):
        """Those whose restricted fields `user` may read."""
        return self.filter(where(user, Can.READ_RESTRICTED, "country"))

    def exportable_by(self, user):
        """Those whose restricted fields `user` may take away as a file."""
        return self.filter(where(user, Can.EXPORT_RESTRICTED, "country"))

    def in_region(self, region):
        return self.filter(region=region)

    def of_legal_form(self, code):
        return self.filter(legal_form=code)

    def of_type(self, organisation_type):
        return self.filter(organisation_type=organisation_type)

    def in_sector(self, isic):
        """By ISIC section with its scheme: ISIC4:A."""
        return self.filter(isic_main=isic)

    def in_operation(self, status):
        return self.filter(operational_status=status)

    def changed_since(self, moment):
        return self.filter(updated_at__gte=moment)

    def containing(self, alternatives):
        """Whose folded names contain all pieces, of three characters or more, of at least one alternative."""
        if connections[self.db].vendor == "sqlite":
            groups = [" AND ".join(quoted(piece) for piece in pieces) for pieces in alternatives]
            return self.found_by_index(" OR ".join(f"({group})" for group in groups))
        found = models.Q()
        for pieces in alternatives:
            found |= models.Q(*(models.Q(names_folded__contains=piece) for piece in pieces))
        return self.filter(found)

    def matching(self, **facts):
        """Whose register facts are these: {field: code}."""
        return self.filter(**facts)

    def with_identifier(self, value):
        """That some register knows under exactly this number."""
        return self.filter(identifiers__value=value.strip())

    def among(self, keys):
        """Those with these database keys."""
        return self.filter(pk__in=keys)

    def known_as(self, uids):
        """Those with these public identifiers."""
        return self.filter(uid__in=uids)

    def with_uid_text(self, text):
        """The one with this public identifier; none for a text that is no identifier."""
        try:
            return self.filter(uid=uuid.UUID(text))
        except ValueError:
            return self.none()

    def answering(self, study):
        """With a response in a study."""
        return self.filter(responses__study=study)

    def latest_first(self):
        return self.order_by("-id")

    def identified_by(self, scheme, value):
        return self.filter(identifiers__scheme=scheme, identifiers__value=value)

    def by_name(self):
        return self.order_by("name", "id")


class PublishedEntities(models.Manager.from_queryset(EntityQuerySet)):
    """All entities but those that an import prepares."""

    def get_queryset(self):
        return super().get_queryset().filter(pending=None)

    def listed(self):
        """On the public register. What is pending never is, and without the condition the index alone answers."""
        return super().get_queryset().listed()
