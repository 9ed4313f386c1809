from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string

from network.summaries.relationships import MOST, section
from tests.network.factories import a_relationship, an_organization

pytestmark = pytest.mark.django_db
ANYBODY = AnonymousUser()
PAST = {"starts_on": date(2020, 1, 1), "ends_on": date(2021, 1, 1)}


@pytest.fixture
def samaki(reference):
    return an_organization(name="Samaki")


def drawn(organization, user=ANYBODY):
    shown = section(organization, user, "en")
    return render_to_string("network/relationship_section.html", {"section": shown}) if shown else ""


def told(organization, user=ANYBODY):
    """{label: names} of those that hold."""
    shown = section(organization, user, "en")
    return (
        {group.label: [side.other_name for side in group.sides] for group in shown.present} if shown else {}
    )


def test_it_reads_from_both_sides(samaki):
    union = an_organization(name="Union")
    a_relationship(samaki, union)
    a_relationship(union, samaki, "supports")
    assert told(samaki) == {"is a member of": ["Union"], "is supported by": ["Union"]}
    assert told(union) == {"has the member": ["Samaki"], "supports": ["Samaki"]}


def test_what_has_ended_is_folded_away(samaki):
    a_relationship(samaki, an_organization(name="Old Union"), **PAST)
    page = drawn(samaki)
    assert page.index("<details") < page.index("Old Union") and "31" in page
    assert told(samaki) == {}


def test_what_is_still_to_begin_stands_with_what_holds(samaki):
    a_relationship(samaki, an_organization(name="Union"), starts_on=date(2100, 1, 1))
    assert told(samaki) == {"is a member of": ["Union"]}


def test_there_is_no_section_without_anything_to_show_but_for_those_who_may_add(samaki, chenda, narin):
    assert section(samaki, ANYBODY, "en") is None and section(samaki, narin, "en") is None
    assert section(samaki, chenda, "en").may_add
    assert "Add a relationship" in drawn(samaki, chenda)


def test_what_is_not_public_leaves_no_trace(samaki):
    a_relationship(samaki, an_organization(name="Union"))
    before = drawn(samaki)
    secret = an_organization(name="Hidden", visibility="network")
    for kind in ("funds", "member_of", "partner_of"):
        a_relationship(samaki, secret, kind)
        a_relationship(secret, samaki, kind, **PAST)
    a_relationship(samaki, an_organization(), "funds", visibility="secretariat")
    a_relationship(an_organization(), samaki, "supports", visibility="network", **PAST)
    assert drawn(samaki) == before


def test_members_see_what_is_theirs_and_the_secretariat_all_of_its_country(samaki, pat, chenda, narin):
    a_relationship(samaki, an_organization("TH", name="A"), "funds", visibility="network")
    a_relationship(samaki, an_organization("KG", name="B"), "funds", visibility="secretariat")
    assert told(samaki, pat) == told(samaki, narin) == {"funds": ["A"]}
    assert told(samaki, chenda) == {"funds": ["A", "B"]}


def test_only_who_keeps_the_subjects_country_is_offered_to_change(samaki, chenda, narin):
    union = an_organization("TH", name="Union")
    a_relationship(samaki, union)
    a_relationship(union, samaki, "funds")

    def may(user):
        shown = section(samaki, user, "en")
        return [group.label for group in shown.present for side in group.sides if side.may_edit]

    assert may(chenda) == ["is a member of"] and may(narin) == ["is funded by"] and may(ANYBODY) == []


def test_a_hub_shows_the_first_and_leads_to_all(samaki):
    for _number in range(MOST + 1):
        a_relationship(an_organization(), samaki)
    page = drawn(samaki)
    assert page.count("<li>") == MOST and f"organization={samaki.uid}" in page


def test_the_number_of_queries_does_not_grow(samaki, chenda, django_assert_max_num_queries):
    for _ in range(30):
        a_relationship(samaki, an_organization())
        a_relationship(an_organization(), samaki, "funds", **PAST)
    with django_assert_max_num_queries(8):
        drawn(samaki, chenda)
    with django_assert_max_num_queries(4):
        drawn(samaki)
