from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sse_portal.accounts.sample import PASSWORD, load_users
from sse_portal.reference.summaries import countries

from ...sample.load import load_country
from ...services.definitions import create_starter_definitions


class Command(BaseCommand):
    help = "Load synthetic studies, organisations and answers, and one sample login per role. Repeatable."

    def add_arguments(self, parser):
        parser.add_argument(
            "--entities", type=int, default=2_000, help="organisations in each country (2000)"
        )
        parser.add_argument(
            "--countries", default="", help="ISO codes separated by commas; all five by default"
        )
        parser.add_argument(
            "--password", default="", help="password of the sample logins; needed outside debug mode"
        )

    def handle(self, *args, entities, password, **options):
        if not 1 <= entities <= 2_000_000:
            raise CommandError("--entities takes a number from 1 to 2,000,000.")
        password = password or (PASSWORD if settings.DEBUG else "")
        create_starter_definitions()
        for iso2 in self._chosen(options["countries"]):
            self._load(iso2, entities)
        if password:
            load_users(password)

    def _chosen(self, text):
        known = [country.iso2 for country in countries()]
        chosen = [code.strip().upper() for code in text.split(",") if code.strip()] or known
        if unknown := set(chosen) - set(known):
            raise CommandError(f"No such country: {', '.join(sorted(unknown))}.")
        return chosen

    def _load(self, iso2, count):
        def tell(done, total):
            self.stdout.write(f"  {iso2}: {done:,} of {total:,} organisations", ending="\r")
            self.stdout.flush()

        study = load_country(iso2, count, tell=tell)
        self.stdout.write(
            f"  {iso2}: {count:,} organisations loaded      " if study else f"  {iso2}: already there"
        )
