"""The pages of the import: a file is sent, shown row by row, confirmed or given up."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from network.models import Organization
from tests.network.factories import an_organization

pytestmark = pytest.mark.django_db
IMPORT = "/network/organizations/import/"


@pytest.fixture(autouse=True)
def kept_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def desk(client, chenda):
    client.force_login(chenda)
    return client


def sent(desk, content, name="a.csv"):
    return desk.post(IMPORT, {"file": SimpleUploadedFile(name, content.encode())})


def test_a_file_is_shown_row_by_row_and_imported_after_a_confirmation(desk):
    known = an_organization(name="Samaki")
    content = f"id,name,country,acronym\n{known.uid},Samaki,KH,SA\n,Weavers,KH,\n,Thai,TH,\n"
    answer = sent(desk, content)
    assert answer.status_code == 302

    shown = desk.get(answer["Location"])
    assert [outcome[:2] for outcome in shown.context["run"].counts] == [
        ("refused", 1),
        ("update", 1),
        ("create", 1),
    ]
    assert "You do not keep the network here." in shown.text
    assert not Organization.objects.filter(name="Weavers").exists()
    token = shown.context["token"]
    done = desk.post(IMPORT, {"upload": token}, follow=True)

    assert "Imported: 1 new, 1 changed." in done.text
    known.refresh_from_db()
    assert known.acronym == "SA" and Organization.objects.filter(name="Weavers").exists()
    assert desk.post(IMPORT, {"upload": token}).status_code == 410, "taken in once"


def test_likely_duplicates_have_to_be_decided(desk):
    known = an_organization(name="Samaki")
    an_organization(name="Weavers")
    shown = desk.get(sent(desk, "name,country,acronym\nSamaki,KH,SA\nWeavers,KH,W\n")["Location"])
    form = {"upload": shown.context["token"]}

    asked = desk.post(IMPORT, form | {"row-2": str(known.uid)})
    assert asked.status_code == 409
    assert f'value="{known.uid}" checked' in asked.text
    desk.post(IMPORT, form | {"row-2": str(known.uid), "undecided": "skip"})

    assert list(Organization.objects.by_name().values_list("name", "acronym")) == [
        ("Samaki", "SA"),
        ("Weavers", ""),
    ]


def test_a_file_that_cannot_be_read_is_refused_with_the_place(desk, settings):
    for content in ("", "a,b\n1,2\n", "[1", "BEGIN:VCARD\n"):
        answer = sent(desk, content)
        answer = desk.get(answer["Location"]) if answer.status_code == 302 else answer
        assert answer.status_code == 422 and "error-summary" in answer.text
    assert not list((Path(settings.MEDIA_ROOT) / "network" / "imports").glob("*"))


@pytest.mark.parametrize("token", ["x", "a:b:c", "\x00", "9" * 4000])
def test_a_file_of_nobody_is_gone(desk, token):
    assert desk.get(IMPORT, {"upload": token}).status_code == 410
    assert desk.post(IMPORT, {"upload": token}).status_code == 410


def test_a_file_belongs_to_who_sent_it(desk, narin):
    shown = sent(desk, "name,country\nSamaki,KH\n")["Location"]
    desk.force_login(narin)
    assert desk.get(shown).status_code == 410


def test_a_cancelled_import_leaves_nothing(desk, settings):
    shown = desk.get(sent(desk, "name,country\nSamaki,KH\n")["Location"])
    answer = desk.post(IMPORT, {"upload": shown.context["token"], "cancel": "yes"}, follow=True)
    assert "Nothing was changed." in answer.text
    assert not list((Path(settings.MEDIA_ROOT) / "network" / "imports").glob("*"))
    assert not Organization.objects.exists()


def test_a_bad_decision_is_no_decision(desk):
    an_organization(name="Samaki")
    shown = desk.get(sent(desk, "name,country\nSamaki,KH\n")["Location"])
    form = {"upload": shown.context["token"]}
    assert (
        desk.post(IMPORT, form | {"row-2": "x", "row-x": "new", "row-" + "9" * 30: "new"}).status_code == 409
    )
    assert desk.post(IMPORT, form | {"undecided": "merge"}).status_code == 404


def test_a_guest_does_not_import(client, pat):
    client.force_login(pat)
    assert client.get(reverse("network:organization-import")).status_code == 403
