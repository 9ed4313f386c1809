from django.core.management.base import BaseCommand, CommandError

from sse_portal.accounts.sample import sample_admin

from ...sample.load import load_network


class Command(BaseCommand):
    help = (
        "Load a synthetic network beside real research bodies. Repeatable; load_sample makes its login first."
    )

    def handle(self, *args, **options):
        by = sample_admin()
        if by is None:
            raise CommandError("There is no sample login to act: run load_sample with --password first.")
        if load_network(by=by, tell=lambda name: self.stdout.write(f"  network: {name}")):
            self.stdout.write("  network: loaded")
        else:
            self.stdout.write("  network: already there")
