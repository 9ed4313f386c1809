from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from sse_portal.basics.problems import Problem

from ...models import Release, Study
from ...services.releases import build_release, publish_release
from ...services.releases.building import STEPS


class Command(BaseCommand):
    help = "Build a release of a study, or one per country of all studies, and publish it."

    def add_arguments(self, parser):
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--study", help="public id of a study")
        which.add_argument("--all", action="store_true", help="every country that has verified responses")
        which.add_argument(
            "--missing", action="store_true", help="as --all, but only where no release is published"
        )
        parser.add_argument("--label", default="", help="label of the release; by default year and number")
        parser.add_argument("--publish", action="store_true", default=True, help="publish it (the default)")
        parser.add_argument("--no-publish", action="store_false", dest="publish", help="only build it")

    def handle(self, *args, study, missing, label, publish, **options):
        for studies in [[self._study(study)]] if study else self._by_country(missing):
            self._build(studies, label, publish)

    def _study(self, uid):
        try:
            return Study.objects.get(uid=uid)
        except (Study.DoesNotExist, ValidationError) as error:
            raise CommandError(f"There is no study {uid}.") from error

    def _by_country(self, missing):
        countries = {}
        for study in Study.objects.with_verified_responses():
            countries.setdefault(study.country_id, []).append(study)
        if missing:
            done = set(Release.objects.published().values_list("country", flat=True))
            return [countries[iso2] for iso2 in sorted(countries.keys() - done)]
        if not countries:
            self.stdout.write("No study has verified responses: nothing to build.")
        return [countries[iso2] for iso2 in sorted(countries)]

    def _build(self, studies, label, publish):
        country = studies[0].country_id
        try:
            release = build_release(by=None, studies=studies, label=label, tell=self._teller(country))
            if publish:
                release = publish_release(by=None, release=release, version=release.version)
        except Problem as problem:
            raise CommandError(f"{country}: {problem}") from problem
        self.stdout.write(self._summary(release))

    def _teller(self, country):
        def tell(step, done):
            self.stdout.write(f"  {country}: {done:3} %  {STEPS[step]}".ljust(70), ending="\r")
            self.stdout.flush()

        return tell

    def _summary(self, release):
        audit = release.audit
        status = Release.Status(release.status).label
        return (
            f"  {release.country_id} {release.label}: {status}, {release.entities:,} organisations,"
            f" {audit['told']:,} figures told, {audit['withheld']:,} withheld; {release.uid}"
        )
