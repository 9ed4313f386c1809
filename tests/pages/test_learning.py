"""Learning from each other: what each country has on a subject, with counts that equal the lists behind them."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from mapping.models import WorkingDefinition
from mapping.services.definitions import adopt_definition, draft_definition, propose_definition
from mapping.summaries.criteria import criteria_by_country, criteria_to_choose
from network.models import ActivityPlace, ActivityTag, OfferTag, ResourceTag
from tests.factories import a_user
from tests.network.factories import a_resource, an_activity, an_offer, an_organization

pytestmark = pytest.mark.django_db
URL = "/learn/"
THEME = {"about": "theme:finance"}


def about(record, model, scheme, *codes):
    """Tag a record."""
    name = model._meta.model_name.removesuffix("tag")
    for code in codes:
        model.objects.create(**{name: record, "scheme": scheme, "code": code})
    return record


@pytest.fixture
def khmer(reference):
    return an_organization("KH", "Samaki Union")


def blocks(answer, country):
    """{name: block} of a country."""
    group = next(group for group in answer.context["page"].groups if group.code == country)
    return {block.name: block for block in group.blocks}


def test_it_begins_with_subjects_to_choose(client, definitions):
    answer = client.get(URL)
    assert "Begin with a theme" in answer.text and "?about=theme%3Afinance" in answer.text
    choices = dict(answer.context["form"].fields["about"].choices)
    assert ("sdg:8.3" in dict(choices["Sustainable Development Goals"])) and choices["Themes"]
    assert any(key.startswith("criterion:") for key, _label in choices["Criteria of the working definitions"])


def test_a_theme_shows_activities_resources_help_and_organisations_by_country(client, khmer):
    partner = an_organization("TH", "Siam Network")
    about(an_activity(khmer, title={"en": "Savings groups"}), ActivityTag, "theme", "finance")
    about(a_resource("VN", title={"en": "Guide to credit"}), ResourceTag, "theme", "finance")
    about(an_offer(partner, title={"en": "Credit union visit"}), OfferTag, "theme", "finance")
    about(an_offer(partner, "need", title={"en": "Looking for money"}), OfferTag, "theme", "finance")

    answer = client.get(URL, THEME)

    assert [item.title for item in blocks(answer, "KH")["activities"].items] == ["Savings groups"]
    assert [item.title for item in blocks(answer, "KH")["organizations"].items] == ["Samaki Union"]
    assert [item.title for item in blocks(answer, "VN")["resources"].items] == ["Guide to credit"]
    assert [item.title for item in blocks(answer, "TH")["offers"].items] == ["Credit union visit"]
    assert [item.title for item in blocks(answer, "TH")["organizations"].items] == ["Siam Network"]
    assert "Looking for money" not in answer.text and "criteria" not in blocks(answer, "KH")


def test_what_is_missing_is_said(client, khmer):
    about(an_activity(khmer), ActivityTag, "theme", "finance")
    text = client.get(URL, THEME).text
    assert "No resource yet." in text and "Nobody offers help with it yet." in text


def test_a_subject_that_nobody_has_is_said(client, reference):
    assert "Nothing on this subject yet" in client.get(URL, THEME).text


def many_records(khmer):
    """More of everything than the page shows, of several countries and of the region, some under targets of a goal."""
    regional = an_organization(None, "Asian Network")
    for number in range(5):
        about(an_activity(khmer, title={"en": f"Work {number}"}), ActivityTag, "SDG", "8.3")
        about(a_resource("KH", title={"en": f"Book {number}"}), ResourceTag, "SDG", "8", "8.3")
        about(an_offer(khmer, title={"en": f"Help {number}"}), OfferTag, "SDG", "8.3", "8.5")
    both = about(an_activity(khmer), ActivityTag, "SDG", "8")
    ActivityPlace.objects.create(activity=both, country_id="TH", is_nationwide=True)
    ActivityPlace.objects.create(activity=both, country_id="KH", region_id="KH-1")
    about(an_activity(khmer, status="5"), ActivityTag, "SDG", "8")
    nowhere = about(an_activity(khmer), ActivityTag, "SDG", "8")
    nowhere.places.all().delete()
    about(a_resource(None), ResourceTag, "SDG", "8.10")
    about(an_offer(regional), OfferTag, "SDG", "8")
    about(an_offer(khmer, expires_on=timezone.localdate()), OfferTag, "SDG", "8")
    about(an_offer(khmer), OfferTag, "SDG", "18.3")


def counted(client, url):
    """How many rows the list behind a link has."""
    address = url.partition("#")[0]
    page = client.get(address).context["page"]
    return page.count


@pytest.mark.parametrize("subject", ["sdg:8", "sdg:8.3", "theme:finance", "principle:autonomy"])
def test_counts_equal_the_lists_behind_them(client, khmer, subject):
    many_records(khmer)
    for model, record in (
        (ActivityTag, an_activity(khmer)),
        (ResourceTag, a_resource()),
        (OfferTag, an_offer(khmer)),
    ):
        about(record, model, "theme", "finance")
        about(record, model, "principle", "autonomy")
    answer = client.get(URL, {"about": subject})
    compared = 0
    for group in answer.context["page"].groups:
        for block in group.blocks:
            if block.name in ("activities", "resources", "offers"):
                assert block.count == counted(client, block.url), (group.code, block.name)
                compared += block.count
    assert compared >= 3


def test_the_organisations_of_a_country_are_all_told_on_its_own_page(client, reference):
    for number in range(12):
        about(an_activity(an_organization("KH", f"Union {number}")), ActivityTag, "theme", "finance")
    answer = client.get(URL, THEME)
    block = blocks(answer, "KH")["organizations"]
    assert block.count == 12 and len(block.items) == 3
    alone = client.get(block.url)
    assert [group.code for group in alone.context["page"].groups] == ["KH"]
    assert len(blocks(alone, "KH")["organizations"].items) == 12


def test_the_table_of_counts_links_to_the_lists(client, khmer):
    about(an_activity(khmer), ActivityTag, "theme", "finance")
    answer = client.get(URL, THEME)
    table = {row[0].text: [cell.text for cell in row[1:]] for row in answer.context["page"].rows}
    assert table["Cambodia"] == ["0", "1", "0", "0", "1"] and table["Thailand"] == ["0"] * 5
    assert list(table)[-1] == "Whole region"


def test_the_number_of_queries_does_not_grow(client, khmer, definitions, django_assert_max_num_queries):
    many_records(khmer)
    client.get(URL, {"about": "sdg:8"})
    with django_assert_max_num_queries(10):
        client.get(URL, {"about": "sdg:8"})
    with django_assert_max_num_queries(12):
        client.get(URL, {"about": "principle:social-purpose"})


def test_a_principle_shows_the_criteria_of_each_country_with_their_thresholds(client, definitions):
    answer = client.get(URL, {"about": "principle:primacy-of-people"})
    criteria = blocks(answer, "KH")["criteria"]
    assert criteria.count == len(criteria.items) > 1
    assert any("%" in item.note for item in criteria.items)
    assert all(item.text for item in criteria.items)
    assert criteria.url.startswith("/definitions/")


def test_a_criterion_shows_the_same_one_in_each_country_and_what_the_network_has_on_its_principle(
    client, definitions, khmer
):
    choice = next(each for each in criteria_to_choose() if each.principle == "democratic governance")
    tagged = {"scheme": "principle", "code": "democratic-governance"}
    ActivityTag.objects.create(activity=an_activity(khmer), **tagged)
    answer = client.get(URL, {"about": f"criterion:{choice.code}"})
    for country in ("KH", "KG", "MN", "TH", "VN"):
        assert [item.title.split()[0] for item in blocks(answer, country)["criteria"].items] == [choice.code]
    assert blocks(answer, "KH")["activities"].count == 1


def test_the_adopted_definition_takes_the_place_of_the_template(definitions, dara):
    before = criteria_by_country(principle="transparency")["KH"]
    template = WorkingDefinition.objects.get(uid=before.brief.uid)
    draft = draft_definition(by=dara, country="KH", based_on=template)
    draft.criteria.filter(principle="transparency").update(title={"en": "Open books"})
    assert criteria_by_country(principle="transparency")["KH"] == before, "a draft is nobody's definition yet"

    proposed = propose_definition(by=dara, definition=draft, version=draft.version)
    secretariat = a_user("secretariat", "KH")
    adopt_definition(by=secretariat, definition=proposed, version=proposed.version, decision="Minutes 1")

    now = criteria_by_country(principle="transparency")["KH"]
    assert now.brief.status == "adopted" and now.criteria[0].title == "Open books"


def test_a_criterion_that_is_off_or_not_yet_valid_is_left_out(definitions):
    found = WorkingDefinition.objects.get(uid=criteria_by_country(principle="autonomy")["KH"].brief.uid)
    first, second = found.criteria.filter(principle="autonomy").order_by("position")[:2]
    found.criteria.filter(pk=first.pk).update(role="off")
    found.criteria.filter(pk=second.pk).update(valid_from="2100-01-01")
    assert criteria_by_country(principle="autonomy")["KH"].criteria == ()


@pytest.mark.parametrize(
    "query",
    [
        {"about": "theme:magic"}, {"about": "x"}, {"about": "\x00"}, {"about": "theme:finance" * 99},
        {"about": "sdg:99"}, {"about": "theme:finance", "country": "XX"}, {"about": "criterion:"},
        {"country": "9" * 40},
    ],
)  # fmt: skip
def test_a_subject_that_is_not_there_is_said(client, reference, query):
    assert client.get(URL, query).status_code == 422


def private_rows(khmer):
    hidden = an_organization("KH", "Hidden Union", visibility="network")
    for visibility, organization in (("network", khmer), ("secretariat", khmer), ("public", hidden)):
        if visibility != "public":
            about(an_activity(khmer, visibility=visibility), ActivityTag, "theme", "finance")
            about(a_resource("KH", visibility=visibility), ResourceTag, "theme", "finance")
        about(an_offer(organization, visibility=visibility), OfferTag, "theme", "finance")
    about(a_resource("KH", state="draft", published_at=None), ResourceTag, "theme", "finance")


@pytest.mark.parametrize("address", ["?about=theme:finance", "?about=theme:finance&country=KH", ""])
def test_private_rows_leave_no_trace(seen, khmer, definitions, address):
    activity = about(an_activity(khmer), ActivityTag, "theme", "finance")
    before = seen(URL + address)
    private_rows(khmer)
    activity.participations.create(organization=an_organization("KH", visibility="secretariat"), role="1")
    assert seen(URL + address) == before


def test_a_public_row_does_show(seen, khmer):
    before = seen(f"{URL}?about=theme:finance")
    about(an_offer(khmer, expires_on=timezone.localdate() + timedelta(days=3)), OfferTag, "theme", "finance")
    assert seen(f"{URL}?about=theme:finance") != before


@pytest.mark.parametrize("language", ["km", "ky", "ru", "mn", "th", "vi"])
def test_it_can_be_read_in_every_language(client, khmer, definitions, language):
    many_records(khmer)
    for subject in ("sdg:8", "principle:social-purpose"):
        answer = client.get(URL, {"about": subject}, headers={"accept-language": language})
        assert answer.status_code == 200 and not re.search(r"%\(\w+\)", answer.text)
