"""Choices that several forms of the network offer."""

from functools import partial

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import EVERYWHERE, countries_of
from sse_portal.records.tag_words import SDG, tag_label
from sse_portal.reference import summaries as reference
from sse_portal.ui.filtering import country_choices

_TAGGED = partial(tag_label, SDG)


def goal_choices(*, label=_TAGGED, targets=True):
    """The Sustainable Development Goals in their order, each followed by its targets.

    `label` makes words of a code and a language.
    """
    language = get_language()
    below = reference.items("SDG", 2) if targets else ()
    for goal in reference.items("SDG", 1):
        for item in (goal, *(target for target in below if target.parent_code == goal.code)):
            yield item.code, label(item.code, language)


def countries_kept(user):
    """[(code, name)] of the countries whose records `user` keeps; with all of them, also the region as ""."""
    held = countries_of(user, Can.RUN_NETWORK)
    if held is EVERYWHERE:
        return [*country_choices(), ("", _("Whole region"))]
    return [choice for choice in country_choices() if choice[0] in held]
