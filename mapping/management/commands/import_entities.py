import json
from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.core.management.base import BaseCommand, CommandError

from sse_portal.accounts.models import User
from sse_portal.basics.problems import Problem

from ...imports.check import run_check
from ...imports.columns import target_label
from ...imports.publish import run_publication
from ...models import ImportBatch, ImportRow, Study
from ...services import imports as services

State, Outcome = ImportBatch.State, ImportRow.Outcome
SHOWN = 10


class Command(BaseCommand):
    help = (
        "Import organisations and survey answers from a CSV or XLSX file. The same command after an interruption "
        "goes on where it stopped."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--study", required=True, help="public id of the study")
        parser.add_argument(
            "--mapping", type=Path, help='JSON file: {column: {"to": variable, "codes": {value: code}}}'
        )
        parser.add_argument("--dry-run", action="store_true", help="only tell what would happen")
        parser.add_argument(
            "--skip-refused", action="store_true", help="publish the other rows, and exit with 0"
        )
        parser.add_argument(
            "--duplicates", choices=["ask", "new", "skip"], default="ask", help="what likely duplicates are"
        )
        parser.add_argument("--by", help="e-mail of the user in whose name; without it the system's")
        parser.add_argument("--encoding", default="", help="instead of the one that is found")
        parser.add_argument("--delimiter", default="", help="instead of the one that is found")
        parser.add_argument("--blank-erases", action="store_true", help="a blank cell takes the value away")

    def handle(self, *args, **options):
        try:
            self._import(options)
        except Problem as problem:
            details = "".join(f"\n  {each['field']}: {each['message']}" for each in problem.errors)
            raise CommandError(f"{problem}{details}") from problem
        except PermissionDenied as problem:
            raise CommandError(str(problem)) from problem

    def _import(self, options):
        study, by = self._study(options["study"]), self._user(options["by"])
        batch = self._batch(by, study, options)
        if batch.state in (State.UPLOADED, State.FAILED) or (
            options["mapping"] and batch.state == State.CHECKED
        ):
            self._map(by, batch, options)
        if batch.state == State.CHECKING:
            run_check(batch, tell=self._teller("checked"))
        if batch.state == State.CHECKED and options["duplicates"] != "ask":
            services.decide_all(by=by, batch=batch, decision=options["duplicates"])
        self._sum_up(batch, everything=options["dry_run"])
        if options["dry_run"]:
            services.clear_cancelled(services.cancel_batch(by=by, batch=batch))
            return self._refuse_when_refused(batch, options, "")
        self._refuse_when_refused(
            batch, options, " Nothing is published; --skip-refused publishes the others."
        )
        return self._publish(by, batch)

    def _study(self, uid):
        try:
            return Study.objects.select_related("country").get(uid=uid)
        except (Study.DoesNotExist, ValidationError) as error:
            raise CommandError(f"There is no study {uid}.") from error

    def _user(self, email):
        user = User.objects.filter(email__iexact=email).first() if email else None
        if email and user is None:
            raise CommandError(f"There is no user {email}.")
        return user

    def _batch(self, by, study, options):
        """The interrupted batch of this file, or a new one."""
        path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        known = services.unfinished(study=study, path=path)
        if known and not options["dry_run"]:
            self.stdout.write(f"Going on with the import {known.uid}, {known.get_state_display()}.")
            return known
        with path.open("rb") as file:
            batch = services.upload_file(by=by, study=study, file=File(file), name=path.name)
        if options["encoding"] or options["delimiter"]:
            chosen = {name: options[name] for name in ("encoding", "delimiter")}
            services.read_otherwise(by=by, batch=batch, **chosen)
        return batch

    def _map(self, by, batch, options):
        mapping = self._read_mapping(options["mapping"]) or batch.mapping
        services.map_columns(by=by, batch=batch, mapping=mapping, blank_erases=options["blank_erases"])
        shape = batch.shape
        read = (
            f"{shape['encoding']}, delimiter {shape['delimiter']!r}"
            if shape["kind"] == "csv"
            else shape["sheet"]
        )
        self.stdout.write(f"{batch.file_name}: {shape['kind']}, {read}, {batch.total_rows:,} rows")
        for column, entry in batch.mapping.items():
            self.stdout.write(f"  {column} → {target_label(entry['to'], 'en')}")

    def _read_mapping(self, path):
        if path is None:
            return None
        try:
            return json.loads(Path(path).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise CommandError(f"{path} cannot be read: {error}") from error

    def _teller(self, what):
        def tell(done, total):
            self.stdout.write(f"  {done:,} of {total:,} rows {what}".ljust(60), ending="\r")
            self.stdout.flush()

        return tell

    def _sum_up(self, batch, *, everything):
        """How many rows there are of each outcome, and why rows are refused: all of them, or the first few."""
        counts = ", ".join(f"{Outcome(name).label} {count:,}" for name, count in sorted(batch.counts.items()))
        self.stdout.write(f"{counts or 'no rows'}".ljust(60))
        refused = batch.rows.filter(outcome=Outcome.REFUSED).order_by("number")
        for row in refused.iterator() if everything else refused[:SHOWN]:
            for problem in row.problems:
                if not problem["note"]:
                    self.stderr.write(
                        f"  line {row.number}, {problem['column'] or 'row'}: {problem['message']}"
                    )
        left = batch.counts.get(Outcome.REFUSED, 0) - SHOWN
        if left > 0 and not everything:
            self.stderr.write(f"  … and {left:,} more; --dry-run tells all of them")

    def _refuse_when_refused(self, batch, options, consequence):
        refused = batch.counts.get(Outcome.REFUSED, 0)
        if refused and not options["skip_refused"]:
            raise CommandError(f"{refused:,} rows are refused.{consequence}")

    def _publish(self, by, batch):
        if batch.state == State.CHECKED:
            if (
                not set(batch.counts) & {Outcome.CREATE, Outcome.UPDATE}
                and Outcome.DUPLICATE not in batch.counts
            ):
                services.clear_cancelled(services.cancel_batch(by=by, batch=batch))
                return self.stdout.write("Nothing to publish.")
            services.confirm_publication(by=by, batch=batch)
        run_publication(batch, tell=self._teller("prepared"))
        if batch.state != State.PUBLISHED:
            raise CommandError(batch.error)
        return self.stdout.write(f"Published: import {batch.uid}.".ljust(60))
