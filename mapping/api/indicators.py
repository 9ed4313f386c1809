"""Indicators: the registry of what is measured, and how. Kept in code, so there is nothing to page through."""

from functools import cache

from django.http import Http404
from rest_framework import serializers

from sse_portal.api.conditional import answer
from sse_portal.api.fields import LANGUAGES, Words
from sse_portal.api.rows import Lists

from ..indicators import INDICATORS, describe


class IndicatorRow(serializers.Serializer):
    """What is measured, by which formula, in which breakdowns."""

    code = serializers.CharField(help_text="I01 and so on; permanent.")
    title = Words()
    definition = Words()
    formula = serializers.CharField(help_text="Over variables of the codebook.")
    unit = serializers.CharField(help_text="Of `value` in /observations/; LCU: the country's currency.")
    denominator = serializers.CharField(allow_blank=True, help_text="What shares are shares of.")
    variables = serializers.ListField(child=serializers.CharField(), help_text="The answers that it reads.")
    breakdowns = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="The dimensions of each table that is published; empty: the whole country.",
    )
    disclosure_rule = serializers.CharField(help_text="How confidentiality is kept.")
    standard = serializers.CharField(allow_blank=True, help_text="The international standard it follows.")
    sdg_targets = serializers.ListField(child=serializers.CharField(), help_text="SDG targets it speaks to.")


@cache
def rows():
    """{code: row} of every indicator."""
    return {code: _row(code) for code in INDICATORS}


def _row(code):
    told = {language: describe(code, language) for language in LANGUAGES}
    english = told["en"]
    return {
        "code": code,
        "title": {language: one.title for language, one in told.items()},
        "definition": {language: one.definition for language, one in told.items()},
        "formula": english.formula,
        "unit": english.unit,
        "denominator": english.denominator,
        "variables": list(english.variables),
        "breakdowns": [list(table) for table in INDICATORS[code].tables],
        "disclosure_rule": english.disclosure_rule,
        "standard": english.standard,
        "sdg_targets": list(english.sdg_targets),
    }


class Indicators(Lists):
    """The indicators: titles, formulas, units, breakdowns."""

    row = IndicatorRow
    paging = ()
    lookup_field = lookup_url_kwarg = "code"
    lookup_value_converter = "code"
    path_parameters = {"code": (str, "Code of the indicator, such as I01.")}

    def list(self, request):
        found = list(rows().values())
        if self.is_export():
            return self.export(iter(found))
        return self.paged({"results": found, "next": None})

    def retrieve(self, request, code):
        if code not in rows():
            raise Http404
        return answer(request, rows()[code])
