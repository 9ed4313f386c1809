"""The build of a release: classify, freeze, count, protect, audit, seal. It can be killed at any point and
run again.
"""

import logging

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sse_portal import rules
from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import require
from sse_portal.basics.problems import Conflict, Invalid, Problem
from sse_portal.basics.text import clean_text
from sse_portal.records.services import remember

from ...definition.documents import document_of
from ...models import Observation, Release, ReleaseUnit
from ...summaries.definitions import stored_in_use
from ..classification import classify_responses
from .computing import Tabulated, tabulate
from .freezing import freeze
from .problems import NotBuilt, Overtaken
from .sealing import digest_of_release

logger = logging.getLogger(__name__)
Status = Release.Status
BATCH = 1_000
LABEL_LENGTH = 80
STEPS = {
    "waiting": gettext_lazy("waiting to start"),
    "classifying": gettext_lazy("classifying the responses"),
    "freezing": gettext_lazy("freezing the responses"),
    "counting": gettext_lazy("counting the tables"),
    "protecting": gettext_lazy("protecting and auditing the tables"),
    "sealing": gettext_lazy("sealing the figures"),
    "built": gettext_lazy("done"),
}


class NoDefinition(Conflict):
    """The country has no working definition that a release could rest on."""

    code = "no-definition"


class NothingVerified(Conflict):
    """There is no verified response to count."""

    code = "nothing-verified"


class LabelTaken(Conflict):
    """The country has a release of that label."""

    code, field = "label-taken", "label"


def build_release(*, by, studies, label="", geography_date=None, tell=None):
    """Start a release and build it at once. `by` is None only for the system, from the command line.

    `tell(step, done)` hears of progress, in percent.
    """
    release = start_release(by=by, studies=studies, label=label, geography_date=geography_date)
    return run_build(release, tell=tell)


@transaction.atomic
def start_release(*, by, studies, label="", geography_date=None):
    """Set up a release of one or more studies of a country, to be built by `run_build`.

    It rests on the adopted definition, or on the template while none is adopted. Raises Invalid for no study
    or studies of several countries, NoDefinition, LabelTaken.
    """
    studies = list(studies)
    country = _country_of(studies)
    if by is not None:
        require(by, Can.BUILD_RELEASES, country)
    release = Release(
        country_id=country,
        label=_label(country, label),
        definition=_definition_of(country),
        geography_date=geography_date or timezone.localdate(),
        is_sample=any(study.is_sample for study in studies),
        built_by=by,
        step="waiting",
    )
    try:
        with transaction.atomic():
            release.save(force_insert=True)
    except IntegrityError as error:
        raise LabelTaken(_("There is a release of that label already.")) from error
    release.studies.set(studies)
    after = {"label": release.label, "studies": [str(study.uid) for study in studies]}
    remember("started", release, by=by, country=country, after=after)
    return release


@transaction.atomic
def rebuild_release(*, by, release):
    """Set a build back to its start after it failed or was killed; it keeps its label and address."""
    require(by, Can.BUILD_RELEASES, release.country_id)
    _claim(release)
    remember("restarted", release, by=by, country=release.country_id)
    return release


def _country_of(studies):
    countries = {study.country_id for study in studies}
    if len(countries) != 1:
        raise Invalid(_("Choose one or more studies of one country."), field="studies")
    return countries.pop()


def _label(country, label):
    label = clean_text(label, limit=LABEL_LENGTH, field="label")
    if label:
        return label
    year = timezone.localdate().year
    taken = set(Release.objects.in_country(country).values_list("label", flat=True))
    return next(text for number in range(1, len(taken) + 2) if (text := f"{year}.{number}") not in taken)


def _definition_of(country):
    definition = stored_in_use(country)
    if definition is None:
        raise NoDefinition(_("There is no working definition to classify by."))
    return definition


