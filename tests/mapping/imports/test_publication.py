"""Publication by one switch, its history, undoing, cancelling."""

import pytest

from mapping.imports import publish as publishing
from mapping.imports.check import run_check
from mapping.imports.publish import run_publication
from mapping.imports.undo import clear_undone
from mapping.models import Entity, EntityIdentifier, ImportBatch, ImportRow, SurveyResponse
from mapping.services import imports as services
from mapping.services.entities import change_entity, register_entity
from sse_portal.basics.problems import Problem
from sse_portal.records.models import Change
from tests.factories import a_response, an_entity

from .conftest import as_csv, checked, outcomes, publish, published, state_of

FILE = [
    {"KH-TIN": "1", "entity_name": "Known", "locality": "Kep", "gov_control": "none", "contact_name": "Sok"},
    {
        "KH-TIN": "2",
        "entity_name": "Rumdoul Weavers",
        "locality": "Kampot",
        "gov_control": "dk",
        "contact_name": "",
    },
]


@pytest.fixture
def known(study):
    return an_entity("KH", "Known", identifier=("KH-TIN", "1"), locality="Takeo")


def test_it_creates_and_changes_with_versions_and_history(study, known, sokha):
    batch = checked(study, FILE, by=sokha)
    publish(batch, by=sokha)

    known.refresh_from_db()
    assert (known.locality, known.version, batch.state) == ("Kep", 2, "published")
    new = Entity.objects.get(name="Rumdoul Weavers")
    assert (new.names_folded, new.version, new.is_listed) == ("rumdoul weavers", 1, False)
    lines = Change.objects.filter(batch=batch.uid).exclude(kind="mapping.importbatch").order_by("id")
    assert sorted((line.act, line.by) for line in lines) == sorted([
        ("changed", sokha), ("registered", sokha), ("contact changed", sokha), ("started", sokha), ("started", sokha),
    ])  # fmt: skip
    changed = lines.get(act="changed")
    assert (changed.record, changed.country) == (known.uid, "KH")
    assert (changed.before, changed.after) == ({"locality": "Takeo"}, {"locality": "Kep"})
    registered = lines.get(act="registered")
    assert registered.record == new.uid and registered.before is None
    assert registered.after["identifiers"] == {"KH-TIN": "2"} and registered.after["locality"] == "Kampot"
    contact = lines.get(act="contact changed")
    assert (contact.before, contact.after) == (None, {"fields": ["contact_name"]}), (
        "persons are not in the history"
    )


def test_the_history_is_what_the_services_would_have_written(study, sokha):
    batch = checked(study, "entity_name,region,year_established\nRumdoul Weavers,KH-12,1999\n", by=sokha)
    publish(batch, by=sokha)
    mine = Change.objects.get(act="registered")
    register_entity(
        by=sokha,
        country="KH",
        values={"entity_name": "Other Weavers", "region": "KH-12", "year_established": "1999"},
    )
    theirs = Change.objects.filter(act="registered").latest("id")
    assert mine.after | {"name": ""} == theirs.after | {"name": ""}
    assert (mine.kind, mine.country, mine.before) == (theirs.kind, theirs.country, theirs.before)


def test_nothing_of_it_is_seen_before_the_switch(study, known, dara, client):
    batch = checked(study, FILE)
    services.confirm_publication(by=None, batch=batch)
    publishing._prepare(batch, publishing.take(batch), lambda done, total: None)

    assert Entity.with_pending.count() == 2 and Entity.objects.count() == 1
    assert SurveyResponse.with_pending.count() == 2 and SurveyResponse.objects.count() == 0
    assert not Entity.objects.visible_to(dara).filter(name="Rumdoul Weavers").exists()
    assert not known.responses.exists()
    client.force_login(dara)
    hidden = Entity.with_pending.get(name="Rumdoul Weavers")
    assert client.get(f"/entities/{hidden.uid}/").status_code == 404
    assert not Change.objects.filter(record=hidden.uid).exists()
    run_publication(batch)
    assert client.get(f"/entities/{hidden.uid}/").status_code == 200


def test_a_record_that_changed_since_the_check_stops_the_publication_whole(study, known, sokha):
    batch = checked(study, FILE)
    change_entity(by=sokha, entity=known, values={"locality": "Kratie"}, version=1)
    services.confirm_publication(by=None, batch=batch)
    run_publication(batch)

    assert (batch.state, Entity.with_pending.count(), SurveyResponse.with_pending.count()) == (
        "checked",
        1,
        0,
    )
    assert batch.error
    services.check_again(by=None, batch=batch)
    run_check(batch)
    publish(batch)
    assert Entity.objects.get(name="Known").locality == "Kep" and batch.error == ""


def test_an_identifier_taken_since_the_check_stops_the_publication_whole(study, known):
    batch = checked(study, FILE)
    an_entity("KH", "Faster", identifier=("KH-TIN", "2"))
    services.confirm_publication(by=None, batch=batch)
    run_publication(batch)
    assert batch.state == "checked" and Entity.with_pending.count() == 2
    services.check_again(by=None, batch=batch)
    run_check(batch)
    assert outcomes(batch) == {2: "create", 3: "create"}


