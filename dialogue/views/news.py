"""News of the dialogue: as a page, and as Atom feeds of what everybody may know."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sse_portal.api.parameters import BadParameter
from sse_portal.reference.summaries import country_codes
from sse_portal.ui.caching import for_one_reader
from sse_portal.ui.feeds import feed_response

from ..forms.news import NewsFilter
from ..models import Committee, Recommendation
from ..summaries import feeds
from ..summaries.news import news_page
from .ways import below_dialogue


@require_safe
def news(request):
    """What changed, as far as the reader may know it, the newest first."""
    form = NewsFilter(request.GET, user=request.user)
    context = {"form": form, "crumbs": below_dialogue([{"label": _("News")}])}
    if not form.is_valid():
        return render(request, "dialogue/news.html", context, status=422)
    try:
        page = news_page(form.asked, request.user, get_language(), request.GET.get("cursor"))
    except BadParameter as problem:
        form.add_error(None, problem.message)
        return render(request, "dialogue/news.html", context, status=400)
    following = request.GET.copy()
    following["cursor"] = page.next_cursor
    context |= {"page": page, "active": form.active, "feed_url": feeds.address_of(form.asked.get("country"))}
    context["next_url"] = f"?{following.urlencode()}" if page.next_cursor else ""
    return for_one_reader(request, render(request, "dialogue/news.html", context))


@require_safe
def news_feed(request):
    """All public news."""
    return feed_response(request, feeds.all_news(request.build_absolute_uri))


@require_safe
def region_news_feed(request):
    """Those of the regional committee."""
    return feed_response(request, feeds.country_news(None, request.build_absolute_uri))


@require_safe
def country_news_feed(request, iso2):
    """Those of a country."""
    code = iso2.upper()
    if code not in country_codes():
        raise Http404
    return feed_response(request, feeds.country_news(code, request.build_absolute_uri))


@require_safe
def committee_news_feed(request, uid):
    """Those of a committee."""
    committee = get_object_or_404(Committee.objects.public(), uid=uid)
    return feed_response(request, feeds.committee_news(committee, request.build_absolute_uri))


@require_safe
def recommendation_news_feed(request, code):
    """Those of a recommendation."""
    recommendation = get_object_or_404(Recommendation.objects.public().with_code(code))
    return feed_response(request, feeds.recommendation_news(recommendation, request.build_absolute_uri))
