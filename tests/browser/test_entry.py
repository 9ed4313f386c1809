"""The questionnaire in a real browser: from an empty draft to a verified response, on a bad line, with two editors."""

import json
import random

import pytest

from mapping.definition.checks import relevant
from mapping.definition.codebook import CODEBOOK, SECTIONS
from mapping.models import SurveyResponse
from mapping.services.responses import save_answers
from mapping.summaries.entry import ResponseState
from tests.factories import a_complete_entity, a_response, a_study

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 360, "height": 740}
SAVED = "Saved"


@pytest.fixture
def response(reference):
    study = a_study()
    return a_response(study, a_complete_entity(name="Samaki"))


def stored():
    return SurveyResponse.objects.get()


def section(page, response, letter):
    page.goto(f"/responses/{response.uid}/sections/{letter}/")


def choose(page, name, code):
    page.locator(f"input[name={name}][value={code}]").check()


def wait_for_state(page, text):
    page.locator("[data-save-state]", has_text=text).wait_for()


# --- The whole way --------------------------------------------------------------------------------------


def enter(page):
    """A researcher finds nobody, registers the organisation, answers two sections and submits."""
    page.goto(f"/studies/{a_study().uid}/entities/create/")
    page.get_by_label("Name or registration number").fill("Rumdoul")
    page.get_by_role("button", name="Search").click()
    page.locator("[name=name]").fill("Rumdoul Weavers")
    page.locator("[name=region]").select_option("KH-12")
    page.get_by_role("button", name="Register it and begin").click()
    choose(page, "operational_status", "active")
    choose(page, "consent_public_listing", "yes")
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url("**/sections/B/")
    choose(page, "legal_status", "registered")
    page.locator("[name=legal_form]").select_option("KH-AC")
    choose(page, "organisation_type", "cooperative")
    submit(page)
    assert stored().status == "submitted"


def submit(page):
    page.get_by_role("button", name="Save and leave").click()
    page.get_by_role("link", name="Check and submit").click()
    page.get_by_role("button", name="Submit for review").click()
    page.wait_for_url(f"**/responses/{stored().uid}/")


def walk(new_page, sokha, dara, **options):
    """Enter, submit, return, submit again, verify."""
    page = new_page(sokha, **options)
    enter(page)

    reviewer = new_page(dara, **options)
    reviewer.goto("/review/")
    reviewer.get_by_role("link", name="Rumdoul Weavers").click()
    reviewer.get_by_label("Question about the whole response").fill("How many members?")
    reviewer.get_by_role("button", name="Return with the questions").click()
    reviewer.get_by_text("Nothing waits for you").wait_for()

    page.goto(f"/responses/{stored().uid}/sections/D/")
    page.get_by_text("How many members?").wait_for()
    page.locator("[name=members_total]").fill("១២០")
    submit(page)

    reviewer.goto(f"/responses/{stored().uid}/review/")
    reviewer.get_by_role("button", name="Verify").click()
    reviewer.get_by_text("Nothing waits for you").wait_for()
    assert (stored().status, stored().members_total, stored().entity.is_listed) == ("verified", 120, True)


@pytest.mark.both_databases
def test_a_response_goes_from_entry_to_verification(new_page, sokha, dara):
    walk(new_page, sokha, dara)


def test_the_same_way_on_a_phone_without_javascript(new_page, sokha, dara):
    walk(new_page, sokha, dara, java_script_enabled=False, viewport=PHONE)


def test_errors_are_linked_to_their_fields_without_javascript(new_page, sokha, response):
    page = new_page(sokha, java_script_enabled=False, viewport=PHONE)
    section(page, response, "D")
    page.locator("[name=members_total]").fill("many")
    page.get_by_role("button", name="Save and go on").click()
    page.locator(".error-summary a").click()
    assert page.url.endswith("#id_members_total")
    assert page.locator("[name=members_total]").input_value() == "many"


# --- Skip conditions ------------------------------------------------------------------------------------


def test_questions_come_and_go_with_the_answer_and_keep_what_was_typed(new_page, sokha, response):
    page = new_page(sokha)
    section(page, response, "E")
    women = page.locator("[name=workers_women]")
    page.locator("[name=workers_total]").fill("៥")
    women.fill("3")
    page.locator("[name=workers_total]").fill("0")
    assert not women.is_visible() and women.input_value() == "3"
    page.locator("[name=workers_total]").fill("2")
    assert women.is_visible() and women.input_value() == "3"
    wait_for_state(page, SAVED)


def random_answer(variable, dice):
    if dice.random() < 0.3:
        return None
    if variable.is_number:
        return dice.choice([-1, 0, 1, 2, 7, 1200])
    codes = [code.code for code in variable.codes]
    return (
        dice.sample(codes, dice.randint(1, len(codes)))
        if variable.type == "select_multiple"
        else dice.choice(codes)
    )


def test_the_browser_and_the_server_agree_on_every_skip_condition(new_page, sokha, response):
    """500 random sets of answers, all sections."""
    page = new_page(sokha)
    section(page, response, "E")
    dice = random.Random(7)
    askable = [each for each in CODEBOOK.values() if each.is_number or (each.is_select and each.codes)]
    logic = logic_of_all_sections(response)
    sets = [{each.name: random_answer(each, dice) for each in askable} for _number in range(500)]
    names = sorted(logic["put_if"].keys() | logic["not_put_if"].keys())
    shown = page.evaluate(
        """([logic, sets, names]) => sets.map(answers =>
             names.filter(name => isPut(name, logic, each => answers[each] ?? null)))""",
        [logic, sets, names],
    )
    for answers, names_shown in zip(sets, shown, strict=True):
        assert set(names_shown) == relevant(answers) & set(names), answers


