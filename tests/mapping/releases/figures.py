"""The figures of a release worked out again from the responses, one by one and without the portal's own code."""

from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from django.utils import timezone

from mapping.definition.documents import compiled
from mapping.models import SurveyResponse
from mapping.services.classification import completed_answers_of
from mapping.summaries.definitions import stored_in_use
from sse_portal.rules import NOT_APPLICABLE, explain_by

DEMOCRATIC = {"one_member_one_vote", "capped_plural", "by_use", "consensus"}
SILENT = {None, "", "dk", "refused", NOT_APPLICABLE}


def judged(study):
    """(verdict, answers, weight) of every verified response."""
    plan = compiled(stored_in_use(study.country_id), timezone.localdate())
    responses = SurveyResponse.objects.filter(study=study, status="verified").select_related("entity")
    for response in responses.prefetch_related("entity__identifiers"):
        answers = completed_answers_of(response)
        yield explain_by(plan, answers).verdict, answers, response.weight


def whole(value, step=1):
    return (Decimal(value) / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def percent(part, total, step="1"):
    return (Decimal(100) * part / total).quantize(Decimal(step), ROUND_HALF_UP)


def expected(study):
    """{indicator: value for the whole country} by the formulas of the list."""
    rows = list(judged(study))
    inside = [(answers, weight) for verdict, answers, weight in rows if verdict == "in_scope"]
    year = timezone.now().year

    def known(*names):
        return [
            (*(answers[name] for name in names), weight)
            for answers, weight in inside
            if all(answers[name] not in SILENT for name in names)
        ]

    def part(small, large):
        pairs = known(small, large)
        return percent(sum(a for a, b, _ in pairs), sum(b for a, b, _ in pairs))

    def share(name, holds):
        given = [
            answers[name]
            for answers, _ in inside
            if isinstance(answers[name], (str, list)) and answers[name] != "dk"
        ]
        return percent(sum(map(holds, given)), len(given))

    return {
        "I01": len(inside),
        "I02": percent(sum(verdict == "undetermined" for verdict, *_ in rows), len(rows), "0.1"),
        "I07": percent(sum(a["legal_status"] == "registered" for a, _ in inside), len(inside), "0.1"),
        "I08": whole(median(year - born for born, _ in known("year_established"))),
        "I09": whole(sum(n * weight for n, weight in known("members_total")), 5),
        "I10": part("members_women", "members_total"),
        "I11": whole(sum(n * weight for n, weight in known("workers_total")), 5),
        "I12": part("workers_women", "workers_total"),
        "I13": part("workers_youth", "workers_total"),
        "I16": whole(Decimal(sum(hours for hours, _ in known("volunteer_hours"))) / 160, 5),
        "I19": percent(
            sum(total * public / 100 for total, public, _ in known("revenue_total", "revenue_public_pct")),
            sum(total for total, _, _ in known("revenue_total", "revenue_public_pct")),
        ),
        "I21": share("voting_rule", lambda rule: rule in DEMOCRATIC),
        "I22": part("board_women", "board_members"),
        "I23": share("leader_woman", lambda answer: answer in {"yes", "both"}),
        "I24": share("public_support_types", lambda chosen: bool(set(chosen) - {"none"})),
        "I28": share("crisis_response", lambda chosen: bool(set(chosen) - {"none"})),
    }
