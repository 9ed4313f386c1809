"""The policy dialogue in a real browser, from an empty list of committees to a figure that changed under its advice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dialogue.models import Committee, Decision, Meeting, Membership
from mapping.models import WorkingDefinition
from mapping.services.definitions import create_starter_definitions, draft_definition, propose_definition
from sse_portal.reference.services import load_reference
from tests.factories import a_user

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

    page.get_by_role("link", name="Record presence").click()
    for state in page.locator("select[name^=state_]").all():
        state.select_option("present")
    save(page)
    page.get_by_role("link", name="Record a decision").click()
    page.get_by_label("Title (English)").fill("The working definition is adopted")
    page.get_by_label("Adopts the working definition").select_option(index=1)
    save(page)

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
