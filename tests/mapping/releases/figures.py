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


class Recount:
    """The organisations in scope, and the formulas over them."""

    def __init__(self, study):
        self.rows = list(judged(study))
        self.inside = [(answers, weight) for verdict, answers, weight in self.rows if verdict == "in_scope"]

    def known(self, *names):
        """The answers to these questions of all who gave every one, with their weight."""
        return [
            (*(answers[name] for name in names), weight)
            for answers, weight in self.inside
            if all(answers[name] not in SILENT for name in names)
        ]

    def total(self, name):
        return whole(sum(number * weight for number, weight in self.known(name)), 5)

    def part(self, small, large):
        pairs = self.known(small, large)
        return percent(sum(part for part, _, _ in pairs), sum(total for _, total, _ in pairs))

    def share(self, name, holds):
        answers = [answers[name] for answers, _ in self.inside]
        given = [answer for answer in answers if isinstance(answer, list) or answer not in SILENT]
        return percent(sum(map(holds, given)), len(given))

    def counts(self):
        undetermined = sum(verdict == "undetermined" for verdict, *_ in self.rows)
        registered = sum(answers["legal_status"] == "registered" for answers, _ in self.inside)
        return {
            "I01": len(self.inside),
            "I02": percent(undetermined, len(self.rows), "0.1"),
            "I07": percent(registered, len(self.inside), "0.1"),
        }

    def sums(self):
        revenue = self.known("revenue_total", "revenue_public_pct")
        public = sum(total * share / 100 for total, share, _ in revenue)
        hours = sum(hours for hours, _ in self.known("volunteer_hours"))
        return {
            "I09": self.total("members_total"),
            "I10": self.part("members_women", "members_total"),
            "I11": self.total("workers_total"),
            "I12": self.part("workers_women", "workers_total"),
            "I13": self.part("workers_youth", "workers_total"),
            "I16": whole(Decimal(hours) / 160, 5),
            "I19": percent(public, sum(total for total, _, _ in revenue)),
            "I22": self.part("board_women", "board_members"),
        }

    def shares(self):
        year = timezone.now().year
        return {
            "I08": whole(median(year - born for born, _ in self.known("year_established"))),
            "I21": self.share("voting_rule", lambda rule: rule in DEMOCRATIC),
            "I23": self.share("leader_woman", lambda answer: answer in {"yes", "both"}),
            "I24": self.share("public_support_types", lambda chosen: bool(set(chosen) - {"none"})),
            "I28": self.share("crisis_response", lambda chosen: bool(set(chosen) - {"none"})),
        }


def expected(study):
    """{indicator: value for the whole country} by the formulas of the list."""
    recount = Recount(study)
    return recount.counts() | recount.sums() | recount.shares()