def logic_of_all_sections(response):
    state = ResponseState(response, "en")
    logic = {"put_if": {}, "not_put_if": {}}
    for letter in SECTIONS:
        found = state.skip_logic(letter)
        for kind in logic:
            logic[kind] |= found[kind]
    return json.loads(json.dumps(logic, default=int))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5", 5),
        ("៥", 5),
        ("๑๒", 12),
        ("1,200", 1200),
        ("1 200", 1200),
        ("1.200.000", 1200000),
        ("0,5", 0.5),
        ("x", None),
    ],
)
def test_the_browser_reads_numbers_as_people_write_them(new_page, sokha, response, text, number):
    page = new_page(sokha)
    section(page, response, "E")
    read = page.evaluate("text => { const n = numberOf(text); return Number.isNaN(n) ? null : n; }", text)
    assert read == number


# --- Saving while typing --------------------------------------------------------------------------------


def test_answers_are_saved_within_three_seconds_even_when_they_contradict_each_other(
    new_page, sokha, response
):
    page = new_page(sokha)
    section(page, response, "D")
    page.locator("[name=members_total]").fill("3")
    page.locator("[name=members_women]").fill("5")
    wait_for_state(page, SAVED)
    assert (stored().members_total, stored().members_women) == (3, 5)
    page.locator(".question-note.live", has_text="cannot be more").wait_for()


def test_without_a_line_answers_stay_on_the_device_and_are_sent_by_themselves(new_page, sokha, response):
    page = new_page(sokha)
    page.faults.allow("ERR_INTERNET_DISCONNECTED")
    section(page, response, "D")
    page.context.set_offline(True)
    page.locator("[name=members_total]").fill("44")
    wait_for_state(page, "kept on this device")
    assert stored().members_total is None
    page.get_by_role("button", name="Save and go on").click()
    wait_for_state(page, "kept on this device")
    assert page.url.endswith("/sections/D/"), "the page stays, with everything in it"

    page.context.set_offline(False)
    wait_for_state(page, SAVED)
    assert stored().members_total == 44


def test_what_was_typed_survives_a_browser_that_was_killed(new_page, sokha, response):
    page = new_page(sokha)
    page.faults.allow("ERR_")
    section(page, response, "D")
    page.route(
        "**/sections/D/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page.locator("[name=members_total]").fill("44")
    page.locator("[name=members_women]").fill("many")
    wait_for_state(page, "kept on this device")
    page.unroute_all(behavior="wait")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    wait_for_state(page, "put back")
    assert page.locator("[name=members_women]").input_value() == "many"
    assert stored().members_total == 44

    page.reload()
    assert page.locator("[name=members_women]").input_value() == "many", (
        "what is no value stays until it is corrected"
    )
    page.locator("[name=members_women]").fill("4")
    wait_for_state(page, SAVED)
    page.reload()
    assert stored().members_women == 4
    assert page.evaluate("localStorage.length") == 0


def test_a_page_that_was_saved_leaves_nothing_on_the_device(new_page, sokha, response):
    page = new_page(sokha)
    section(page, response, "D")
    page.locator("[name=members_total]").fill("44")
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url("**/sections/E/")
    assert page.evaluate("localStorage.length") == 0
    assert stored().members_total == 44


# --- Two people -----------------------------------------------------------------------------------------


def test_the_second_of_two_editors_compares_and_loses_nothing(new_page, sokha, dara, response):
    page = new_page(sokha)
    section(page, response, "D")
    save_answers(by=dara, response=stored(), answers={"members_total": 7}, version=1)
    page.locator("[name=members_total]").fill("9")
    page.locator("[name=members_women]").fill("4")
    wait_for_state(page, "Somebody else changed the same answer")
    assert (stored().members_total, stored().members_women) == (7, 4)

    page.get_by_role("button", name="Save and go on").click()
    page.get_by_text("Nothing was overwritten.").wait_for()
    assert page.locator("input[name=keep-members_total][value=mine]").is_checked()
    page.locator("input[name=keep-members_total][value=theirs]").check()
    page.get_by_role("button", name="Keep the chosen answers").click()
    page.wait_for_url("**/sections/E/")
    assert (stored().members_total, stored().members_women) == (7, 4)
    section(page, response, "D")
    assert page.locator("[name=members_total]").input_value() == "7"


# --- Looks ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 900}], ids=["phone", "desk"])
def test_the_pages_are_accessible_and_fit(new_page, dara, response, viewport, assert_accessible, screenshot):
    save_answers(
        by=dara,
        response=response,
        answers={"members_total": 3, "members_women": 5, "board_members": 60},
        version=1,
    )
    study = response.study
    page = new_page(dara, viewport=viewport)
    for name, address in {
        "section": f"/responses/{response.uid}/sections/D/",
        "section-choices": f"/responses/{response.uid}/sections/C/",
        "submit": f"/responses/{response.uid}/submit/",
        "response": f"/responses/{response.uid}/",
        "review": f"/responses/{response.uid}/review/",
        "start": f"/studies/{study.uid}/entities/create/?q=samaki",
        "study": f"/studies/{study.uid}/",
        "responses": f"/studies/{study.uid}/responses/",
        "quality": f"/studies/{study.uid}/quality/",
        "studies": "/studies/",
        "codebook": "/studies/codebook/",
        "queue": "/review/",
    }.items():
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], name
        assert_accessible(page)
        screenshot(page, f"entry-{name}")


@pytest.mark.parametrize("language", ["en", "km", "ky", "ru", "mn", "th", "vi"])
def test_no_section_overflows_a_phone_in_any_language(new_page, sokha, response, language):
    page = new_page(sokha, viewport=PHONE, locale=language)
    for letter in SECTIONS:
        section(page, response, letter)
        assert page.evaluate("document.documentElement.lang") == language
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, letter
