from django.urls import path

from ..views import choosing

urlpatterns = [
    path("network/choose/", choosing.organization_choose, name="organization-choose"),
]
