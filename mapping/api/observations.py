"""Observations: the published figures."""

from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import serializers

from sse_portal.api.fields import Exact
from sse_portal.api.parameters import BadParameter, Choice, Code, Uid
from sse_portal.api.reference import country_parameter
from sse_portal.api.rows import Lists
from sse_portal.basics.problems import Problem

from ..indicators import INDICATORS
from ..models import Observation, Release


class ReleaseWithdrawn(Problem):
    """The figures of a withdrawn release are no longer given out; its own address says why."""

    code, status = "release-withdrawn", 410


class ObservationRow(serializers.Serializer):
    """A figure: release × indicator × breakdown of at most two dimensions."""

    release = serializers.UUIDField(source="release.uid", help_text="The release that it belongs to.")
    country = serializers.CharField(source="release.country_id", help_text="ISO 3166-1 alpha-2.")
    indicator = serializers.CharField(help_text="Code of /indicators/, which has its unit and formula.")
    dimension = serializers.CharField(
        allow_blank=True, help_text="A codebook variable; empty: the whole country."
    )
    category = serializers.CharField(allow_blank=True, help_text="Code within the dimension.")
    dimension_2 = serializers.CharField(allow_blank=True, help_text="Second dimension, or empty.")
    category_2 = serializers.CharField(allow_blank=True, help_text="Code within it.")
    value = Exact(allow_null=True, help_text="In the indicator's unit; null: see `flag`.")
    n = serializers.IntegerField(allow_null=True, help_text="Entities that answered; null: withheld.")
    missing_share = Exact(allow_null=True, help_text="Percent of the entities asked that did not answer.")
    flag = serializers.ChoiceField(
        choices=Observation.Flag.values,
        allow_blank=True,
        help_text="c: withheld for confidentiality; x: no data.",
    )


NARROWING = (
    Choice(
        "indicator",
        "Code of /indicators/, such as I01.",
        lambda rows, value: rows.of_indicator(value),
        choices=tuple(INDICATORS),
    ),
    Code(
        "dimension",
        "Only figures broken down by this variable, such as region.",
        lambda rows, value: rows.by_dimension(value),
        pattern=r"[a-z][a-z0-9_]{0,29}",
    ),
    Code(
        "category",
        "Only figures of this category of a dimension, such as KH-1.",
        lambda rows, value: rows.in_category(value),
        most=40,
    ),
)


class Observations(Lists):
    """The figures of published releases: without `release`, of each country's newest one."""

    row = ObservationRow
    further_problems = (410,)
    takes = {
        "list": (
            country_parameter("Only its figures.", lambda rows, value: rows.in_country(value)),
            Uid("release", "Only figures of this release; it need not be the newest."),
            *NARROWING,
        )
    }

    def visible(self):
        rows = Observation.objects.visible_to(self.request.user)
        if self.asked["release"]:
            return rows.of_release(self.release)
        return rows.of_releases(Release.objects.newest_published())

    def check(self, asked):
        if not asked["release"]:
            return
        try:
            self.release = standing_release(self.request.user, asked["release"])
        except Http404:
            raise BadParameter("release", _("There is no such release."), code="unknown-code") from None
        if asked["country"] not in (None, self.release.country_id):
            raise BadParameter(
                "release", _("This release is of another country."), code="contradictory-filter"
            )


class ReleaseObservations(Lists):
    """The figures of one release."""

    row = ObservationRow
    further_problems = (410,)
    takes = {"list": NARROWING}
    path_parameters = {"release": (UUID, "Public identifier of the release.")}

    def visible(self):
        release = standing_release(self.request.user, self.kwargs["release"])
        return Observation.objects.visible_to(self.request.user).of_release(release)


def standing_release(user, uid):
    """The release, if `user` may know of it: else 404. Withdrawn: a problem that says why."""
    release = Release.objects.visible_to(user).filter(uid=uid).first()
    if release is None:
        raise Http404
    if release.status == Release.Status.WITHDRAWN:
        raise ReleaseWithdrawn(
            _("This release was withdrawn: %(reason)s") % {"reason": release.withdrawal_reason}
        )
    return release
