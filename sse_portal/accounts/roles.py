"""What a role may do. One table; a grant adds the countries."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Can(models.TextChoices):
    """Acts that need a right. Reading what is published needs none."""

    READ_RESTRICTED = "read_restricted", _("read survey answers")
    READ_DRAFTS = "read_drafts", _("read drafts and studies in progress")
    READ_CONTACTS = "read_contacts", _("read contact details")
    EDIT_ENTITIES = "edit_entities", _("add and change organisations")
    ENTER_RESPONSES = "enter_responses", _("enter survey responses")
    REVIEW_RESPONSES = "review_responses", _("verify or return responses")
    MANAGE_STUDIES = "manage_studies", _("set up studies")
    IMPORT_DATA = "import_data", _("import files")
    EXPORT_RESTRICTED = "export_restricted", _("export survey answers")
    EDIT_DEFINITIONS = "edit_definitions", _("write and propose definitions")
    ADOPT_DEFINITIONS = "adopt_definitions", _("record that a definition was adopted")
    BUILD_RELEASES = "build_releases", _("build releases")
    PUBLISH_RELEASES = "publish_releases", _("publish and withdraw releases")
    READ_HISTORY = "read_history", _("read the history of records")
    RUN_DIALOGUE = "run_dialogue", _("run committees and recommendations")
    RUN_NETWORK = "run_network", _("keep the directory of partners")
    GRANT_ROLES = "grant_roles", _("grant roles")


class Role(models.TextChoices):
    PARTNER = "partner", _("Partner")
    POLICYMAKER = "policymaker", _("Policymaker")
    RESEARCHER = "researcher", _("Researcher")
    REVIEWER = "reviewer", _("Reviewer (study coordinator)")
    SECRETARIAT = "secretariat", _("Committee secretariat")
    REGIONAL_ADMIN = "regional_admin", _("Regional administrator")


ROLES = {
    Role.PARTNER: frozenset(),
    Role.POLICYMAKER: frozenset({Can.READ_DRAFTS}),
    Role.RESEARCHER: frozenset(
        {Can.READ_DRAFTS, Can.READ_RESTRICTED, Can.READ_CONTACTS, Can.EDIT_ENTITIES}
        | {Can.ENTER_RESPONSES, Can.IMPORT_DATA}
    ),
    Role.REVIEWER: frozenset(
        {Can.READ_DRAFTS, Can.READ_RESTRICTED, Can.READ_CONTACTS, Can.READ_HISTORY}
        | {Can.EDIT_ENTITIES, Can.ENTER_RESPONSES, Can.REVIEW_RESPONSES, Can.MANAGE_STUDIES}
        | {Can.IMPORT_DATA, Can.EXPORT_RESTRICTED, Can.EDIT_DEFINITIONS}
        | {Can.BUILD_RELEASES, Can.PUBLISH_RELEASES}
    ),
    Role.SECRETARIAT: frozenset(
        {Can.READ_DRAFTS, Can.READ_HISTORY, Can.ADOPT_DEFINITIONS, Can.RUN_DIALOGUE, Can.RUN_NETWORK}
    ),
    # The regional administrator runs the portal but holds no microdata: nobody collects rights by rank.
    Role.REGIONAL_ADMIN: frozenset(
        {Can.READ_DRAFTS, Can.READ_HISTORY, Can.MANAGE_STUDIES, Can.EDIT_ENTITIES}
        | {Can.RUN_DIALOGUE, Can.RUN_NETWORK, Can.GRANT_ROLES, Can.PUBLISH_RELEASES}
    ),
}


def roles_with(right):
    """The roles whose set holds `right`, as values for a query."""
    return [role.value for role, rights in ROLES.items() if right in rights]
