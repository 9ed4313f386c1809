from django.core.management.base import BaseCommand, CommandError

from dialogue.services.outbox import send_letters


class Command(BaseCommand):
    help = "Send the letters that wait in the outbox of the dialogue. Repeatable; run it every few minutes."

    def handle(self, *args, **options):
        done = send_letters()
        self.stdout.write(f"Letters sent: {done.sent}")
        if done.failed:
            raise CommandError(f"{done.failed} letters did not go out; the next run tries again.")
