import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from ...models import RoleGrant, User
from ...roles import Role
from ...services import register_user


class Command(BaseCommand):
    help = "Make the first account that can grant roles: a regional administrator for all countries."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--password", help="asked for when it is not given")

    def handle(self, *args, email, password, **options):
        if User.objects.filter(email__iexact=email).exists():
            raise CommandError(f"There is an account with the address {email}.")
        password = password or getpass.getpass("Password (at least 12 characters): ")
        try:
            validate_email(email)
            validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        user = register_user(email=email, password=password)
        RoleGrant.objects.create(user=user, role=Role.REGIONAL_ADMIN, reason="First account.")
        self.stdout.write(f"{user.email} may sign in and grant roles.")
