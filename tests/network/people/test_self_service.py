"""One's own data, by a mailed link: seen, corrected, agreed to, downloaded, erased, without an account."""

import json
import re
import time

import pytest
from django.core import mail, signing
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from network.models import ConsentEvent, ContactPoint, Person
from network.services.people import self_service
from sse_portal.records.models import Change
from tests.reading import settled

from ..factories import a_consent, a_contact, a_person, an_organization

pytestmark = pytest.mark.django_db
ADDRESS = "dara@example.org"


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()


@pytest.fixture
def dara_person(reference):
    person = a_person("KH", "Sok Dara", organization=an_organization("KH", "Samakum Test"), language="en")
    a_contact(person, ADDRESS)
    a_consent(person, "directory", note="Form 12")
    a_consent(person, "news")
    return person


def url(name, *args):
    return reverse(f"network:{name}", args=args)


def ask(client, address=ADDRESS, **headers):
    return client.post(url("own-data-request"), {"address": address}, follow=True, **headers)


def mailed_link():
    return re.search(r"http://testserver(\S+)", mail.outbox[-1].body)[1]


@pytest.fixture
def inside(client, dara_person):
    """A browser that came with the mailed link."""
    ask(client)
    client.get(mailed_link())
    return client


def test_the_answer_is_the_same_whether_or_not_the_address_is_known(client, dara_person):
    known, unknown = ask(client), ask(client, "nobody@example.org")
    assert (known.status_code, settled(known)) == (unknown.status_code, settled(unknown))
    assert len(mail.outbox) == 1


def test_the_mail_is_in_the_persons_language_and_goes_to_that_address_only(client, dara_person):
    a_contact(dara_person, "other@example.org")
    ask(client, "DARA@example.org")
    (letter,) = mail.outbox
    assert letter.to == [ADDRESS]
    assert "Sok Dara" in letter.body
    assert ADDRESS not in mailed_link()


def test_an_office_and_an_erased_person_get_no_mail(client, reference):
    a_contact(an_organization("KH"), ADDRESS)
    a_contact(a_person("KH", "", erased_at=timezone.now()), ADDRESS)
    ask(client)
    assert mail.outbox == []


def test_people_who_share_an_address_each_get_their_link(client, dara_person):
    other = a_person("KH", "Chan Thida")
    a_contact(other, ADDRESS)
    ask(client)
    assert [("Sok Dara" in letter.body, "Chan Thida" in letter.body) for letter in mail.outbox] == [
        (True, False), (False, True),
    ]  # fmt: skip


@pytest.mark.parametrize("address", ["", "nonsense", "a\x00@example.org", "x" * 300 + "@example.org"])
def test_what_is_no_address_is_told(client, reference, address):
    answer = ask(client, address)
    assert answer.status_code == 422
    assert "id_address_error" in answer.text


def test_an_address_gets_few_mails_in_an_hour_and_the_page_says_the_same(client, dara_person):
    answers = {settled(ask(client)) for _ in range(self_service.MOST_MAILS + 2)}
    assert len(answers) == 1
    assert len(mail.outbox) == self_service.MOST_MAILS


def test_a_client_that_asks_again_and_again_is_told_to_wait(client, dara_person):
    for number in range(self_service.MOST_REQUESTS):
        assert ask(client, f"p{number}@example.org").status_code == 200
    assert ask(client, "one.more@example.org").status_code == 429
    assert ask(client, "one.more@example.org", REMOTE_ADDR="192.0.2.7").status_code == 200


def test_the_link_opens_a_page_whose_address_does_not_carry_it(client, dara_person):
    ask(client)
    link = mailed_link()
    answer = client.get(link)
    assert (answer.status_code, answer["Location"]) == (302, url("own-data"))
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    page = client.get(answer["Location"])
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "same-origin"
    assert link.split("/")[-2] not in page.text
    for text in ("Sok Dara", ADDRESS, "Samakum Test", "Form 12"):
        assert text in page.text


def forged(dara_person):
    point = dara_person.contact_points.get()
    token = self_service.link_token(point)
    yield "nonsense"
    yield token[:-1] + ("A" if token[-1] != "A" else "B")
    yield "x" + token
    yield "ü:a:b"
    yield signing.dumps([str(point.uid), point.version], salt="another purpose")
    yield signing.dumps([str(dara_person.uid), 1], salt=self_service.SALT)


def test_forged_links_open_nothing(client, dara_person):
    for token in forged(dara_person):
        answer = client.get(url("own-data-open", token))
        assert answer.status_code == 403
        assert "Ask for a link" in answer.text
        assert client.get(url("own-data")).status_code == 403


def test_a_link_is_good_for_a_day(client, dara_person, monkeypatch):
    token = self_service.link_token(dara_person.contact_points.get())
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + self_service.LINK_LASTS + 2)
    answer = client.get(url("own-data-open", token))
    assert answer.status_code == 403
    assert "24 hours" in answer.text


def test_a_link_dies_with_its_address(client, dara_person, inside):
    link = mailed_link()
    point = dara_person.contact_points.get()
    inside.post(
        url("own-contact-edit", point.uid), {"kind": "email", "value": "new@example.org", "version": 1}
    )
    assert inside.get(url("own-data")).status_code == 200, "who is inside stays inside"
    assert inside.get(link).status_code == 403


