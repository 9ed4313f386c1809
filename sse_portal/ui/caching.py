"""What browsers and the machines between may keep of a page."""

from django.utils.cache import patch_cache_control


def for_one_reader(request, response):
    """The response; what was made for somebody who signed in is not kept, so that nobody else gets it."""
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_store=True)
    return response
