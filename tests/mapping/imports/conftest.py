"""What tests of imports share: files, batches, and a folder for uploads."""

import csv
import io
import json

import pytest
from django.core.files.base import ContentFile

from mapping.imports.check import run_check
from mapping.imports.publish import run_publication
from mapping.models import ImportRow
from mapping.services import imports as services
from tests.factories import a_study


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    """A folder of its own for the files of each test."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def study(reference):
    return a_study("KH")


def as_csv(rows, **options):
    """The bytes of a CSV file of dictionaries with the same keys."""
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0], **options)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def uploaded(study, content, *, by=None, name="list.csv"):
    """A batch with this file: bytes, text, or rows as dictionaries."""
    if isinstance(content, list):
        content = as_csv(content)
    if isinstance(content, str):
        content = content.encode()
    return services.upload_file(by=by, study=study, file=ContentFile(content), name=name)


def checked(study, content, *, mapping=None, by=None, blank_erases=False, name="list.csv"):
    """The same after the dry run; without a mapping the columns are matched by name."""
    batch = uploaded(study, content, by=by, name=name)
    mapping = batch.mapping | (mapping or {})
    services.map_columns(by=by, batch=batch, mapping=mapping, blank_erases=blank_erases)
    run_check(batch)
    return batch


def published(study, content, **options):
    """The same after publication."""
    batch = checked(study, content, **options)
    publish(batch)
    return batch


def publish(batch, by=None):
    services.confirm_publication(by=by, batch=batch)
    run_publication(batch)


def outcomes(batch):
    """{line: outcome}."""
    return dict(ImportRow.objects.filter(batch=batch).values_list("number", "outcome"))


def row(batch, number):
    return ImportRow.objects.get(batch=batch, number=number)


def said(batch, number, *, notes=False):
    """[(column, code)] of what is wrong with a line."""
    return [(each["column"], each["code"]) for each in row(batch, number).problems if each["note"] == notes]


def state_of(study):
    """Everything an import writes, without what differs from run to run: public ids, times, database keys."""
    from_entity = (
        "name",
        "name_local",
        "names_folded",
        "locality",
        "latitude",
        "region_id",
        "version",
        "pending_id",
    )
    entities = study.country.entities.model.with_pending.filter(country=study.country).order_by("name", "pk")
    told = [
        [*(str(getattr(entity, name)) for name in from_entity), entity.other_names,
         sorted(entity.identifiers.values_list("scheme", "value")), _answers(entity)]
        for entity in entities
    ]  # fmt: skip
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def _answers(entity):
    rows = entity.responses.model.with_pending.filter(entity=entity)
    return [
        [each.status, str(each.members_total), each.gov_control, each.version, each.pending_id]
        for each in rows
    ]
