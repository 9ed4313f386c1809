"""The tracker as a table: what everybody may know, whoever asks, in constant memory."""

from collections import defaultdict

from sse_portal.api.renderers import Csv, Xlsx

from ..models import Recommendation, RecommendationTag
from .tracker import found, rows_of

FORMATS = {"csv": Csv, "xlsx": Xlsx}
NAMES = (
    "code", "title", "country", "status", "implementation", "percent", "actions", "done", "verified", "excluded",
    "asked", "answered", "next_due", "overdue", "stale", "evidence", "addressees", "themes", "sdg",
)  # fmt: skip
CHUNK = 500
LANGUAGE = "en"


def pieces(writer, asked):
    """Bytes of the file, for {filter: value} as in `tracker.found`."""
    return writer().pieces(NAMES, _rows(asked))


def _rows(asked):
    rows, before = found(asked, None, Recommendation.objects.public()), None
    while keys := rows.newest_keys(CHUNK, before):
        tags = _tags(keys)
        for row in rows_of(keys, None, LANGUAGE, asked.get("on")):
            yield _table_row(row, tags[row.uid])
        before = keys[-1]


def _tags(keys):
    """{public identifier: {scheme: codes}}."""
    found = defaultdict(lambda: defaultdict(list))
    rows = RecommendationTag.objects.filter(recommendation__in=keys).order_by("scheme", "code")
    for uid, scheme, code in rows.values_list("recommendation__uid", "scheme", "code"):
        found[str(uid)][scheme].append(code)
    return found


def _table_row(row, tags):
    told = row.implementation
    return {
        "code": row.code, "title": row.title, "country": row.country, "status": row.status,
        "implementation": told.status, "percent": told.percent, "actions": told.planned, "done": told.done,
        "verified": told.verified, "excluded": told.excluded, "asked": told.asked, "answered": told.answered,
        "next_due": told.next_due.isoformat() if told.next_due else None, "overdue": told.overdue,
        "stale": told.stale, "evidence": row.evidence, "addressees": list(row.addressees),
        "themes": tags["theme"], "sdg": tags["SDG"],
    }  # fmt: skip
