from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from network.services.reminders import send_reminders
from sse_portal.ui.site import own_address


class Command(BaseCommand):
    help = "Mail the secretariats about agreements that end soon, once for each end. Repeatable; run it every day."

    def add_arguments(self, parser):
        parser.add_argument("--site", default=own_address(), help="The portal's address; default %(default)s")

    def handle(self, *args, site, **options):
        done = send_reminders(today=timezone.localdate(), site=site)
        self.stdout.write(f"Agreements told of: {done.told}")
        if done.failed:
            raise CommandError(
                f"Mails about {done.failed} agreements did not go out; the next run tries again."
            )
