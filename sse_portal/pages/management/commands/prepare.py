import hashlib

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from sse_portal.accounts.sample import LOGINS, PASSWORD

# Pages of others that the portal does not show: the other API documentation, the browsable API.
UNUSED = ["redoc", "rest_framework"]
STAMP = settings.VAR_DIR / "static.stamp"


class Command(BaseCommand):
    help = "Bring database, reference data and static files up to date; with --sample also the sample data."

    def add_arguments(self, parser):
        parser.add_argument(
            "--sample", action="store_true", help="Load sample data and a release per country."
        )
        parser.add_argument("--password", default=PASSWORD, help="Password of the sample logins.")

    def handle(self, *args, sample, password, **options):
        settings.VAR_DIR.mkdir(exist_ok=True)
        self._prepare_database()
        call_command("load_reference", stdout=self.stdout)
        self._collect_static_files()
        if sample:
            self._load_sample(password)

    def _load_sample(self, password):
        self._say("Sample data ...")
        call_command("load_sample", password=password, stdout=self.stdout)
        call_command("load_network_sample", stdout=self.stdout)
        self._say("Releases ...")
        call_command("build_release", missing=True, stdout=self.stdout)
        call_command("load_dialogue_sample", stdout=self.stdout)
        self._say(f"Sample logins (password {password}):")
        for email, (role, country) in LOGINS.items():
            self._say(f"  {email:<32} {role.label}{f', {country}' if country else ''}")

    def _say(self, text):
        self.stdout.write(text)
        self.stdout.flush()

    def _prepare_database(self):
        self._say("Database ...")
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except OperationalError as error:
            raise CommandError(f"The database of DATABASE_URL cannot be used: {error}") from error

    def _collect_static_files(self):
        """Collect and compress them when one has changed: compressing takes seconds, looking does not."""
        if settings.DEBUG:
            return
        state = state_of_static_files()
        if STAMP.exists() and STAMP.read_text() == state and settings.STATIC_ROOT.exists():
            return
        self._say("Style sheets, fonts and scripts ...")
        call_command("collectstatic", verbosity=0, interactive=False, clear=True, ignore_patterns=UNUSED)
        STAMP.write_text(state)


def state_of_static_files():
    """A digest of the names, sizes and times of all files that collectstatic would take."""
    digest = hashlib.sha256(str(settings.STATIC_ROOT).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            digest.update(f"{path} {storage.size(path)} {storage.get_modified_time(path)}\n".encode())
    return digest.hexdigest()