def run_build(release, *, tell=None):
    """Build a release that was started. Raises what went wrong, after noting it on the release.

    A second run takes over from the first, which then stops with Overtaken: two never mix their figures.
    """
    _claim(release)
    try:
        _Build(release, tell or (lambda step, done: None)).run()
    except Overtaken:
        raise
    except Exception as error:
        _note_failure(release, error)
        raise
    release.refresh_from_db()
    return release


def _claim(release):
    """Raise the version: whoever holds an older one may no longer write."""
    mine = Release.objects.filter(pk=release.pk, status__in=[Status.BUILDING, Status.FAILED])
    now = timezone.now()
    raised = mine.update(
        version=F("version") + 1, status=Status.BUILDING, step="waiting", done=0, error="", updated_at=now
    )
    if not raised:
        raise NotBuilt(_("This release is built already."))
    release.refresh_from_db()


def _note_failure(release, error):
    reason = str(error) if isinstance(error, Problem) else _("An internal error; it was logged.")
    if not isinstance(error, Problem):
        logger.exception("Build of release %s failed", release.uid)
    Release.objects.filter(pk=release.pk, version=release.version).update(
        status=Status.FAILED, error=reason[:1000], updated_at=timezone.now()
    )


class _Build:
    def __init__(self, release, tell):
        self.release, self._tell_caller = release, tell

    def tell(self, step, done):
        """Note how far the build is; Overtaken when another run has taken over."""
        self._tell_caller(step, done)
        self._write(step=step, done=done)

    def _write(self, **values):
        mine = Release.objects.filter(
            pk=self.release.pk, version=self.release.version, status=Status.BUILDING
        )
        if not mine.update(updated_at=timezone.now(), **values):
            raise Overtaken(_("Another build of this release has taken over."))
        for name, value in values.items():
            setattr(self.release, name, value)

    def run(self):
        studies = list(self.release.studies.all())
        self.tell("classifying", 0)
        self.classify(studies)
        self.tell("freezing", 15)
        self.freeze(studies)
        self.tell("counting", 30)
        earlier = earlier_releases(self.release)
        tabulated = tabulate(self.release, earlier, lambda part: self.tell("counting", 30 + int(40 * part)))
        self.tell("protecting", 70)
        tabulated.protect()
        self.tell("sealing", 90)
        self.seal(tabulated, earlier)
        self._tell_caller("built", 100)

    def classify(self, studies):
        classify_responses(self.release.definition, studies, self.release.geography_date)

    def freeze(self, studies):
        with transaction.atomic():
            ReleaseUnit.objects.filter(release=self.release).delete()
            Observation.objects.of_release(self.release).delete()
            document = document_of(self.release.definition)
            self._write(
                as_of=timezone.now(),
                entities=freeze(self.release, studies),
                audit={"definition_digest": rules.digest(document)},
            )
        if not self.release.entities:
            raise NothingVerified(_("There is no verified response to count."))

    @transaction.atomic
    def seal(self, tabulated: Tabulated, earlier):
        """Store the figures with their seal: from here on the release is built."""
        Observation.objects.bulk_create(tabulated.observations(), batch_size=BATCH)
        audit = self.release.audit | tabulated.report() | {"against": _uids(earlier)}
        self.release.audit = audit
        digest = digest_of_release(self.release)
        self._write(audit=audit, digest=digest, step="built", done=100)
        Release.objects.filter(pk=self.release.pk).update(status=Status.BUILT)
        after = {"digest": digest, "entities": self.release.entities}
        remember(
            "built", self.release, by=self.release.built_by, country=self.release.country_id, after=after
        )


def earlier_releases(release):
    """What the public has seen of the country before, withdrawn or not: it cannot be unseen."""
    return list(Release.objects.in_country(release.country_id).ever_published().exclude(pk=release.pk))


def _uids(releases):
    return sorted(str(release.uid) for release in releases)


def is_up_to_date(release):
    """Was the release protected against all that the public has seen by now?"""
    return release.audit.get("against") == _uids(earlier_releases(release))
