"""The pages about people for those who keep them."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from network.models import Affiliation, ConsentEvent, ContactPoint, Person
from sse_portal.records.models import Reading

from ..factories import a_consent, a_contact, a_person, an_organization

pytestmark = pytest.mark.django_db


def url(name, *args, query=""):
    return reverse(f"network:{name}", args=args) + query


@pytest.fixture
def keeper(client, chenda):
    client.force_login(chenda)
    return client


def names(answer):
    return [row.name for row in answer.context["page"].rows]


def test_the_list_is_of_the_keepers_own_countries(keeper):
    a_person("KH", "Dara")
    a_person("TH", "Somchai")
    a_person(None, "Regional")
    a_person("KH", "", erased_at=datetime.now(UTC))
    assert names(keeper.get(url("person-list"))) == ["Dara"]


def test_the_regional_administrator_keeps_everybody(client, rana):
    client.force_login(rana)
    for country in ("KH", "TH", None):
        a_person(country, f"P {country}")
    assert names(client.get(url("person-list"))) == ["P KH", "P None", "P TH"]
    assert names(client.get(url("person-list", query="?country=TH"))) == ["P TH"]


def test_people_are_found_by_a_piece_of_a_khmer_name(keeper):
    a_person("KH", "Dara", names={"km": "ដារ៉ា"}, names_folded="dara\nដារ៉ា")
    a_person("KH", "Other")
    answer = keeper.get(url("person-list", query="?q=ដារ៉"))
    assert names(answer) == ["Dara"]
    assert "ដារ៉ា" in answer.text


def test_what_was_searched_for_is_not_kept(keeper):
    keeper.get(url("person-list", query="?q=Dara&purpose=news"))
    assert Reading.objects.get().asked == {"purpose": "news"}


def test_the_list_tells_what_is_agreed_to_and_filters_by_it(keeper):
    agreed, silent = a_person("KH", "Agreed"), a_person("KH", "Silent")
    a_consent(agreed, "news")
    a_consent(silent, "news")
    a_consent(silent, "news", "withdrawn")
    answer = keeper.get(url("person-list", query="?purpose=news"))
    assert names(answer) == ["Agreed"]
    assert answer.context["page"].rows[0].purposes == ("send news of the network",)


def test_a_private_organisation_of_another_country_is_not_named(keeper):
    hidden = an_organization("TH", "Hidden Office", visibility="secretariat")
    person = a_person("KH", "Dara", organization=hidden)
    for page in (url("person-list"), url("person-detail", person.uid)):
        assert "Hidden Office" not in keeper.get(page).text


def test_it_goes_on_where_a_page_ends(keeper):
    for number in range(52):
        a_person("KH", f"Person {number:02}")
    first = keeper.get(url("person-list"))
    second = keeper.get(url("person-list") + first.context["next_url"])
    assert names(second) == ["Person 50", "Person 51"]
    assert not second.context["next_url"]


@pytest.mark.parametrize("query", ["?country=DE", "?purpose=x", "?q=%00", "?cursor=nonsense", "?country=TH"])
def test_bad_questions_get_a_clear_answer(keeper, query):
    answer = keeper.get(url("person-list", query=query))
    assert answer.status_code in (400, 422)
    assert "error-summary" in answer.text


def test_a_list_takes_a_fixed_number_of_queries(keeper, django_assert_max_num_queries):
    for number in range(30):
        person = a_person("KH", organization=an_organization("KH"))
        a_consent(person, "news")
        a_contact(person, f"p{number}@example.org")
    with django_assert_max_num_queries(16):
        assert len(names(keeper.get(url("person-list")))) == 30


def test_the_page_of_a_person_shows_all_that_is_held_and_is_noted(keeper):
    person = a_person("KH", "Dara", organization=an_organization("KH", "Samakum Test"), sex="female")
    a_contact(person, "dara@example.org")
    a_consent(person, "directory", note="Form 12")
    answer = keeper.get(url("person-detail", person.uid))
    for text in ("Dara", "Samakum Test", "dara@example.org", "Form 12", "woman", "Director"):
        assert text in answer.text
    assert "no-store" in answer["Cache-Control"]
    reading = Reading.objects.get()
    assert (reading.kind, reading.record) == ("network.person", person.uid)


def test_an_erased_person_is_a_page_without_a_name(keeper):
    person = a_person("KH", "", erased_at=datetime.now(UTC))
    answer = keeper.get(url("person-detail", person.uid))
    assert answer.status_code == 200
    assert "were erased" in answer.text
    assert keeper.get(url("person-edit", person.uid)).status_code == 403


def test_registering_from_an_organisation_leads_to_the_post(keeper):
    here = an_organization("KH", "Samakum Test")
    form = url("person-create", query=f"?organization={here.uid}")
    assert keeper.get(form).status_code == 200
    answer = keeper.post(form, {"name": "Dara", "names_km": "ដារ៉ា", "country": "KH"})
    person = Person.objects.get()
    assert (person.name, person.names) == ("Dara", {"km": "ដារ៉ា"})
    assert answer["Location"] == url("post-create", person.uid, query=f"?organization={here.uid}")
    page = keeper.get(answer["Location"])
    assert "Samakum Test" in page.text
    field = {"organization": here.name, "organization_uid": str(here.uid), "organization_seen": here.name}
    keeper.post(
        answer["Location"],
        field | {"post_en": "Director", "starts_on": "2025-01-01", "last_day": "2025-12-31"},
    )
    post = Affiliation.objects.get()
    assert (post.organization, post.post) == (here, {"en": "Director"})
    assert str(post.ends_on) == "2026-01-01", "the records keep the day after the last one"


def test_what_was_typed_comes_back(keeper):
    answer = keeper.post(url("person-create"), {"name": "", "names_km": "ដារ៉ា", "country": "KH"})
    assert answer.status_code == 422
    assert "ដារ៉ា" in answer.text


def test_both_versions_are_shown_when_somebody_was_faster(keeper):
    person = a_person("KH", "Dara")
    Person.objects.update(version=2, name="Theirs")
    answer = keeper.post(url("person-edit", person.uid), {"name": "Mine", "country": "KH", "version": 1})
    assert answer.status_code == 412
    assert "Mine" in answer.text
    assert "Theirs" in answer.text
    version = re.search(r'name="version" value="(\d+)"', answer.text)[1]
    keeper.post(url("person-edit", person.uid), {"name": "Mine", "country": "KH", "version": version})
    assert Person.objects.get().name == "Mine"


def test_contacts_are_added_changed_and_removed(keeper):
    person = a_person("KH")
    keeper.post(url("contact-create", person.uid), {"kind": "email", "value": "dara@example.org"})
    point = ContactPoint.objects.get()
    bad = keeper.post(url("contact-edit", point.uid), {"kind": "email", "value": "no", "version": 1})
    assert bad.status_code == 422
    keeper.post(url("contact-edit", point.uid), {"kind": "phone", "value": "+855 23 123", "version": 1})
    assert ContactPoint.objects.get().value == "+855 23 123"
    answer = keeper.post(url("contact-remove", point.uid), {"version": 2})
    assert answer["Location"] == url("person-detail", person.uid)
    assert not ContactPoint.objects.exists()


def test_a_day_of_expiry_ends_with_the_day_in_the_country(keeper):
    person = a_person("KH")
    data = {"purpose": "news", "act": "given", "basis": "consent", "method": "form", "last_day": "2099-12-31"}
    assert keeper.post(url("consent-create", person.uid), data).status_code == 302
    assert ConsentEvent.objects.get().expires_at == datetime(2099, 12, 31, 17, tzinfo=UTC)
    page = keeper.get(url("person-detail", person.uid)).text
    assert page.count("until 31 December 2099") == 2, "beside the purpose and in the ledger, as it was typed"


def test_a_last_day_in_the_past_is_refused_at_its_field(keeper):
    person = a_person("KH")
    data = {"purpose": "news", "act": "given", "basis": "consent", "method": "form", "last_day": "2020-12-31"}
    answer = keeper.post(url("consent-create", person.uid), data)
    assert answer.status_code == 422
    assert "id_last_day_error" in answer.text


def test_a_person_is_erased_by_who_keeps_them(keeper):
    person = a_person("KH", "Dara")
    answer = keeper.post(url("person-erase", person.uid), {"method": "email", "version": 1}, follow=True)
    assert "Dara" not in answer.text
    assert Person.objects.get().erased_at


def test_a_post_is_ended_today(keeper):
    person = a_person("KH", organization=an_organization("KH"))
    post = person.affiliations.get()
    keeper.post(url("post-end", post.uid), {"version": 1})
    assert Affiliation.objects.get().ends_on
    assert not Affiliation.objects.in_force_on(Affiliation.objects.get().ends_on).exists()
