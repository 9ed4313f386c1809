from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from dialogue.services.digests import send_digests
from sse_portal.ui.site import own_address


class Command(BaseCommand):
    help = "Mail followers what happened since their last mail. Repeatable; run it every day."

    def add_arguments(self, parser):
        parser.add_argument("--site", default=own_address(), help="The portal's address; default %(default)s")

    def handle(self, *args, site, **options):
        done = send_digests(now=timezone.now(), site=site)
        self.stdout.write(f"Digests sent: {done.sent}")
        if done.failed:
            raise CommandError(f"{done.failed} digests did not go out; the next run tries again.")
