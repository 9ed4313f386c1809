"""How an agreement stands on a day: derived from its status and dates, never stored."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    UPCOMING = "upcoming", _("Still to begin")
    ACTIVE = "active", _("Active")
    EXPIRING = "expiring", _("Ends soon")
    EXPIRED = "expired", _("Ended")
    SUSPENDED = "suspended", _("Suspended")
    TERMINATED = "terminated", _("Terminated")


def state_on(day, *, status, starts_on, ends_on, terminated_on, reminder_days):
    """The State on a day of an agreement in [starts_on, ends_on), either side None when open.

    It is expiring when its end is at most `reminder_days` days away. `querysets.relations.state_expression` says the
    same in SQL; a test proves them equal.
    """
    rules = (
        (status == "draft", State.DRAFT),
        (status == "terminated" and terminated_on <= day, State.TERMINATED),
        (ends_on is not None and ends_on <= day, State.EXPIRED),
        (status == "suspended", State.SUSPENDED),
        (starts_on is not None and starts_on > day, State.UPCOMING),
        (ends_on is not None and ends_on - day <= timedelta(days=reminder_days), State.EXPIRING),
    )
    return next((state for holds, state in rules if holds), State.ACTIVE)
