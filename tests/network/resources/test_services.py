"""What the library's services accept, refuse, remember, and tell harvesters."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from network.models import HarvestRecord, Resource
from network.services import resources as services
from network.services.resource_values import tags_of
from sse_portal.basics.problems import Invalid
from sse_portal.records.models import Change
from sse_portal.records.services import StaleVersion, UidTaken
from sse_portal.spreadsheets.problems import BadFile
from tests.network.factories import an_organization

pytestmark = pytest.mark.django_db
REPORT = {
    "title": {"en": "Cooperatives in figures", "km": "សហករណ៍ជាតួលេខ"},
    "creators": ["Sok Dara", "Chan Thida"],
    "type": "report",
    "language": "km",
    "licence": "CC-BY-4.0",
    "country": "KH",
    "link": "https://example.org/report",
    "issued_on": "2026-03-01",
    "themes": ["statistics"],
    "sdg": ["8", "8.3"],
    "principles": ["autonomy"],
}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def a_file(content=b"name\nSamaki\n", name="list.csv"):
    return ContentFile(content, name=name)


def registered(by, **more):
    return services.register_resource(by=by, values=REPORT | more)


def published(by, **more):
    return services.publish_resource(by=by, resource=registered(by, **more), version=1)


def changed(by, resource, values, **more):
    return services.change_resource(by=by, resource=resource, values=values, version=resource.version, **more)


def row_of(resource):
    return HarvestRecord.objects.of_record(resource.uid).first()


def test_a_resource_begins_as_a_draft_that_nobody_outside_is_told_of(chenda):
    resource = registered(chenda)
    assert resource.state == "draft" and resource.published_at is None
    assert tags_of(resource) == {"theme": ["statistics"], "SDG": ["8", "8.3"], "principle": ["autonomy"]}
    assert not HarvestRecord.objects.exists()
    line = Change.objects.about(resource).get()
    assert (line.act, line.by, line.country) == ("registered", chenda, "KH")
    assert line.after["creators"] == ["Sok Dara", "Chan Thida"] and "text_folded" not in line.after


def test_only_a_title_is_needed(chenda):
    resource = services.register_resource(by=chenda, values={"title": {"km": "ច្បាប់"}, "country": "KH"})
    assert (resource.type, resource.visibility, resource.licence) == ("other", "public", "")


@pytest.mark.parametrize("country", ["TH", None])
def test_only_the_keeper_of_a_country_writes_and_the_region_takes_the_right_everywhere(chenda, country):
    with pytest.raises(PermissionDenied):
        registered(chenda, country=country)


def test_a_resource_moves_only_between_countries_that_one_keeps(chenda, rana):
    resource = registered(chenda)
    with pytest.raises(PermissionDenied):
        changed(chenda, resource, {"country": "TH"})
    assert changed(rana, resource, {"country": None}).country_id is None
    with pytest.raises(PermissionDenied):
        changed(chenda, resource, {"rights": "Free"})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", {}),
        ("title", {"xx": "Title"}),
        ("title", {"en": "a\0b"}),
        ("title", {"en": "\ud800"}),
        ("title", {"en": "a" * 301}),
        ("type", "book"),
        ("language", "khmer language"),
        ("licence", "CC-BY-9.0"),
        ("licence", "LicenseRef-" + "a" * 30),
        ("country", "ZZ"),
        ("issued_on", "2026-13-01"),
        ("issued_on", 10**30),
        ("link", "javascript:alert(1)"),
        ("link", "ftp://example.org"),
        ("creators", ["a"] * 31 + list("bcdefghijklmnopqrstuvwxyzABCDEFGHIJ")),
        ("themes", ["cooking"]),
        ("sdg", ["99"]),
        ("principles", "autonomy"),
        ("publisher", "0190aaaa-0000-7000-8000-000000000000"),
        ("publisher", 7),
        ("colour", "red"),
    ],
)
def test_values_that_cannot_be_taken_are_refused_with_their_place(chenda, field, value):
    with pytest.raises(Invalid) as problem:
        registered(chenda, **{field: value})
    assert [error["field"] for error in problem.value.errors] == [field]
    assert not Resource.objects.exists()


def test_a_publisher_is_an_organisation_that_the_writer_may_know(chenda):
    hidden = an_organization("TH", visibility="secretariat")
    with pytest.raises(Invalid):
        registered(chenda, publisher=str(hidden.uid))
    publisher = an_organization(name="Ministry of Labour")
    assert registered(chenda, publisher=str(publisher.uid)).publisher == publisher


def test_the_same_identifier_twice_is_a_conflict(chenda):
    first = registered(chenda)
    with pytest.raises(UidTaken):
        services.register_resource(by=chenda, values=REPORT, uid=first.uid)


def test_publishing_tells_harvesters_and_keeps_its_first_day(chenda):
    resource = published(chenda)
    first = resource.published_at
    assert resource.state == "published" and not row_of(resource).is_deleted
    services.withdraw_resource(by=chenda, resource=resource, version=resource.version, reason="An error")
    assert row_of(resource).is_deleted
    services.publish_resource(by=chenda, resource=resource, version=resource.version)
    assert resource.published_at == first and not row_of(resource).is_deleted
    acts = list(Change.objects.about(resource).newest_first().values_list("act", "reason"))
    assert acts[:2] == [("published", ""), ("withdrawn", "An error")]


def test_what_is_for_the_network_only_is_published_without_telling_harvesters(chenda):
    resource = published(chenda, visibility="network")
    assert resource.state == "published" and row_of(resource) is None


def test_nothing_to_read_or_no_word_on_the_rights_is_not_published(chenda):
    for missing, problem in (
        ({"link": ""}, services.NothingToHave),
        ({"licence": ""}, services.RightsMissing),
        ({"licence": "LicenseRef-own"}, services.RightsMissing),
    ):
        with pytest.raises(problem):
            published(chenda, **missing)
    assert published(chenda, licence="LicenseRef-own", rights="For teaching only").state == "published"
    assert published(chenda, licence="", rights="Public domain").state == "published"


def test_what_is_published_stays_complete(chenda):
    resource = published(chenda)
    with pytest.raises(services.NothingToHave):
        changed(chenda, resource, {"link": ""})
    with pytest.raises(services.RightsMissing):
        changed(chenda, resource, {"licence": None})
    changed(chenda, resource, {"link": ""}, file=a_file())
    with pytest.raises(services.NothingToHave):
        changed(chenda, resource, {}, without_file=True)


def test_it_is_published_once_and_withdrawn_with_a_reason(chenda):
    resource = registered(chenda)
    with pytest.raises(services.NotPublished):
        services.withdraw_resource(by=chenda, resource=resource, version=1, reason="No")
    services.publish_resource(by=chenda, resource=resource, version=1)
    with pytest.raises(services.AlreadyPublished):
        services.publish_resource(by=chenda, resource=resource, version=2)
    with pytest.raises(services.ReasonMissing):
        services.withdraw_resource(by=chenda, resource=resource, version=2, reason="  ")


def test_a_change_needs_the_version_that_was_seen(chenda):
    resource = registered(chenda)
    changed(chenda, resource, {"rights": "Free"})
    for stale in ({"rights": "Not free"}, {"themes": ["law"]}):
        with pytest.raises(StaleVersion):
            services.change_resource(by=chenda, resource=resource, values=stale, version=1)
    assert tags_of(resource)["theme"] == ["statistics"]


def test_changed_subjects_raise_the_version_and_are_remembered(chenda):
    resource = published(chenda)
    HarvestRecord.objects.update(digest="before")
    changed(chenda, resource, {"themes": ["law", "youth"], "sdg": []})
    assert resource.version == 3 and row_of(resource).digest != "before"
    line = Change.objects.about(resource).newest_first().first()
    assert (line.act, line.before) == ("tagged", {"theme": ["statistics"], "SDG": ["8", "8.3"]})
    assert tags_of(resource) == {"theme": ["law", "youth"], "SDG": [], "principle": ["autonomy"]}


def test_a_change_of_nothing_changes_nothing(chenda):
    resource = published(chenda)
    before = (resource.version, row_of(resource).datestamp, Change.objects.count())
    changed(chenda, resource, {"rights": "", "themes": ["statistics"]})
    resource.refresh_from_db()
    assert (resource.version, row_of(resource).datestamp, Change.objects.count()) == before


def test_a_file_is_kept_replaced_and_taken_away(chenda, django_capture_on_commit_callbacks):
    resource = services.register_resource(by=chenda, values=REPORT, file=a_file())
    first = resource.file.name
    assert (resource.file_name, resource.media_type, resource.size) == ("list.csv", "text/csv", 12)
    with django_capture_on_commit_callbacks(execute=True):
        changed(chenda, resource, {}, file=a_file(b"other\n", "other.txt"))
    resource.refresh_from_db()
    assert resource.file_name == "other.txt" and resource.version == 2
    assert not default_storage.exists(first) and default_storage.exists(resource.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        changed(chenda, resource, {}, without_file=True)
    resource.refresh_from_db()
    assert not resource.file and resource.size is None and resource.sha256 == ""


def test_a_bad_file_changes_nothing(chenda):
    resource = registered(chenda)
    with pytest.raises(BadFile):
        changed(chenda, resource, {"rights": "Free"}, file=a_file(b"<html>", "a.pdf"))
    resource.refresh_from_db()
    assert resource.version == 1 and resource.rights == ""


def test_a_search_finds_every_word_in_any_script_and_language(chenda):
    resource = published(chenda, description={"vi": "Hợp tác xã nông nghiệp", "th": "สหกรณ์การเกษตร"})
    other = published(chenda, title={"en": "Cooperative law"}, themes=["law"], sdg=[], principles=[])
    assert set(Resource.objects.about("cooperative")) == {resource, other}
    for text in (
        "figures cooperatives", "តួលេខ", "តួ", "hop tac xa", "การเกษ", "DECENT work", "DARA figur", "достойная",
        "autonomy figures", "nông", "thida หกร",
    ):  # fmt: skip
        assert list(Resource.objects.about(text)) == [resource], text
    for text in ("cooperatives law figures", "cooperative figurez", 'figures" OR "law'):
        assert not Resource.objects.about(text).exists(), text
    changed(chenda, resource, {"themes": ["law"]})
    assert set(Resource.objects.about("regulation")) == {resource, other}


def test_the_earlier_a_word_stands_the_more_it_counts(chenda):
    late = published(chenda, description={"en": "With a chapter on statutes"})
    early = published(chenda, title={"en": "Statutes of cooperatives"})
    assert list(Resource.objects.about("statutes").ranked("statutes").order_by("rank")) == [early, late]


def test_a_publisher_that_is_not_public_is_not_found_by_its_name(chenda):
    hidden = an_organization(name="Unseen Ministry", visibility="secretariat")
    published(chenda, publisher=str(hidden.uid))
    assert not Resource.objects.about("unseen").exists()
