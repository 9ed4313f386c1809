"""The life of a definition: who may take which step, what is refused, and that an adopted one never changes."""

import copy
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from mapping.definition.documents import compiled, document_of
from mapping.models import WorkingDefinition
from mapping.services import definitions as services
from sse_portal import rules
from sse_portal.basics.problems import Invalid
from sse_portal.records.models import Change
from sse_portal.records.services import StaleVersion
from tests.factories import a_user
from tests.plugins.layers import made_once

DECISION = "Third meeting, 12 March 2026, decision 4"


@pytest.fixture
@made_once
def templates(reference):
    return {definition.country_id: definition for definition in services.create_starter_definitions()}


@pytest.fixture
def vanna(reference):
    """Committee secretariat in Cambodia."""
    return a_user("secretariat", "KH", "vanna@example.org")


@pytest.fixture
def draft(templates, dara):
    return services.draft_definition(by=dara, country="KH", based_on=templates["KH"])


@pytest.fixture
def proposal(draft, dara):
    return services.propose_definition(by=dara, definition=draft, version=draft.version)


@pytest.fixture
def adopted(proposal, vanna):
    return services.adopt_definition(
        by=vanna, definition=proposal, version=proposal.version, decision=DECISION
    )


def with_threshold(definition, value):
    return rules.with_changes(document_of(definition), [{"criterion": "C11", "threshold": value}])


# --- Templates -------------------------------------------------------------------------------------------


def test_there_is_one_template_per_country_and_one_for_the_region(templates):
    assert set(templates) == {"KH", "KG", "MN", "TH", "VN", None}
    for definition in templates.values():
        assert definition.is_template and definition.status == "draft"
        assert definition.digest == "" and definition.adopted_at is None
        assert set(definition.title) == set(definition.text) == {"en", "km", "ky", "ru", "mn", "th", "vi"}


def test_templates_are_made_once(templates):
    assert services.create_starter_definitions() == []
    assert WorkingDefinition.objects.count() == 6


def test_a_template_lists_the_legal_forms_of_its_country_with_their_dates(templates):
    forms = {form.legal_form_id: form for form in templates["VN"].forms.all()}
    assert len(forms) == 18 and all(code.startswith("VN-") for code in forms)
    assert forms["VN-CO12"].valid_to.isoformat() == "2024-07-01"
    assert forms["VN-SPE"].status == "conditional" and forms["VN-SPE"].criteria == ["C02", "C06", "C11"]
    assert not templates[None].forms.exists() and templates[None].shape == "test"


def test_a_template_is_changed_and_proposed_by_nobody(templates, dara):
    template = templates["KH"]
    with pytest.raises(services.NotChangeable):
        services.change_definition(
            by=dara, definition=template, document=with_threshold(template, 30), version=template.version
        )
    with pytest.raises(services.NotChangeable):
        services.propose_definition(by=dara, definition=template, version=template.version)


# --- Drafts ----------------------------------------------------------------------------------------------


def test_a_draft_starts_as_a_copy_with_the_next_number(draft, templates, dara):
    assert (draft.number, draft.status, draft.is_template) == (2, "draft", False)
    assert document_of(draft) == document_of(templates["KH"])
    assert draft.created_by == dara
    assert Change.objects.about(draft).get().act == "drafted"


def test_a_draft_from_another_country_takes_the_criteria_but_not_the_legal_forms(templates, dara):
    draft = services.draft_definition(by=dara, country="KH", based_on=templates["TH"])
    assert {form.legal_form_id[:2] for form in draft.forms.all()} == {"KH"}
    assert [c.code for c in draft.criteria.order_by("position")] == [
        c.code for c in templates["TH"].criteria.order_by("position")
    ]


@pytest.mark.parametrize("who", ["sokha", "aigul", "narin", "guest"])
def test_only_those_who_write_definitions_of_the_country_draft_and_change(who, request, templates, draft):
    by = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        services.draft_definition(by=by, country="KH", based_on=templates["KH"])
    with pytest.raises(PermissionDenied):
        services.change_definition(
            by=by, definition=draft, document=document_of(draft), version=draft.version
        )
    with pytest.raises(PermissionDenied):
        services.propose_definition(by=by, definition=draft, version=draft.version)