def test_what_it_does_is_shown_to_people_who_ask_what_changed_since(study, known):
    batch = checked(study, FILE)
    services.confirm_publication(by=None, batch=batch)
    publishing._prepare(batch, publishing.take(batch), lambda done, total: None)
    asked_last = Entity.with_pending.latest("updated_at").updated_at
    run_publication(batch)
    names = Entity.objects.filter(updated_at__gt=asked_last).values_list("name", flat=True)
    assert sorted(names) == ["Known", "Rumdoul Weavers"]


# --- Undone -------------------------------------------------------------------------------------------


def test_undoing_brings_back_exactly_what_was(study, known, sokha):
    before, contacts = state_of(study), list(Entity.objects.filter(contact__isnull=False))
    batch = published(study, FILE)
    assert state_of(study) != before
    services.undo_batch(by=sokha, batch=batch, reason="Wrong file.")

    assert Entity.objects.count() == 1 and SurveyResponse.objects.count() == 0
    assert not EntityIdentifier.objects.filter(value="2").exists()
    clear_undone(batch)
    assert batch.state == "undone" and Entity.with_pending.count() == 1
    assert state_of(study).replace('"3"', '"1"') == before, "as before, but for the version"
    lines = Change.objects.filter(act="undone", kind="mapping.entity", batch=batch.uid)
    assert {(line.reason, line.by) for line in lines} == {("Wrong file.", sokha)}
    assert lines.get(record=known.uid).after == {"locality": "Takeo"}
    assert contacts == []


def test_the_same_file_can_be_imported_again_after_undoing(study, known):
    first = published(study, FILE)
    once = state_of(study)
    services.undo_batch(by=None, batch=first)
    clear_undone(first)
    assert published(study, FILE).state == "published"
    assert state_of(study).replace('"4"', '"2"') == once


@pytest.mark.parametrize("touch", ["entity", "new entity", "response", "other response", "contact"])
def test_undoing_is_refused_with_the_list_when_something_was_touched(study, known, sokha, touch):
    batch = published(study, FILE)
    new = Entity.objects.get(name="Rumdoul Weavers")
    if touch == "entity":
        change_entity(
            by=sokha, entity=Entity.objects.get(pk=known.pk), values={"locality": "Kratie"}, version=2
        )
    elif touch == "new entity":
        change_entity(by=sokha, entity=new, values={"locality": "Kratie"}, version=1)
    elif touch == "response":
        SurveyResponse.objects.filter(entity=new).update(version=2)
    elif touch == "other response":
        a_response(None, new)
    else:
        known.contact.contact_name = "Sao"
        known.contact.save()
    kept = state_of(study)
    with pytest.raises(services.Touched) as problem:
        services.undo_batch(by=None, batch=batch)
    name = "Known" if touch in ("entity", "contact") else "Rumdoul Weavers"
    assert problem.value.extra["records"] == [name]
    batch.refresh_from_db()
    assert (state_of(study), batch.state) == (kept, "published")


def test_only_a_published_import_is_undone(study):
    with pytest.raises(services.WrongState):
        services.undo_batch(by=None, batch=checked(study, FILE))


# --- Cancelled ----------------------------------------------------------------------------------------


def test_cancelling_leaves_nothing_of_a_half_prepared_publication(study, known):
    before = state_of(study)
    batch = checked(study, FILE)
    services.confirm_publication(by=None, batch=batch)
    publishing._prepare(batch, publishing.take(batch), lambda done, total: None)
    path = batch.path
    services.cancel_batch(by=None, batch=batch)
    services.clear_cancelled(batch)

    assert state_of(study) == before and not ImportRow.objects.exists()
    assert batch.state == "cancelled" and Entity.with_pending.count() == 1
    assert ImportBatch.objects.get().file.name == "" and path is not None


def test_a_running_check_stops_when_it_is_cancelled(study, known):
    batch = checked(study, as_csv(FILE))
    services.check_again(by=None, batch=batch)

    def cancel(done, total):
        services.cancel_batch(by=None, batch=ImportBatch.objects.get())

    with pytest.raises(services.Overtaken):
        run_check(batch, tell=cancel)
    assert ImportBatch.objects.get().state == "cancelled"


@pytest.mark.parametrize(
    "step", ["map_columns", "confirm_publication", "check_again", "cancel_batch", "undo_batch"]
)
def test_a_step_out_of_turn_is_refused_and_nothing_changes(study, known, step):
    batch = published(study, FILE)
    services.undo_batch(by=None, batch=batch)
    kept = state_of(study)
    further = {"mapping": batch.mapping} if step == "map_columns" else {}
    with pytest.raises(Problem) as problem:
        getattr(services, step)(by=None, batch=batch, **further)
    assert problem.value.status == 409 and state_of(study) == kept
