"""The data files reach the tables, once and completely."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sse_portal.reference import files, summaries
from sse_portal.reference.models import ClassificationItem, Country, Edition, LegalForm, Region
from sse_portal.reference.services import load_reference


@pytest.fixture(autouse=True)
def _read_again():
    """These tests change the tables, so nothing of them may stay in memory."""
    summaries.forget()
    yield
    summaries.forget()


def test_every_row_of_the_files_reaches_its_table(no_reference):
    loaded = load_reference()

    assert loaded.changed
    assert (Country.objects.count(), Region.objects.count(), LegalForm.objects.count()) == (5, 231, 83)
    assert ClassificationItem.objects.count() == 228 == loaded.rows["classificationitem"]


def test_loading_again_is_one_question_and_no_write(db):
    load_reference()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        again = load_reference()

    assert not again.changed
    assert len(queries) == 1


def test_a_forced_load_repairs_rows_and_keeps_their_keys(db):
    load_reference()
    before = dict(Country.objects.values_list("iso2", "pk"))
    Country.objects.filter(iso2="KH").update(currency="XXX")

    load_reference(force=True)

    assert Country.objects.get(iso2="KH").currency == "KHR"
    assert dict(Country.objects.values_list("iso2", "pk")) == before
    assert Edition.objects.count() == 1


def test_changed_files_replace_the_edition(no_reference):
    Edition.objects.create(digest="0" * 64)
    assert load_reference().changed
    assert Edition.objects.get().digest == files.digest()


def test_a_row_that_left_the_files_stays(db):
    load_reference()
    Region.objects.create(code="KH-99", country_id="KH", names={"en": "Former"}, type="province")
    load_reference(force=True)
    assert Region.objects.filter(code="KH-99").exists()


def test_the_command_says_what_it_did(no_reference):
    first, second = StringIO(), StringIO()
    call_command("load_reference", stdout=first)
    call_command("load_reference", stdout=second)
    assert "231 region" in first.getvalue()
    assert "up to date" in second.getvalue()


def test_raw_tables_are_readable_by_their_codes(reference):
    region = Region.objects.get(code="VN-03")
    assert (region.country_id, region.successor_id) == ("VN", "VN34-08")


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"valid_from": "2020-01-01", "valid_to": "2020-01-01"}, "region_begins_before_it_ends"),
        ({"successor_id": "KH-2"}, "region_with_successor_has_ended_by_a_named_change"),
        ({"successor_id": "KH-2", "valid_to": "2020-01-01"}, "region_with_successor_has_ended"),
    ],
)
def test_the_database_refuses_a_region_that_makes_no_sense(reference, change, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Region.objects.filter(code="KH-1").update(**change)


def test_the_database_refuses_a_second_item_of_the_same_code(reference):
    with pytest.raises(IntegrityError), transaction.atomic():
        ClassificationItem.objects.create(
            scheme="ISIC4", code="A", level=1, position=999, titles={"en": "Twice"}
        )


@pytest.mark.parametrize(
    ("confidence", "doubtful"),
    [
        ("high", False),
        ("verified", False),
        ("verified (existence)", False),
        ("memory/high", False),
        ("law verified; number memory/high", False),
        ("memory/medium", True),
        ("medium (check exact title)", True),
        ("law and MAFF verified; number unsure", True),
        ("dates verified; min members memory (1998 law)", True),
    ],
)
def test_what_is_below_high_confidence_is_to_be_confirmed(confidence, doubtful):
    assert LegalForm(confidence=confidence).to_be_confirmed is doubtful


def test_minimum_members_are_numbers_only_where_the_law_counts_members(reference):
    minimum = dict(LegalForm.objects.values_list("code", "min_members"))
    assert (minimum["TH-CFD"], minimum["TH-CE"], minimum["VN-COP"]) == (5, 7, 5)
    assert minimum["TH-FND"] is None, "three committee members are not three members"
    assert minimum["KG-PF"] is None, "a founder is not a member"


def test_ends_are_exclusive(reference):
    old, new = LegalForm.objects.get(code="VN-CO12"), LegalForm.objects.get(code="VN-COP")
    assert old.valid_to == new.valid_from


def test_condition_criteria_stand_only_on_conditional_forms(reference):
    for form in LegalForm.objects.all():
        assert bool(form.condition_criteria) == (form.sse_status == "conditional"), form.code
