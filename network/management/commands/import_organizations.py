from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from sse_portal.accounts.models import User
from sse_portal.basics.problems import Problem

from ...interchange.files import read_file
from ...services.import_plan import plan_import
from ...services.import_rows import DUPLICATE, REFUSED
from ...services.imports import CHUNK, counts_of, run_import

SHOWN = 20


class Command(BaseCommand):
    help = "Import organisations from CSV, XLSX, a dump of ROR, Popolo JSON or vCard, in transactions of 250 rows."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, help="e-mail of the user in whose name")
        parser.add_argument("--dry-run", action="store_true", help="only tell what would happen")
        parser.add_argument(
            "--duplicates", choices=["ask", "new", "skip"], default="ask", help="what likely duplicates are"
        )

    def handle(self, *args, **options):
        try:
            self._import(options)
        except (Problem, PermissionDenied, OSError) as problem:
            raise CommandError(str(problem)) from problem

    def _import(self, options):
        by = User.objects.filter(email__iexact=options["by"]).first()
        if by is None:
            raise CommandError(f"There is no user {options['by']}.")
        undecided = "" if options["duplicates"] == "ask" else options["duplicates"]
        read = read_file(options["file"])
        if read.unread:
            self.stdout.write(f"Columns that are not read: {', '.join(read.unread)}")
        if options["dry_run"]:
            planned = plan_import(by=by, rows=read.rows, undecided=undecided)
            return self._tell(planned, counts_of(planned))
        reason = f"Imported from {options['file'].name}"
        done = run_import(by=by, rows=read.rows, undecided=undecided, reason=reason, chunk=CHUNK)
        return self._tell(done.planned, done.counts)

    def _tell(self, planned, counts):
        self.stdout.write(", ".join(f"{outcome}: {number}" for outcome, number in sorted(counts.items())))
        for each in [each for each in planned if each.outcome in (REFUSED, DUPLICATE)][:SHOWN]:
            said = "; ".join(f"{problem['column']}: {problem['message']}" for problem in each.problems)
            others = ", ".join(found.name for found in each.candidates) or each.same_line or ""
            self.stdout.write(f"  line {each.number}, {each.name}: {each.outcome} {said or others}")
