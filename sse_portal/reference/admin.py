from sse_portal.ui.admin import look_at

from .models import ClassificationItem, Country, LegalForm, Population, Region

look_at(Country, "iso2", "iso3", "currency", "timezone")
look_at(Region, "code", "country", "valid_from", "valid_to", "successor", list_filter=("country",))
look_at(
    LegalForm, "code", "country", "organisation_type", "sse_status", "confidence", list_filter=("country",)
)
look_at(ClassificationItem, "scheme", "code", "level", "parent_code", list_filter=("scheme",))
look_at(Population, "country", "region", "year", "persons", "source", list_filter=("country",))