def test_the_regional_baseline_needs_a_right_that_reaches_everywhere(templates, dara):
    with pytest.raises(PermissionDenied):
        services.draft_definition(by=dara, country=None, based_on=templates[None])
    everywhere = a_user("reviewer", None)
    assert services.draft_definition(by=everywhere, country=None, based_on=templates[None]).number == 2


def test_a_change_is_kept_with_what_it_was_before(draft, dara):
    services.change_definition(
        by=dara, definition=draft, document=with_threshold(draft, 30), version=1, reason="As in Thailand"
    )
    draft.refresh_from_db()
    assert draft.version == 2
    assert draft.criteria.get(code="C11").expression["any"][1]["value"] == 30
    line = Change.objects.about(draft).newest_first().first()
    name = "C11 criterion-threshold /expression/any/1/value"
    assert (line.act, line.before[name], line.after[name]) == ("changed", 50, 30)
    assert "50 %" in line.before["C11 criterion-wording"]["en"], "the wording follows its threshold"
    assert line.reason == "As in Thailand" and line.by == dara


def test_a_fraction_stays_exact(draft, dara):
    services.change_definition(
        by=dara, definition=draft, document=with_threshold(draft, "33.333333"), version=draft.version
    )
    stored = WorkingDefinition.objects.get(pk=draft.pk)
    limit = next(t for t in rules.thresholds(document_of(stored)) if t.criterion == "C11")
    assert limit.value == "33.333333"
    plan = compiled(stored, stored.created_at.date())
    words = next(test.criterion.words for test in plan.tests if test.criterion.code == "C11")
    assert str(words.parts[1].value) == "33.333333"


def test_what_was_compiled_before_a_change_is_not_used_after_it(draft, dara):
    day = draft.created_at.date()
    before = compiled(draft, day)
    assert compiled(draft, day) is before
    services.change_definition(
        by=dara, definition=draft, document=with_threshold(draft, 30), version=draft.version
    )
    assert compiled(draft, day) is not before


def test_the_same_document_changes_nothing(draft, dara):
    services.change_definition(by=dara, definition=draft, document=document_of(draft), version=1)
    draft.refresh_from_db()
    assert draft.version == 1 and Change.objects.about(draft).count() == 1


def test_title_and_text_change_too_and_are_cleaned(draft, dara):
    services.change_definition(
        by=dara, definition=draft, document=document_of(draft), version=1,
        title={"en": "  Our definition ", "km": ""}, text={"en": "Words"},
    )  # fmt: skip
    draft.refresh_from_db()
    assert (draft.title, draft.text, draft.version) == ({"en": "Our definition"}, {"en": "Words"}, 2)
    with pytest.raises(Invalid):
        services.change_definition(
            by=dara, definition=draft, document=document_of(draft), version=2, title="not per language"
        )


def test_who_comes_second_is_told_and_nothing_is_lost(draft, dara):
    mine = WorkingDefinition.objects.get(pk=draft.pk)
    services.change_definition(by=dara, definition=draft, document=with_threshold(draft, 30), version=1)
    with pytest.raises(StaleVersion) as problem:
        services.change_definition(by=dara, definition=mine, document=with_threshold(mine, 40), version=1)
    assert problem.value.extra["current"].version == 2
    assert draft.criteria.get(code="C11").expression["any"][1]["value"] == 30


WRONG = [
    (lambda d: d["criteria"][1].update(expression={"var": "dist_capital_pct", "op": "<=", "value": "lots"}),
     "/criteria/1/expression/value"),
    (lambda d: d["criteria"][0].update(expression={"var": "nothing", "op": "=", "value": 1}),
     "/criteria/0/expression/var"),
    (lambda d: d["criteria"][0].update(expression={"var": "dist_capital_pct", "op": "<=", "value": 10**30}),
     "/criteria/0/expression/value"),
    (lambda d: d["criteria"][2].update(role="decisive"), "/criteria/2/role"),
    (lambda d: d["criteria"].append(d["criteria"][0]), "/criteria/27/code"),
    (lambda d: d.update(country="VN"), "/country"),
    (lambda d: d["forms"][0].update(code="VN-COP"), "/forms/0/code"),
    (lambda d: d["forms"][0].update(code="nonsense"), "/forms/0/code"),
    (lambda d: d["forms"][0].update(criteria=["C99"]), "/forms/0/criteria/0"),
    (lambda d: d.update(optional_at_least=99), "/optional_at_least"),
    (lambda d: d.update(format=2), "/format"),
    (lambda d: d["criteria"][0].update(title={"en": "a\x00b"}), "/criteria/0/title/en"),
    (lambda d: d["criteria"][0].update(wording={"en": "\ud800"}), "/criteria/0/wording/en"),
    (lambda d: d.update(surprise=1), "/surprise"),
    (lambda d: d.update(legal_form_variable="organisation_type", forms=[]), "/legal_form_variable"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "path"), WRONG)
