"""Letters about matches: to those who speak for either side, in their language, with nobody's contact details."""

from datetime import timedelta

import pytest
from django.utils import timezone

from network.services import match_mails
from tests.factories import a_user
from tests.network.factories import a_person, an_offer, an_organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(django_capture_on_commit_callbacks, mailoutbox):
    """Do something, commit, and return the letters that go out: sent(act)."""

    def run(act):
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return list(mailoutbox)

    return run


def to(letters):
    return sorted(address for letter in letters for address in letter.to)


def test_a_proposal_is_told_to_stewards_and_secretariats_of_both_but_not_to_the_proposer(
    sent, propose, sophal, malee, chenda, narin, rana, aigul
):
    letters = sent(lambda: propose(sophal))
    assert to(letters) == ["chenda@example.org", "malee@example.org", "narin@example.org"]
    assert "Bookkeeping course" in letters[0].body and "Siam Network" in letters[0].body
    assert "https://portal.example/network/matches/" in letters[0].body


def test_an_acceptance_is_told_and_whether_both_have_accepted(
    sent, propose, accept, sophal, malee, chenda, rana
):
    match = propose(rana)
    first = sent(lambda: accept(sophal, match, "offer"))
    assert "the other has not answered" in first[0].body
    second = sent(lambda: accept(malee, match, "need"))
    assert "Both sides accepted" in second[0].body
    assert to(second) == ["chenda@example.org", "sophal@example.org"]


def test_those_whose_time_is_over_get_no_letter(sent, propose, sophal, malee, narin, thai):
    thai.stewards.update(ends_at=timezone.now())
    narin.grants.update(
        ends_at=timezone.now() + timedelta(seconds=-1), starts_at=timezone.now() - timedelta(days=2)
    )
    closed = a_user("secretariat", "KH")
    closed.is_active = False
    closed.save()
    assert sent(lambda: propose(sophal)) == []


def test_the_letter_is_in_the_language_of_its_reader(sent, propose, sophal, malee, pair):
    pair.offer.title = {"en": "Bookkeeping course", "th": "หลักสูตรบัญชี"}
    pair.offer.save()
    malee.language = "th"
    malee.save()
    assert "หลักสูตรบัญชี" in sent(lambda: propose(sophal))[0].body


def test_a_regional_organisation_has_the_regional_administrators_as_its_secretariat(
    sent, propose, sophal, rana, chenda
):
    need = an_offer(an_organization(None), "need")
    assert to(sent(lambda: propose(sophal, need=need))) == ["chenda@example.org", "rana@example.org"]


def test_no_contact_detail_is_in_a_letter(sent, propose, sophal, malee, khmer, thai):
    a_person("KH", "Sok Secret", khmer)
    body = "".join(letter.body + letter.subject for letter in sent(lambda: propose(sophal)))
    assert "Sok Secret" not in body and "sophal" not in body and "@" not in body


def test_a_letter_box_that_cannot_be_reached_does_not_undo_the_act(
    settings, propose, sophal, malee, django_capture_on_commit_callbacks, caplog
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with django_capture_on_commit_callbacks(execute=True):
        match = propose(sophal)
    match.refresh_from_db()
    assert match.state == "proposed" and "Error calling" in caplog.text


def test_nothing_goes_out_when_the_act_fails(sent, propose, sophal, malee, thai):
    def refused():
        with pytest.raises(Exception, match="too little"):
            propose(sophal, need=an_offer(thai, "need", kind="funding"))

    assert sent(refused) == []


def test_each_reader_gets_one_letter(propose, chenda, khmer):
    match = propose(chenda, need=an_offer(an_organization("KH"), "need"))
    other = a_user("secretariat", "KH", "other@example.org")
    khmer.stewards.create(user=other, named_by=other)
    assert match_mails.readers_of(match, but=chenda) == [other]
