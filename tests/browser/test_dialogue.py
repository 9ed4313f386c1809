"""The policy dialogue in a real browser, from an empty list of committees to a figure that changed under its advice."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from dialogue.models import Committee, Decision, KeyAction, Meeting, Membership, Recommendation
from dialogue.services.decisions import record_decision
from mapping.models import SurveyResponse, WorkingDefinition
from mapping.sample.load import load_country
from mapping.services.definitions import create_starter_definitions, draft_definition, propose_definition
from mapping.services.releases import build_release, publish_release
from sse_portal.reference.services import load_reference
from tests.dialogue.decisions.world import a_world, all_there
from tests.dialogue.factories import a_committee
from tests.factories import a_user
from tests.network.factories import a_contact, an_organization

pytestmark = pytest.mark.django_db(transaction=True)
BENCHES = ("Government", "Employers", "Workers")


@pytest.fixture
def proposed(db):
    """A definition of Cambodia that its reviewer proposed."""
    load_reference()
    create_starter_definitions()
    dara = a_user("reviewer", "KH", "dara@example.org")
    draft = draft_definition(by=dara, country="KH", based_on=WorkingDefinition.objects.get(country="KH"))
    return propose_definition(by=dara, definition=draft, version=draft.version)


def save(page, button="Save"):
    page.get_by_role("button", name=button, exact=True).click()


def set_up(page):
    """A committee with rules, and a member on each of three benches."""
    page.goto("/dialogue/committees/")
    page.get_by_role("link", name="Set up a committee").click()
    page.get_by_label("Name (English)").fill("Advisory committee on the social economy")
    page.get_by_label("Time zone").select_option("Asia/Phnom_Penh")
    page.get_by_label("Country").select_option("KH")
    page.get_by_label("Address of the secretariat").fill("committee@example.org")
    save(page)
    page.get_by_role("link", name="Establish", exact=True).click()
    page.get_by_label("On", exact=True).fill("2025-01-10")
    save(page, "Establish")
    page.get_by_role("link", name="Write new rules").click()
    page.get_by_label("In force from").fill("2025-01-10")
    for bench in BENCHES:
        page.get_by_label(f"{bench}: seats").fill("1")
        page.get_by_label(f"{bench}: must be present").fill("1")
    for bench in BENCHES[1:]:
        page.get_by_label(bench, exact=True).check()
    page.get_by_label("Quorum: share of the voting seats, percent").fill("50")
    page.get_by_label("Notice of a meeting, days").fill("14")
    page.get_by_label("Meetings a year").fill("2")
    page.get_by_label("Minutes within, days").fill("30")
    save(page)
    for number, bench in enumerate(BENCHES, start=1):
        page.get_by_role("link", name="Add a seat").click()
        page.get_by_label("Constituency").select_option(label=bench)
        page.get_by_label("Place in the list").fill(str(number))
        save(page)
        page.get_by_role("link", name="Name a member").first.click()
        page.get_by_label("Or a new person: name").fill(f"Member {number}")
        page.get_by_label("Sex").select_option(label="woman")
        page.get_by_label("From").fill("2025-02-01")
        save(page)


def convene(page):
    """A meeting about the definition, made known for a day to come."""
    page.get_by_role("link", name="New meeting").click()
    begins = (timezone.now() + timedelta(days=20)).replace(hour=2, minute=0)
    page.get_by_label("Title (English)").fill("First meeting")
    page.get_by_label("Begins").fill(f"{begins:%Y-%m-%d}T09:00")
    page.get_by_label("Ends").fill(f"{begins:%Y-%m-%d}T12:00")
    page.get_by_label("Place").fill("Phnom Penh")
    save(page)
    page.get_by_role("link", name="New agenda item").click()
    page.get_by_label("Title (English)").fill("The working definition")
    page.get_by_label("Kind").select_option(label="for decision")
    page.get_by_label("Working definition").select_option(index=1)
    save(page)
    page.get_by_role("link", name="Convene the meeting").click()
    page.locator("form button:not(.quiet)").last.click()


def decide(page):
    """All are there, and the definition is adopted."""
    page.get_by_role("link", name="Record presence").click()
    for state in page.locator("select[name^=state_]").all():
        state.select_option("present")
    save(page)
    page.get_by_role("link", name="Record a decision").click()
    page.get_by_label("Title (English)").fill("The working definition is adopted")
    page.get_by_label("Adopts the working definition").select_option(index=1)
    save(page)


def a_month_passes(meeting):
    """The day of the meeting is over."""
    begins = meeting.starts_at - timedelta(days=30)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=begins, ends_at=begins + timedelta(hours=3))


@pytest.mark.both_databases
def test_a_secretariat_sets_up_a_committee_which_meets_and_adopts_a_definition(
    new_page, proposed, screenshot, assert_accessible
):
    chenda = a_user("secretariat", "KH", name="Chenda")
    page = new_page(user=chenda, java_script_enabled=False)
    set_up(page)
    committee = Committee.objects.get()
    assert committee.status == "established"
    assert Membership.objects.count() == 3
    assert page.get_by_text("Equally many seats").first.is_visible()
    screenshot(page, "dialogue-committee")

    convene(page)
    meeting = Meeting.objects.get()
    assert meeting.status == "convened"
    assert page.get_by_text("Tell them yourself").is_visible(), "nobody agreed to be written to yet"
    a_month_passes(meeting)
    page.goto(f"/dialogue/meetings/{meeting.uid}/")
    page.get_by_role("link", name="The meeting was held").click()
    page.locator("form button:not(.quiet)").last.click()

    decide(page)

    decision = Decision.objects.get()
    assert page.get_by_role("heading", level=1).inner_text() == "The working definition is adopted"
    assert page.get_by_text("There was a quorum").is_visible()
    screenshot(page, "dialogue-decision")
    proposed.refresh_from_db()
    assert (proposed.status, decision.definition, decision.quorum) == ("adopted", proposed, "yes")
    page.goto(f"/definitions/{proposed.uid}/")
    page.get_by_role("link", name=decision.code).click()
    assert page.url.endswith(f"/dialogue/decisions/{decision.code}/")

    reader = new_page()
    for address in (f"/dialogue/committees/{committee.uid}/", f"/dialogue/meetings/{meeting.uid}/", page.url):
        reader.goto(address)
        assert_accessible(reader)


@pytest.fixture
def study(db):
    """A study with answers, some of which wait to be verified."""
    load_reference()
    create_starter_definitions()
    return load_country("KH", 160)


def publish(study):
    """Build and publish a release of what is verified by now."""
    release = build_release(by=None, studies=[study])
    return publish_release(by=None, release=release, version=release.version)


def verify_more(study):
    """The reviewer verifies what came in late."""
    late = SurveyResponse.objects.filter(study=study).exclude(status="verified")[:40]
    example = SurveyResponse.objects.filter(study=study, status="verified").first()
    done = {
        name: getattr(example, name)
        for name in ("verified_at", "verified_by", "submitted_at", "submitted_by")
    }
    keys = [response.pk for response in late]
    SurveyResponse.objects.filter(pk__in=keys).update(status="verified", **done)


def recommend(page, committee):
    """A draft that rests on the number of organisations in scope, addressed to the ministry."""
    page.goto(f"/dialogue/committees/{committee.uid}/recommend/")
    page.get_by_label("Title (English)").fill("One public register")
    page.get_by_label("Text (English)").fill("The ministry keeps a register.\n\nIt is public.")
    page.locator("[name='addressees-0-organization']").fill("Ministry of Labour")
    save(page)
    page.get_by_role("link", name="Pin evidence").click()
    page.get_by_label("Kind").select_option(label="published figure")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Release").select_option(index=1)
    page.get_by_label("Indicator").select_option(value="I01")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Published figure").select_option(index=0)
    save(page)


def answer(page, link):
    """The ministry answers by the link in its letter, and tells of two steps."""
    page.goto(link)
    page.get_by_label("accepted", exact=True).check()
    page.get_by_label("Justification (English)").fill("We agree.")
    page.get_by_label("First action (English)").fill("Draft the decree")
    save(page, "Send")
    for state, percent, proof in (
        ("under way", "40", ""),
        ("completed", "100", "https://example.org/decree"),
    ):
        page.get_by_role("link", name="Tell progress").click()
        page.get_by_label("State").select_option(label=state)
        page.get_by_label("Percent done").fill(percent)
        page.get_by_label("What was done (English)").fill(f"It is {state}.")
        page.get_by_label("Address of the proof").fill(proof)
        save(page, "Send")


def test_a_recommendation_is_adopted_answered_carried_out_and_its_figure_changes(
    new_page, study, live_server, screenshot, assert_accessible
):
    chenda, first = a_user("secretariat", "KH", name="Chenda"), publish(study)
    world = a_world(a_committee("KH"))
    a_contact(an_organization("KH", "Ministry of Labour", kind="government"), "office@example.org")
    page = new_page(user=chenda, java_script_enabled=False)
    recommend(page, world.committee)
    draft = Recommendation.objects.get()
    assert page.get_by_text("Current").first.is_visible()

    all_there(chenda, world)
    decided = {"title": {"en": "Adopted"}, "outcome": "adopted", "method": "consensus"}
    record_decision(by=chenda, meeting=world.meeting, values=decided | {"recommendation": str(draft.uid)})
    draft.refresh_from_db()
    page.goto(f"/dialogue/recommendations/{draft.code}/")
    page.get_by_role("link", name="Transmit").click()
    page.locator("form button:not(.quiet)").last.click()
    [letter] = mail.outbox
    link = re.search(r"https?://\S+/dialogue/letters/\S+", letter.body)[0]

    ministry = new_page(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    answer(ministry, link.replace(link.split("/dialogue/")[0], live_server.url))
    assert KeyAction.objects.get().state == "completed"
    verify_more(study)
    second = publish(study)
    reader = new_page()
    reader.goto(f"/dialogue/recommendations/{draft.code}/")
    text = reader.locator("main").inner_text()
    assert "Changed" in text and "Draft the decree" in text and "It is completed." in text
    assert reader.locator(f"a[href='/releases/{second.uid}/I01/']").first.is_visible()
    assert first.uid != second.uid
    assert_accessible(reader)
    screenshot(reader, "dialogue-recommendation")
