"""The pages of activities: found by any part of a title, changed by those who keep them, without JavaScript."""

import io
import re

import pytest
from django.urls import reverse

from network.models import Activity, ActivityResult, ActivityTag, Participation
from network.summaries import activities

from ..factories import an_activity, an_event, an_organization
from .test_interchange import a_file, new
from .world import a_world

pytestmark = pytest.mark.django_db
URL = "/network/activities/"


def titles(answer):
    return [row.title for row in answer.context["page"].rows]


def address(activity, rest=""):
    return f"{URL}{activity.uid}/{rest}"


# --- The list -----------------------------------------------------------------------------------------------


def test_the_newest_stands_first_with_what_is_known_of_it(client):
    an_activity(title={"en": "First"})
    union = an_organization(name="Union")
    an_activity(union, title={"en": "Second"}, region="KH-12")
    answer = client.get(URL)
    assert titles(answer) == ["Second", "First"]
    row = answer.context["page"].rows[0]
    assert (row.organizations, row.places[0].regions, row.sector) == (
        ("Union",), ("Phnom Penh",), "Agriculture, forestry and fishing",
    )  # fmt: skip
    assert "nationwide" in answer.text


def test_it_finds_a_piece_of_a_khmer_title(client):
    an_activity(title={"en": "Training", "km": "វគ្គបណ្តុះបណ្តាលសហករណ៍"})
    an_activity(title={"en": "Other"})
    assert titles(client.get(URL, {"q": "បណ្តុះ"})) == ["Training"]


def a_varied_pair():
    """One activity that each filter finds, and one that none does."""
    union = an_organization(name="Union of Farmers")
    wanted = an_activity(
        union, title={"en": "Wanted"}, region="KH-12", sector="ISIC4:P", status="5",
        planned_start="2020-01-01", planned_end="2021-01-01",
    )  # fmt: skip
    Participation.objects.create(activity=wanted, organization=an_organization(name="Ministry"), role="1")
    for scheme, code in (("SDG", "8.3"), ("theme", "law")):
        ActivityTag.objects.create(activity=wanted, scheme=scheme, code=code)
    an_activity(an_organization(name="Other"), country="TH", planned_start=None, planned_end=None)
    return union


@pytest.mark.parametrize(
    "query",
    [
        {"country": "KH"}, {"country": "KH", "region": "KH-12"}, {"reach": "named"}, {"sector": "ISIC4:P"},
        {"role": "1"}, {"theme": "law"}, {"sdg": "8"}, {"sdg": "8.3"}, {"status": "5"}, {"organization": "farmers"},
        {"organization": "farmers", "role": "4"}, {"q": "want"},
    ],
)  # fmt: skip
def test_each_filter_narrows_the_list(client, query):
    a_varied_pair()
    assert titles(client.get(URL, query)) == ["Wanted"]


@pytest.mark.parametrize(
    "query", [{"organization": "farmers", "role": "1"}, {"sdg": "8.5"}, {"year": "2020"}]
)
def test_filters_hold_together(client, query):
    a_varied_pair()
    assert titles(client.get(URL, query)) == []


def test_an_organisation_in_a_link_is_shown_by_its_name(client):
    union = a_varied_pair()
    answer = client.get(URL, {"organization": str(union.uid)})
    assert titles(answer) == ["Wanted"] and "Union of Farmers" in answer.text


