"""The recommendations on the page of a committee."""

from dataclasses import dataclass

from ..models import Recommendation
from ..services.common import may_run
from .tracker import TrackerRow, rows_of

MOST = 10


@dataclass(frozen=True)
class RecommendationSection:
    """The newest recommendations, and whether the reader may draft one."""

    committee_uid: str
    country: str
    rows: tuple[TrackerRow, ...]
    may_run: bool


def section(committee, user, language):
    """What the committee recommends, the newest first; None when there is nothing to show nor to do."""
    found = Recommendation.objects.visible_to(user).of_committee(committee).newest_first()
    keys, runs = list(found.values_list("pk", flat=True)[:MOST]), may_run(user, committee.country_id)
    if not (keys or runs):
        return None
    rows = rows_of(keys, user, language) if keys else ()
    return RecommendationSection(str(committee.uid), committee.country_id or "regional", rows, runs)
