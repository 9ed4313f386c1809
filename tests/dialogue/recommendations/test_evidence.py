"""Evidence is pinned as it is, and says later whether it still is."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile

from dialogue.models import Corrigendum, Document, Evidence, EvidenceCheck, Happening, Minutes
from dialogue.services import evidence as services
from dialogue.services.evidence_checks import check_all, check_evidence
from mapping.models import Observation, Release
from mapping.services.releases import withdraw_release
from sse_portal.basics.problems import Invalid
from sse_portal.records.services import StaleVersion
from sse_portal.records.storing import read_upload
from tests.api.factories import NOON, a_definition, a_release
from tests.dialogue.factories import (
    a_document,
    a_held_meeting,
    a_recommendation,
    an_agenda_item,
    some_minutes,
)
from tests.factories import a_user

pytestmark = pytest.mark.django_db
LATER = NOON.replace(month=11, day=20)


@pytest.fixture
def definition(reference):
    return a_definition("KH")


@pytest.fixture
def release(definition):
    return a_release(definition)


@pytest.fixture
def recommendation(committee):
    return a_recommendation(committee)


@pytest.fixture
def figure(recommendation, release, chenda):
    values = {"kind": "figure", "release": str(release.uid), "indicator": "I01"}
    return services.pin_evidence(by=chenda, recommendation=recommendation, values=values)


def pin(by, recommendation, **values):
    return services.pin_evidence(by=by, recommendation=recommendation, values=values)


def a_newer_release(definition, value=None, flag=""):
    release = a_release(definition, label="2027", published_at=LATER)
    Observation.objects.filter(release=release, dimension="").update(value=value, flag=flag)
    return release


def told():
    return [line.details for line in Happening.objects.filter(kind="evidence_changed").order_by("id")]


def lines(evidence):
    return list(
        EvidenceCheck.objects.filter(evidence=evidence).order_by("id").values_list("status", "reason")
    )


def test_a_figure_is_pinned_with_all_that_it_was(figure, release, definition, chenda):
    assert (figure.value, figure.n, figure.indicator) == (Decimal(100), 10, "I01")
    assert (figure.definition, figure.release, figure.as_of) == (definition, release, NOON)
    assert len(figure.digest) == 64 and figure.pinned_by == chenda
    assert lines(figure) == [("current", "")] and told() == []


def test_a_cell_of_a_table_is_pinned(recommendation, release, chenda):
    piece = pin(
        chenda, recommendation, kind="figure", release=str(release.uid), indicator="I01",
        dimension="region", category="KH-2",
    )  # fmt: skip
    assert piece.value == Decimal(102)


@pytest.mark.parametrize(
    ("value", "flag", "status", "reason"),
    [
        (Decimal(100), "", "current", ""),
        (Decimal("107.5"), "", "changed", "value"),
        (None, "c", "unavailable", "withheld"),
        (None, "x", "unavailable", "no-data"),
    ],
)
def test_it_is_compared_with_the_newest_release(figure, definition, value, flag, status, reason):
    newer = a_newer_release(definition, value, flag)
    check_all("KH")

    figure.refresh_from_db()
    last = figure.checks.newest_first().first()
    assert (figure.status, last.status, last.reason, last.release) == (status, status, reason, newer)
    assert last.value == value and figure.value == Decimal(100), "what was pinned stays"
    assert len(told()) == (0 if status == "current" else 1)


def test_news_give_the_old_and_the_new_value(figure, definition):
    newer = a_newer_release(definition, Decimal("107.5"))
    check_all("KH")
    check_all("KH")

    (news,) = told()
    assert (news["old"], news["new"], news["release"]) == ("100", "107.5", str(newer.uid))
    assert lines(figure) == [("current", ""), ("changed", "value")], "the same again is not written again"


def test_another_definition_changes_the_figure_even_when_the_number_is_the_same(figure, definition):
    type(definition).objects.filter(pk=definition.pk).update(status="superseded")
    a_newer_release(a_definition("KH", number=2), Decimal(100))
    check_all("KH")

    assert lines(figure)[-1] == ("changed", "definition")


def test_a_cell_that_is_no_more_is_unavailable(figure, definition):
    newer = a_release(definition, label="2027", published_at=LATER)
    Observation.objects.filter(release=newer).delete()
    check_all("KH")

    assert lines(figure)[-1] == ("unavailable", "no-such-figure")


def test_a_withdrawn_release_leaves_nothing_to_rest_on(figure, release, django_capture_on_commit_callbacks):
    admin = a_user("regional_admin", None, "again@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_release(by=admin, release=release, reason="A wrong weight.", version=release.version)

    assert lines(figure)[-1] == ("unavailable", "withdrawn")


def test_an_older_release_does_not_stand_in_for_a_withdrawn_one(recommendation, release, definition, chenda):
    newer = a_newer_release(definition, Decimal(105))
    piece = pin(chenda, recommendation, kind="figure", release=str(newer.uid), indicator="I01")
    Release.objects.filter(pk=newer.pk).update(
        status="withdrawn", withdrawn_at=LATER, withdrawal_reason="Wrong."
    )
    check_all("KH")

    assert lines(piece)[-1] == ("unavailable", "withdrawn")


def test_other_countries_and_what_is_over_are_left_alone(figure, recommendation, definition):
    a_newer_release(definition, Decimal(1))
    assert check_all("KG") == 0
    type(recommendation).objects.filter(pk=recommendation.pk).update(
        status="withdrawn", closed_at=NOON, closing_reason="x"
    )
    assert check_all("KH") == 0


def test_on_demand_every_look_leaves_a_line(figure, recommendation, chenda):
    check_evidence(by=chenda, recommendation=recommendation)
    assert lines(figure) == [("current", "")] * 2
    with pytest.raises(PermissionDenied):
        check_evidence(by=a_user("secretariat", "KG", name="nurlan"), recommendation=recommendation)


def test_a_superseded_definition_is_changed(recommendation, definition, chenda):
    piece = pin(chenda, recommendation, kind="definition", definition=str(definition.uid))
    type(definition).objects.filter(pk=definition.pk).update(status="superseded")
    newer = a_definition("KH", number=2)
    check_all("KH")

    last = piece.checks.newest_first().first()
    assert (last.status, last.reason, last.definition) == ("changed", "superseded", newer)
    assert told()[0]["evidence_kind"] == "definition"


def test_a_document_is_pinned_by_its_digest(recommendation, committee, chenda):
    file = read_upload(ContentFile(b"The study.", name="study.txt"))
    document = a_document(committee, **file)
    piece = pin(chenda, recommendation, kind="document", document=str(document.uid))
    assert piece.digest == document.sha256

    looks = (
        ({"sha256": "0" * 64}, ("changed", "replaced")),
        ({"visibility": "secretariat"}, ("unavailable", "hidden")),
        ({"file": ""}, ("unavailable", "removed")),
    )
    for values, expected in looks:
        Document.objects.filter(pk=document.pk).update(**values)
        check_evidence(by=chenda, recommendation=recommendation)
        assert lines(piece)[-1] == expected
    visible = dict(Happening.objects.values_list("details__reason", "visibility"))
    assert visible == {"replaced": "public", "hidden": "secretariat", "removed": "secretariat"}


def test_a_paragraph_of_minutes_is_changed_by_a_corrigendum(recommendation, committee, chenda):
    minutes = some_minutes(a_held_meeting(committee))
    with pytest.raises(Invalid):
        pin(chenda, recommendation, kind="paragraph", minutes=str(minutes.uid), paragraph=1)
    item = an_agenda_item(a_held_meeting(committee), kind="minutes", minutes=minutes)
    Minutes.objects.filter(pk=minutes.pk).update(
        status="published", approved_at=NOON, approved_by_item=item, digest="0" * 64, published_at=NOON
    )
    with pytest.raises(Invalid):
        pin(chenda, recommendation, kind="paragraph", minutes=str(minutes.uid), paragraph=3)
    piece = pin(chenda, recommendation, kind="paragraph", minutes=str(minutes.uid), paragraph=2)
    assert lines(piece) == [("current", "")]

    Corrigendum.objects.create(minutes=minutes, number=1, text={"en": "It did not."})
    check_evidence(by=chenda, recommendation=recommendation)
    assert lines(piece)[-1] == ("changed", "corrected")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "rumour"}, "kind"),
        ({"kind": "figure"}, "release"),
        ({"kind": "figure", "indicator": "I99"}, "indicator"),
        ({"kind": "figure", "indicator": "a\x00"}, "indicator"),
        ({"kind": "figure", "indicator": "I01", "category": "KH-99", "dimension": "region"}, "indicator"),
        ({"kind": "figure", "release": "0190aaaa-0000-7000-8000-000000000000"}, "release"),
        ({"kind": "definition"}, "definition"),
        ({"kind": "document", "document": 10**30}, "document"),
        ({"kind": "paragraph", "paragraph": 10**30}, "paragraph"),
        ({"kind": "figure", "note": {"en": "\ud800"}}, "note"),
    ],
)
def test_what_cannot_be_pinned_is_refused_at_its_place(values, field, recommendation, release, chenda):
    if field == "indicator":
        values = {"release": str(release.uid)} | values
    with pytest.raises(Invalid) as refused:
        pin(chenda, recommendation, **values)
    assert field in [error["field"] for error in refused.value.errors]


def test_unpublished_releases_and_documents_of_others_cannot_be_pinned(recommendation, definition, chenda):
    built = a_release(definition, label="built", status="built")
    with pytest.raises(Invalid):
        pin(chenda, recommendation, kind="figure", release=str(built.uid), indicator="I01")


def test_the_same_is_pinned_once_until_it_is_taken_off(figure, recommendation, release, chenda):
    values = {"kind": "figure", "release": str(release.uid), "indicator": "I01"}
    with pytest.raises(services.PinnedAlready):
        pin(chenda, recommendation, **values)
    with pytest.raises(StaleVersion):
        services.remove_evidence(by=chenda, evidence=figure, version=9)
    services.remove_evidence(by=chenda, evidence=figure, version=figure.version)
    with pytest.raises(services.TakenOff):
        services.remove_evidence(by=chenda, evidence=figure, version=figure.version)
    pin(chenda, recommendation, **values)
    assert Evidence.objects.count() == 2


def test_an_ended_recommendation_keeps_its_evidence_as_it_is(committee, definition, chenda):
    ended = a_recommendation(committee, "closed")
    with pytest.raises(services.Ended):
        pin(chenda, ended, kind="definition", definition=str(definition.uid))


def test_drafts_make_no_news(committee, release, definition, chenda):
    draft = a_recommendation(committee, "draft")
    pin(chenda, draft, kind="figure", release=str(release.uid), indicator="I01")
    a_newer_release(definition, Decimal(1))

    assert check_all("KH") == 1 and told() == []


def test_the_number_of_queries_does_not_grow_with_the_evidence(
    committee, release, definition, chenda, django_assert_max_num_queries
):
    for _ in range(5):
        pin(chenda, a_recommendation(committee), kind="figure", release=str(release.uid), indicator="I01")
    with django_assert_max_num_queries(10):
        check_all("KH")
