from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

from sse_portal.records.names import index_names


class Migration(migrations.Migration):
    dependencies = [("network", "0001_create_network")]
    operations = [
        TrigramExtension(),
        index_names("network_organization", "names_folded"),
        index_names("network_person", "names_folded"),
        index_names("network_activity", "title_folded"),
        index_names("network_agreement", "title_folded"),
        index_names("network_offer", "title_folded"),
        index_names("network_resource", "text_folded"),
    ]
