"""The seal of a release: SHA-256 over its figures and all that they rest on, so that any change shows."""

import hashlib
import json

from ...models import Observation

FIELDS = (
    "indicator", "dimension", "category", "dimension_2", "category_2", "value", "n", "missing_share", "flag",
)  # fmt: skip
FORMAT = "sse-portal release 1"


def lines_of(release):
    """The canonical lines that are sealed: what the release rests on, then its figures in order.

    Each line is JSON in UTF-8 without spaces; decimals have no trailing zeros, times are UTC.
    """
    yield _line(
        {
            "format": FORMAT,
            "release": str(release.uid),
            "country": release.country_id,
            "definition": str(release.definition.uid),
            "definition_digest": release.audit["definition_digest"],
            "studies": sorted(str(uid) for uid in release.studies.values_list("uid", flat=True)),
            "as_of": release.as_of.isoformat(),
            "geography_date": release.geography_date.isoformat(),
            "entities": release.entities,
        }
    )
    rows = Observation.objects.of_release(release).order_by(*FIELDS[:5]).values_list(*FIELDS)
    for row in rows.iterator():
        yield _line([_plain(value) for value in row])


def _line(content):
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n"


def _plain(value):
    # Databases differ in trailing zeros.
    return format(value.normalize(), "f") if hasattr(value, "normalize") else value


def digest_of_release(release):
    """The seal as a hexadecimal SHA-256."""
    digest = hashlib.sha256()
    for line in sorted(lines_of(release)):
        digest.update(line.encode())
    return digest.hexdigest()


def verify_release(release):
    """Do the stored figures still have the seal that they were published under?"""
    return bool(release.digest) and digest_of_release(release) == release.digest
