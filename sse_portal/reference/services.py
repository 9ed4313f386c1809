"""The one write: the data files into the tables."""

from dataclasses import dataclass, field

from django.db import transaction

from . import files, summaries
from .models import ClassificationItem, Country, Edition, LegalForm, Region

# In the order of their foreign keys, each with what identifies a row.
TABLES = (
    (Country, ["iso2"], files.countries),
    (Region, ["code"], files.regions),
    (LegalForm, ["code"], files.legal_forms),
    (ClassificationItem, ["scheme", "code"], files.classification_items),
)


@dataclass(frozen=True)
class Loaded:
    """What a load did: rows by table, or nothing when the files had not changed."""

    changed: bool
    rows: dict[str, int] = field(default_factory=dict)


def load_reference(*, force=False):
    """Bring the tables up to the data files, all or nothing; at once done when the files have not changed.

    A row that left the files stays: records may point to its code. End it by `valid_to` instead.
    """
    digest = files.digest()
    if not force and Edition.objects.filter(digest=digest).exists():
        return Loaded(changed=False)
    with transaction.atomic():
        rows = {model._meta.model_name: _upsert(model, key, read()) for model, key, read in TABLES}
        Edition.objects.exclude(digest=digest).delete()
        Edition.objects.update_or_create(digest=digest)
    summaries.forget()
    return Loaded(changed=True, rows=rows)


def _upsert(model, key, rows):
    columns = [f.name for f in model._meta.concrete_fields if not f.primary_key and f.name not in key]
    model.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=key, update_fields=columns, batch_size=500
    )
    return len(rows)
