from django.core.management.base import BaseCommand, CommandError

from sse_portal.accounts.sample import sample_admin

from ...sample.load import load_dialogue


class Command(BaseCommand):
    help = "Load synthetic committees, meetings and recommendations. Repeatable; after load_network_sample."

    def handle(self, *args, **options):
        by = sample_admin()
        if by is None:
            raise CommandError("There is no sample login to act: run load_sample with --password first.")
        if load_dialogue(by=by, tell=lambda name: self.stdout.write(f"  {name}")):
            self.stdout.write("  dialogue: loaded")
        else:
            self.stdout.write("  dialogue: already there")