@pytest.mark.parametrize(
    "query",
    [
        {"country": "XX"}, {"region": "KH-12"}, {"country": "TH", "region": "KH-12"}, {"sector": "A"}, {"year": "1"},
        {"q": "x" * 101}, {"q": "\x00"}, {"status": "9"}, {"reach": "far"}, {"role": "9"}, {"organization": "x"},
        {"organization": "\x00\x00"}, {"organization": "00000000-0000-0000-0000-000000000000"}, {"year": "9" * 30},
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_said(client, query):
    assert client.get(URL, query).status_code == 422
    assert client.get(reverse("network:matrix"), query).status_code == 422
    assert client.get(f"{URL[:-1]}.csv", query).status_code == 404


def test_a_cursor_that_is_not_ours_gets_a_clear_answer(client):
    for cursor in ("x", "\x00", "W10"):
        assert client.get(URL, {"cursor": cursor}).status_code == 400


def test_pages_follow_each_other_without_gaps_or_repeats(client, monkeypatch):
    for _number in range(7):
        an_activity()
    monkeypatch.setattr(activities.activity_page, "__defaults__", (None, None, 3))
    seen, place = [], URL
    while place:
        answer = client.get(place)
        seen += [row.uid for row in answer.context["page"].rows]
        place = answer.context["next_url"] and URL + answer.context["next_url"]
    assert len(seen) == len(set(seen)) == 7


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    a_world(3, activities=50, organizations=10, visibilities=("public",))
    client.get(URL)
    with django_assert_max_num_queries(6):
        client.get(URL, {"country": "KH"})


# --- One activity ---------------------------------------------------------------------------------------------


def test_its_page_tells_all_that_is_known(client):
    union = an_organization(name="Union")
    activity = an_activity(
        union, title={"en": "Training", "vi": "Đào tạo"}, description={"en": "Line <one>"}, region="KH-12",
        identifier="KH-MOI-1", website="https://example.org", actual_start="2025-02-01",
    )  # fmt: skip
    ActivityResult.objects.create(
        activity=activity, title={"en": "Trained"}, unit="persons", baseline=0, target=80, reached=20
    )
    ActivityTag.objects.create(activity=activity, scheme="SDG", code="8")
    event = an_event(activity=activity, title={"en": "Opening"})
    text = client.get(address(activity)).text
    for word in (
        "Training", "Line &lt;one&gt;", "Union", "Phnom Penh", "KH-MOI-1", "https://example.org", "1 February 2025",
        "31 December 2026", "Trained", "80", "25%", "SDG 8: Decent work", "Opening", str(event.uid),
    ):  # fmt: skip
        assert word in text, word
    assert "Change" not in text and "History" not in text
    assert "Đào tạo" in client.get(address(activity), headers={"Accept-Language": "vi"}).text


def test_what_one_may_not_know_is_not_there(client, pat, chenda):
    activity = an_activity(visibility="network")
    assert client.get(address(activity)).status_code == 404
    client.force_login(pat)
    assert client.get(address(activity)).status_code == 200
    assert client.get(address(activity, "edit/")).status_code == 403


def test_its_keeper_sees_its_history(client, chenda):
    activity = an_activity()
    client.force_login(chenda)
    fields = filled(client.get(address(activity, "edit/")))
    client.post(address(activity, "edit/"), fields | {"title_en": "Renamed", "places-0-place": "KH-1"})
    text = client.get(address(activity)).text
    assert "History" in text and "Renamed" in text and "KH-1" in text


# --- Making and changing one ------------------------------------------------------------------------------------


def filled(answer):
    """What a browser would send back of a form, without changing anything: {field: value or values}."""
    fields = {}
    form = answer.text.split("data-guard", 1)[1]
    for kind, attributes, inner in re.findall(
        r"<(input|textarea|select)\b([^>]*)>(.*?)(?=<input|<textarea|<select|</form)", form, re.S
    ):
        name = re.search(r'name="([^"]+)"', attributes)
        if not name or "csrf" in name[1]:
            continue
        if kind == "select":
            chosen = re.findall(r'<option value="([^"]*)" selected', inner)
            if chosen:
                fields[name[1]] = chosen if "multiple" in attributes else chosen[0]
        elif kind == "textarea":
            fields[name[1]] = inner.partition("</textarea")[0].strip()
        elif not re.search(r'type="(checkbox|radio)"', attributes) or "checked" in attributes:
            value = re.search(r'value="([^"]*)"', attributes)
            fields[name[1]] = value[1] if value else ""
    return fields


def test_an_activity_is_made_in_one_form(client, chenda):
    union, ministry = an_organization(name="Union of Farmers"), an_organization(name="Ministry")
    client.force_login(chenda)
    fields = filled(client.get(f"{URL}create/?country=KH"))
    assert fields["country"] == "KH"
    fields |= {
        "title_en": "Training", "title_km": "វគ្គ", "status": "2", "planned_start": "2026-01-01", "sector": "ISIC4:P",
        "participants-0-organization": "Union of Farmers", "participants-0-role": "4",
        "participants-1-organization": "Ministry", "participants-1-role": "1",
        "places-0-place": "KH-12", "places-2-place": "TH", "themes": ["law"], "sdg": ["8", "8.3"],
        "results-1-title_en": "Trained", "results-1-target": "80",
    }  # fmt: skip
    answer = client.post(f"{URL}create/?country=KH", fields)
    activity = Activity.objects.get()
    assert answer["Location"] == address(activity)
    assert activity.title == {"en": "Training", "km": "វគ្គ"}
    parts = {(part.organization, part.role) for part in activity.participations.all()}
    assert parts == {(union, "4"), (ministry, "1")}
    assert sorted(map(str, activity.places.all())) == ["KH-12", "TH"]
    assert activity.results.get().target == 80 and activity.tags.count() == 3


def test_from_an_organisation_s_page_it_is_named_already(client, chenda):
    union = an_organization(name="Union")
    client.force_login(chenda)
    fields = filled(client.get(f"{URL}create/?organization={union.uid}"))
    client.post(f"{URL}create/", fields | {"title_en": "Training"})
    activity = Activity.objects.get()
    assert (activity.country_id, activity.participations.get().organization) == ("KH", union)
    for other in ("x", "\x00", "00000000-0000-0000-0000-000000000000"):
        assert client.get(f"{URL}create/", {"organization": other, "country": "\x00"}).status_code == 200


def test_a_form_that_is_sent_back_as_it_came_changes_nothing(client, chenda):
    hidden = an_organization("TH", "Hidden", visibility="secretariat")
    activity = an_activity(
        an_organization(), hidden, region="KH-12", title={"en": "A", "th": "ก"}, description={"vi": "B"}
    )
    ActivityResult.objects.create(
        activity=activity, title={"en": "Trained", "mn": "Б"}, target="10.50", reached_on="2026-01-05"
    )
    ActivityTag.objects.create(activity=activity, scheme="SDG", code="8.3")
    client.force_login(chenda)
    page = client.get(address(activity, "edit/"))
    assert "Hidden" not in page.text
    assert client.post(address(activity, "edit/"), filled(page)).status_code == 302
    activity.refresh_from_db()
    assert activity.version == 1
    assert activity.participations.count() == 2


def test_rows_are_taken_out_by_emptying_them(client, chenda):
    activity = an_activity(an_organization(), region="KH-12")
    ActivityResult.objects.create(activity=activity, title={"en": "Trained"})
    client.force_login(chenda)
    fields = filled(client.get(address(activity, "edit/")))
    fields |= {"places-0-place": "", "results-0-title_en": "", "participants-0-organization": ""}
    assert client.post(address(activity, "edit/"), fields).status_code == 302
    assert (
        not activity.places.exists()
        and not activity.results.exists()
        and not activity.participations.exists()
    )


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(client, chenda):
    client.force_login(chenda)
    fields = {
        "title_en": "Kept", "country": "KH", "status": "4", "places-0-place": "KH", "places-1-place": "KH-12",
        "results-0-title_en": "Trained", "results-0-target": "many", "planned_start": "soon",
    }  # fmt: skip
    answer = client.post(f"{URL}create/?country=KH", fields)
    assert answer.status_code == 422 and not Activity.objects.exists()
    assert set(answer.context["form"].errors) == {"results", "planned_start"}
    assert "Row 1:" in answer.text and "Kept" in answer.text and "many" in answer.text
    fields |= {"results-0-target": "5", "planned_start": ""}
    answer = client.post(f"{URL}create/?country=KH", fields)
    assert set(answer.context["form"].errors) == {"places", "actual_end"} and "Row 2:" in answer.text


@pytest.mark.parametrize("text", ["\x00", "\ud800".encode("utf-8", "surrogatepass"), "x" * 5000])
def test_any_bytes_get_an_answer(client, chenda, text):
    client.force_login(chenda)
    names = (
        "title_en",
        "planned_start",
        "participants-0-organization",
        "places-0-place",
        "results-0-target",
        "website",
    )
    for name in names:
        answer = client.post(f"{URL}create/", {"title_en": "A", "country": "KH", name: text})
        # Bytes that are no text arrive as U+FFFD, which is one.
        assert answer.status_code == 422 or isinstance(text, bytes) and answer.status_code == 302, name


def test_who_was_slower_sees_both_versions(client, chenda):
    activity = an_activity(title={"en": "Old"}, region="KH-12")
    client.force_login(chenda)
    fields = filled(client.get(address(activity, "edit/")))
    client.post(address(activity, "edit/"), fields | {"title_en": "Theirs", "places-0-place": "KH-1"})
    answer = client.post(address(activity, "edit/"), fields | {"title_en": "Mine"})
    assert answer.status_code == 412
    differing = {row["label"]: (str(row["mine"]), str(row["theirs"])) for row in answer.context["rows"]}
    assert differing == {"Title (English)": ("Mine", "Theirs"), "Where": ("Phnom Penh", "Banteay Meanchey")}
    again = filled(answer)
    assert client.post(address(activity, "edit/"), again).status_code == 302
    activity.refresh_from_db()
    assert activity.title == {"en": "Mine"}


# --- Files ------------------------------------------------------------------------------------------------------


def upload(client, content, name="a.csv"):
    file = io.BytesIO(content)
    file.name = name
    return client.post(f"{URL}import/", {"file": file})


def test_a_file_is_shown_first_and_then_imported(client, chenda):
    client.force_login(chenda)
    shown = upload(client, a_file(new()))
    assert shown.status_code == 200 and not Activity.objects.exists()
    fields = {"token": shown.context["token"], "digest": shown.context["plan"].digest}
    done = client.post(f"{URL}import/confirm/", fields, follow=True)
    assert Activity.objects.get().identifier == "KH-1-A" and "1 activity is imported." in done.text


def test_a_confirmation_of_something_else_shows_the_file_again(client, chenda):
    client.force_login(chenda)
    shown = upload(client, a_file(new()))
    an_activity(identifier="KH-1-A")
    fields = {"token": shown.context["token"], "digest": shown.context["plan"].digest}
    again = client.post(f"{URL}import/confirm/", fields)
    assert again.status_code == 409 and again.context["plan"].counts == {"update": 1}


@pytest.mark.parametrize("token", ["", "x", "\x00", "é", "a" * 300])
def test_a_file_that_is_gone_is_asked_for_again(client, chenda, token):
    client.force_login(chenda)
    answer = client.post(f"{URL}import/confirm/", {"token": token, "digest": ""}, follow=True)
    assert "choose it again" in answer.text


def test_another_user_s_file_is_not_there(client, chenda, rana):
    client.force_login(chenda)
    shown = upload(client, a_file(new()))
    client.force_login(rana)
    fields = {"token": shown.context["token"], "digest": shown.context["plan"].digest}
    client.post(f"{URL}import/confirm/", fields)
    assert not Activity.objects.exists()


@pytest.mark.parametrize("content", [b"", b"%PDF", b"a,b\r\n1,2", b"\xff\xfe\x00\x01" * 10])
def test_a_file_that_is_no_table_is_refused_on_the_page(client, chenda, content):
    client.force_login(chenda)
    assert upload(client, content).status_code == 422
    assert client.post(f"{URL}import/").status_code == 422


def test_an_export_is_what_the_list_shows(client):
    an_activity(title={"en": "A"}, region="KH-12")
    an_activity(title={"en": "B"}, country="TH")
    for kind in ("csv", "hxl"):
        answer = client.get(f"/network/activities.{kind}", {"country": "KH"})
        text = b"".join(answer.streaming_content).decode()
        assert "Phnom Penh" in text and "Thailand" not in text
        assert ("#adm1+code" in text) == (kind == "hxl")
    assert client.get("/network/activities.xml").status_code == 404
