from django.urls import path

from ..views import following, news

urlpatterns = [
    path("dialogue/news/", news.news, name="news"),
    path("dialogue/news.atom", news.news_feed, name="news-feed"),
    path("dialogue/news/region.atom", news.region_news_feed, name="region-news-feed"),
    path("dialogue/news/<str:iso2>.atom", news.country_news_feed, name="country-news-feed"),
    path("dialogue/committees/<uuid:uid>.atom", news.committee_news_feed, name="committee-news-feed"),
    path(
        "dialogue/recommendations/<str:code>.atom",
        news.recommendation_news_feed,
        name="recommendation-news-feed",
    ),
    path("dialogue/following/", following.follow_list, name="follow-list"),
    path("dialogue/following/mail/", following.digest_change, name="digest-change"),
    path("dialogue/following/stop/<str:token>/", following.digest_stop, name="digest-stop"),
    path("dialogue/follow/<str:kind>/<uuid:uid>/", following.follow, name="follow"),
    path("dialogue/unfollow/<str:kind>/<uuid:uid>/", following.unfollow, name="unfollow"),
    path("dialogue/following/<uuid:uid>/end/", following.follow_end, name="follow-end"),
]
