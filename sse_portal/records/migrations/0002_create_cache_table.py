from django.core.management import call_command
from django.db import migrations


def create(apps, schema_editor):
    """The table behind the shared cache (sign-in limits), made here so that no further command is needed."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("records", "0001_create_history")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