def test_a_wrong_document_is_refused_with_the_place_of_the_mistake(draft, dara, spoil, path):
    before = document_of(draft)
    document = copy.deepcopy(before)
    spoil(document)
    with pytest.raises(Invalid) as problem:
        services.change_definition(by=dara, definition=draft, document=document, version=draft.version)
    assert path in [error["field"] for error in problem.value.errors]
    assert all(error["message"] and "%(" not in error["message"] for error in problem.value.errors)
    assert document_of(draft) == before


@pytest.mark.parametrize(
    "document", [None, [], "text", 7, {}, {"criteria": {}}, {"criteria": [None], "forms": 1}]
)
def test_what_is_no_definition_at_all_is_refused(draft, dara, document):
    with pytest.raises(Invalid):
        services.change_definition(by=dara, definition=draft, document=document, version=draft.version)


def test_a_document_that_no_database_could_run_is_refused(draft, dara):
    leaf = {"var": "dist_capital_pct", "op": "<=", "value": 5}
    document = document_of(draft)
    for criterion in document["criteria"]:
        criterion["expression"] = {"any": [leaf] * 400}
    with pytest.raises(Invalid) as problem:
        services.change_definition(by=dara, definition=draft, document=document, version=draft.version)
    assert problem.value.field == "/criteria"


# --- From draft to adoption --------------------------------------------------------------------------------


def test_a_proposal_names_its_proposer(proposal, dara):
    proposal.refresh_from_db()
    assert (proposal.status, proposal.proposed_by) == ("proposed", dara)
    assert proposal.proposed_at is not None


def test_what_decides_nothing_cannot_be_proposed(draft, dara):
    document = document_of(draft) | {"forms": [], "criteria": []}
    services.change_definition(by=dara, definition=draft, document=document, version=draft.version)
    with pytest.raises(Invalid):
        services.propose_definition(by=dara, definition=draft, version=draft.version)


def test_an_adoption_seals_the_document_and_names_the_decision(adopted, vanna):
    adopted.refresh_from_db()
    assert (adopted.status, adopted.adopted_by, adopted.adoption_reference) == ("adopted", vanna, DECISION)
    assert adopted.digest == rules.digest(document_of(adopted))
    acts = Change.objects.about(adopted).order_by("id").values_list("act", flat=True)
    assert list(acts) == ["drafted", "proposed", "adopted"]


def test_who_proposed_does_not_record_the_adoption(draft):
    both = a_user("reviewer", "KH", "both@example.org")
    both.grants.create(role="secretariat", country_id="KH")
    services.propose_definition(by=both, definition=draft, version=draft.version)
    with pytest.raises(PermissionDenied):
        services.adopt_definition(by=both, definition=draft, version=draft.version, decision=DECISION)
    draft.refresh_from_db()
    assert draft.status == "proposed"


@pytest.mark.parametrize("who", ["dara", "sokha", "narin", "guest"])
def test_only_the_secretariat_of_the_country_records_an_adoption(who, request, proposal):
    by = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        services.adopt_definition(by=by, definition=proposal, version=proposal.version, decision=DECISION)


@pytest.mark.parametrize("decision", ["", "   ", None])
def test_an_adoption_needs_its_decision(proposal, vanna, decision):
    with pytest.raises(Invalid) as problem:
        services.adopt_definition(by=vanna, definition=proposal, version=proposal.version, decision=decision)
    assert problem.value.field == "decision"


