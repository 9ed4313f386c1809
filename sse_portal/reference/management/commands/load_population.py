import csv

from django.core.management.base import BaseCommand, CommandError

from sse_portal.basics.problems import Invalid
from sse_portal.reference.populations import load_population


class Command(BaseCommand):
    help = "Load population figures from a CSV file with the columns place, year, persons, source."

    def add_arguments(self, parser):
        parser.add_argument("file", help="for example: KH-12,2025,2281951,National Institute of Statistics")

    def handle(self, *args, file, **options):
        try:
            count = load_population(file)
        except Invalid as problem:
            lines = [f"  {error['field']}: {error['message']}" for error in problem.errors[:20]]
            raise CommandError("\n".join([problem.message, *lines])) from problem
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise CommandError(f"{file} cannot be read: {error}") from error
        self.stdout.write(f"{count} population figures loaded.")