def test_it_closes_after_an_hour(inside, monkeypatch):
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 60 * 60 + 2)
    assert inside.get(url("own-data")).status_code == 403


def test_it_closes_at_once_when_asked_to(inside):
    inside.post(url("own-data-leave"))
    assert inside.get(url("own-data")).status_code == 403


def test_nobody_opens_it_without_the_link(client, dara_person, chenda):
    client.force_login(chenda)
    for name in ("own-data", "own-data-download", "own-name-edit", "own-data-erase"):
        assert client.get(url(name)).status_code == 403


def acts(person):
    lines = Change.objects.about(person).order_by("id")
    return list(lines.values_list("act", "by", "reason"))


def test_a_name_is_corrected_and_the_history_says_by_whom(inside, dara_person):
    data = {"name": "Sok Dararith", "names_km": "សុខ", "language": "km", "version": 1}
    assert inside.post(url("own-name-edit"), data).status_code == 302
    person = Person.objects.get()
    assert (person.name, person.names, person.language) == ("Sok Dararith", {"km": "សុខ"}, "km")
    assert acts(person) == [("changed", None, self_service.OWN)]


def test_sex_and_country_are_not_theirs_to_change_by_a_crafted_form(inside):
    inside.post(url("own-name-edit"), {"name": "Sok", "sex": "male", "country": "TH", "version": 1})
    person = Person.objects.get()
    assert (person.sex, person.country_id) == ("", "KH")


def test_contacts_are_added_and_removed(inside, dara_person):
    inside.post(url("own-contact-create"), {"kind": "phone", "value": "+855 23 123"})
    point = ContactPoint.objects.get(kind="phone")
    inside.post(url("own-contact-remove", point.uid), {"version": 1})
    assert not ContactPoint.objects.filter(kind="phone").exists()
    assert [act for act, _by, _reason in acts(dara_person)] == ["contact added", "contact removed"]


def test_contacts_of_others_are_out_of_reach(inside):
    other = a_contact(a_person("KH"), "other@example.org")
    assert inside.get(url("own-contact-edit", other.uid)).status_code == 404
    assert inside.post(url("own-contact-remove", other.uid), {"version": 1}).status_code == 404
    assert ContactPoint.objects.filter(pk=other.pk).exists()


def consents(person):
    return {line.purpose for line in person.consents.in_force(timezone.now())}


def test_consent_is_given_and_withdrawn(inside, dara_person):
    inside.post(url("own-consent"), {"purpose": "members", "act": "given"})
    inside.post(url("own-consent"), {"purpose": "directory", "act": "withdrawn"})
    assert consents(dara_person) == {"members", "news"}
    line = ConsentEvent.objects.newest_first()[0]
    assert (line.recorded_by, line.method) == (None, "portal")


@pytest.mark.parametrize("data", [{}, {"purpose": "x", "act": "given"}, {"purpose": "news", "act": "x"}])
def test_bad_consents_are_refused(inside, dara_person, data):
    assert inside.post(url("own-consent"), data).status_code == 422
    assert consents(dara_person) == {"directory", "news"}


def test_the_last_withdrawal_asks_first_and_erases(inside, dara_person):
    assert "which erases your data" not in inside.get(url("own-data")).text
    inside.post(url("own-consent"), {"purpose": "news", "act": "withdrawn"})
    assert "which erases your data" in inside.get(url("own-data")).text
    answer = inside.post(url("own-consent"), {"purpose": "directory", "act": "withdrawn"}, follow=True)
    assert "Your data are erased." in answer.text
    assert Person.objects.get().erased_at
    assert inside.get(url("own-data")).status_code == 403


def test_everything_is_downloaded(inside, dara_person):
    answer = inside.get(url("own-data-download"))
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    data = json.loads(answer.content)
    assert data["name"] == "Sok Dara"
    assert [point["value"] for point in data["contact_points"]] == [ADDRESS]
    assert [(line["purpose"], line["note"]) for line in data["consents"]] == [
        ("directory", "Form 12"),
        ("news", ""),
    ]
    assert data["posts"][0]["organization_name"] == "Samakum Test"


def test_who_wrote_it_down_is_told_without_an_address(inside, dara_person, chenda):
    a_consent(dara_person, "members", recorded_by=chenda)
    chenda.name = ""
    chenda.save()
    for page in ("own-data", "own-data-download"):
        text = inside.get(url(page)).content.decode()
        assert "the secretariat" in text
        assert "chenda@example.org" not in text


def test_everything_is_erased_after_one_question(inside, dara_person):
    assert inside.post(url("own-data-erase"), {"version": 1}).status_code == 422
    assert inside.post(url("own-data-erase"), {"version": 1, "sure": "on"}).status_code == 302
    person = Person.objects.get()
    assert (person.name, person.contact_points.count()) == ("", 0)
    assert acts(person) == [("erased", None, self_service.OWN)]
    assert inside.get(url("own-data")).status_code == 403
    assert inside.get(mailed_link()).status_code == 403


def test_the_job_holds_no_address(client, dara_person):
    uids = self_service.points_to_mail(address=ADDRESS, client="192.0.2.1")
    assert uids == [str(dara_person.contact_points.get().uid)]
