from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from network.services.reminders import send_reminders


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


def own_address():
    """The address of the portal by its settings: its first host."""
    host = settings.ALLOWED_HOSTS[0] if settings.ALLOWED_HOSTS else "localhost"
    return f"{'https' if settings.HTTPS else 'http'}://{host.lstrip('.*')}/"