def test_a_draft_is_not_adopted_before_it_is_proposed(draft, vanna):
    with pytest.raises(services.WrongStatus):
        services.adopt_definition(by=vanna, definition=draft, version=draft.version, decision=DECISION)


def test_a_proposal_goes_back_with_a_reason(proposal, vanna, dara):
    with pytest.raises(Invalid):
        services.return_to_draft(by=vanna, definition=proposal, version=proposal.version, reason=" ")
    services.return_to_draft(by=vanna, definition=proposal, version=proposal.version, reason="C11 is unclear")
    proposal.refresh_from_db()
    assert (proposal.status, proposal.proposed_by) == ("draft", None)
    assert Change.objects.about(proposal).newest_first().first().reason == "C11 is unclear"
    services.propose_definition(by=dara, definition=proposal, version=proposal.version)


def test_a_new_adoption_supersedes_the_version_before_it(adopted, dara, vanna):
    second = services.draft_definition(by=dara, country="KH", based_on=adopted)
    services.propose_definition(by=dara, definition=second, version=second.version)
    services.adopt_definition(by=vanna, definition=second, version=second.version, decision=DECISION)
    adopted.refresh_from_db()
    assert (second.status, adopted.status) == ("adopted", "superseded")
    assert adopted.adopted_at is not None and adopted.digest
    assert WorkingDefinition.objects.in_country("KH").in_force().get() == second


def attempts(definition, by):
    document, version = document_of(definition), definition.version
    return [
        lambda: services.change_definition(by=by, definition=definition, document=document, version=version),
        lambda: services.propose_definition(by=by, definition=definition, version=version),
        lambda: services.return_to_draft(by=by, definition=definition, version=version, reason="Again"),
        lambda: services.adopt_definition(by=by, definition=definition, version=version, decision="Again"),
    ]


@pytest.mark.parametrize("status", ["adopted", "superseded"])
@pytest.mark.parametrize("act", range(4))
def test_nothing_changes_an_adopted_definition(adopted, dara, vanna, status, act):
    if status == "superseded":
        second = services.draft_definition(by=dara, country="KH", based_on=adopted)
        services.propose_definition(by=dara, definition=second, version=second.version)
        services.adopt_definition(by=vanna, definition=second, version=second.version, decision=DECISION)
    adopted.refresh_from_db()
    digest, version = rules.digest(document_of(adopted)), adopted.version
    almighty = a_user("reviewer", None, "almighty@example.org")
    almighty.grants.create(role="secretariat", country_id=None)
    with pytest.raises((services.NotChangeable, services.WrongStatus)):
        attempts(adopted, almighty)[act]()
    adopted.refresh_from_db()
    assert (adopted.status, adopted.version, rules.digest(document_of(adopted))) == (status, version, digest)


def test_a_change_that_began_before_the_proposal_comes_too_late(draft, dara):
    mine = WorkingDefinition.objects.get(pk=draft.pk)
    services.propose_definition(by=dara, definition=draft, version=1)
    with pytest.raises(StaleVersion):
        services.change_definition(by=dara, definition=mine, document=with_threshold(mine, 30), version=1)


@pytest.mark.django_db(transaction=True)
def test_of_two_adoptions_at_once_one_definition_is_in_force(templates, dara, vanna):
    proposals = []
    for _ in range(4):
        definition = services.draft_definition(by=dara, country="KH", based_on=templates["KH"])
        proposals.append(
            services.propose_definition(by=dara, definition=definition, version=definition.version)
        )
    start, outcomes = threading.Barrier(len(proposals)), []

    def adopt(definition):
        start.wait()
        try:
            services.adopt_definition(
                by=vanna, definition=definition, version=definition.version, decision=DECISION
            )
            outcomes.append("adopted")
        except services.AdoptedMeanwhile:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=adopt, args=[proposal]) for proposal in proposals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    statuses = sorted(WorkingDefinition.objects.filter(is_template=False).values_list("status", flat=True))
    assert len(outcomes) == 4 and "adopted" in outcomes
    assert statuses.count("adopted") == 1
    assert statuses.count("superseded") == outcomes.count("adopted") - 1
    assert statuses.count("proposed") == outcomes.count("refused")
