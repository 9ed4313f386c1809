from django.urls import path

from ..views import matches, offers

urlpatterns = [
    path("network/offers/", offers.offer_list, name="offer-list"),
    path("network/offers/create/", offers.offer_create, name="offer-create"),
    path("network/offers/<uuid:uid>/", offers.offer_detail, name="offer-detail"),
    path("network/offers/<uuid:uid>/edit/", offers.offer_edit, name="offer-edit"),
    path("network/offers/<uuid:uid>/close/", offers.offer_close, name="offer-close"),
    path("network/offers/<uuid:uid>/reopen/", offers.offer_reopen, name="offer-reopen"),
    path("network/offers/<uuid:uid>/match/<uuid:other>/", matches.match_propose, name="match-propose"),
    path("network/matches/", matches.match_list, name="match-list"),
    path("network/matches/<uuid:uid>/", matches.match_detail, name="match-detail"),
    path("network/matches/<uuid:uid>/accept/<str:side>/", matches.match_accept, name="match-accept"),
    path("network/matches/<uuid:uid>/decline/", matches.match_decline, name="match-decline"),
    path("network/matches/<uuid:uid>/fulfil/", matches.match_fulfil, name="match-fulfil"),
]
