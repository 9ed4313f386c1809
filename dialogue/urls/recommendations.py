from django.urls import path, register_converter

from ..views import evidence, recommendations

UID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


class RecommendationKey:
    """The code of a recommendation, or the public identifier of one that has none yet."""

    regex = f"(?:[A-Z]{{3}}-[0-9]{{4}}-R[0-9]{{3,5}}|{UID})"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return str(value)


register_converter(RecommendationKey, "recommendation")
AT = "dialogue/recommendations/"

urlpatterns = [
    path(f"{AT}<recommendation:key>/", recommendations.recommendation_detail, name="recommendation-detail"),
    path(
        "dialogue/committees/<uuid:uid>/recommend/",
        recommendations.recommendation_create,
        name="recommendation-create",
    ),
    path(f"{AT}<uuid:uid>/edit/", recommendations.recommendation_edit, name="recommendation-edit"),
    path(f"{AT}<uuid:uid>/texts/", recommendations.recommendation_texts, name="recommendation-texts"),
    path(f"{AT}<uuid:uid>/open/", recommendations.recommendation_open, name="recommendation-open"),
    path(
        f"{AT}<uuid:uid>/transmit/", recommendations.recommendation_transmit, name="recommendation-transmit"
    ),
    path(f"{AT}<uuid:uid>/close/", recommendations.recommendation_close, name="recommendation-close"),
    path(
        f"{AT}<uuid:uid>/withdraw/", recommendations.recommendation_withdraw, name="recommendation-withdraw"
    ),
    path(f"{AT}<uuid:uid>/evidence/", evidence.evidence_create, name="evidence-create"),
    path(f"{AT}<uuid:uid>/evidence/check/", evidence.evidence_check, name="evidence-check"),
    path("dialogue/evidence/<uuid:uid>/remove/", evidence.evidence_remove, name="evidence-remove"),
]
