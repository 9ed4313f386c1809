"""Rules on status, purpose and membership."""

from django.utils.translation import gettext_lazy as _

from .findings import HARD, SOFT, Rule
from .shapes import hard, soft, unusual_above


def form_elsewhere(answers, facts):
    form, country = facts.legal_form(answers), facts.country_of(answers)
    return form is None or (country is not None and form.country != country)


def form_not_valid(answers, facts):
    form = facts.legal_form(answers)
    return form is not None and not form.is_valid_on(facts.day(answers))


def unlike_form(variable):
    """The answer differs from what the legal form says, where it says one thing."""

    def condition(answers, facts):
        form = facts.legal_form(answers)
        said = getattr(form, variable, "")
        return said not in ("", "any", "other") and answers[variable] != said

    return condition


def below_minimum(firm):
    """Fewer members than the law asks. `firm`: registered under a form whose minimum is confirmed."""

    def breach(answers, facts):
        form = facts.legal_form(answers)
        if form is None or form.min_members is None or answers["members_total"] >= form.min_members:
            return None
        certain = answers.get("legal_status") == "registered" and not form.to_be_confirmed
        return {"limit": form.min_members} if certain == firm else None

    return breach


def members_jump(answers, facts):
    before, now = facts.previous_members, answers["members_total"]
    if not before or (now <= 5 * before and before <= 5 * now):
        return None
    return {"before": before}


BELOW_MINIMUM = _("The law asks for at least %(limit)s members for this legal form.")

STATUS_AND_PURPOSE = (
    hard("legal_form", "elsewhere", _("The legal form is not one of this country."), form_elsewhere),
    hard(
        "legal_form",
        "not-valid",
        _("The legal form did not exist on the day of the interview."),
        form_not_valid,
    ),
    soft(
        "organisation_type",
        "unlike-legal-form",
        _("The legal form belongs to another type of organization."),
        unlike_form("organisation_type"),
    ),
    soft(
        "has_statutes",
        "registered-without",
        _("A registered organization normally has written rules."),
        lambda a, f: a["legal_status"] == "registered" and a["has_statutes"] == "no",
        "legal_status",
    ),
    soft(
        "gov_control",
        "below-board-share",
        _("The government appoints more than half of the board."),
        lambda a, f: a["gov_board_share_pct"] > 50 and a["gov_control"] != "majority",
        "gov_board_share_pct",
    ),
    soft(
        "purpose_statutory",
        "profit-alone",
        _("Profit for owners alone is unusual for a cooperative."),
        lambda a, f: a["organisation_type"] == "cooperative" and a["purpose_statutory"] == ["owner_profit"],
        "organisation_type",
    ),
    soft(
        "purpose_primary",
        "not-in-statutes",
        _("The main purpose is not among those in the statutes."),
        lambda a, f: a["purpose_primary"] not in a["purpose_statutory"],
        "purpose_statutory",
    ),
    hard(
        "isic_secondary",
        "holds-main",
        _("The main activity is among the other activities."),
        lambda a, f: a["isic_main"] in a["isic_secondary"],
        "isic_main",
    ),
    unusual_above("beneficiaries_total", 4_999_999),
    soft(
        "membership_basis",
        "compulsory",
        _("Compulsory membership is rare."),
        lambda a, f: a["membership_basis"] == "compulsory",
    ),
    Rule("members_total", "below-legal-minimum", HARD, BELOW_MINIMUM, below_minimum(firm=True)),
    Rule("members_total", "below-usual-minimum", SOFT, BELOW_MINIMUM, below_minimum(firm=False)),
    Rule(
        "members_total", "jump", SOFT, _("In the previous round there were %(before)s members."), members_jump
    ),
    soft(
        "icls_coop_type",
        "unlike-legal-form",
        _("The legal form belongs to another type of cooperative."),
        unlike_form("icls_coop_type"),
    ),
)
