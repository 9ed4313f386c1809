from django.core.management.base import BaseCommand

from sse_portal.reference.services import load_reference


class Command(BaseCommand):
    help = "Load countries, regions, legal forms and classifications from the data files. Safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument("--force", action="store_true", help="Load even when the files have not changed.")

    def handle(self, *args, **options):
        loaded = load_reference(force=options["force"])
        if not loaded.changed:
            self.stdout.write("Reference data is up to date.")
            return
        counts = ", ".join(f"{count} {name}" for name, count in loaded.rows.items())
        self.stdout.write(f"Reference data loaded: {counts}.")
