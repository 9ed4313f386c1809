"""The administration only looks: every write goes through a service, with its rights, rules and history."""

from django.contrib import admin

from sse_portal.reference.models import ClassificationItem, Country, LegalForm, Region


class ReadOnly(admin.ModelAdmin):
    """Rows to look at, for superusers. Survey answers and contact details are not registered at all."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def look_at(model, *columns, **options):
    """Register `model` to be looked at: its columns in the list, and further options of ModelAdmin."""
    name = f"{model.__name__}ReadOnly"
    admin.site.register(model, type(name, (ReadOnly,), {"list_display": columns, **options}))


look_at(Country, "iso2", "iso3", "currency", "timezone")
look_at(Region, "code", "country", "valid_from", "valid_to", "successor", list_filter=("country",))
look_at(
    LegalForm, "code", "country", "organisation_type", "sse_status", "confidence", list_filter=("country",)
)
look_at(ClassificationItem, "scheme", "code", "level", "parent_code", list_filter=("scheme",))
