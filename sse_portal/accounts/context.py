from django.utils.functional import SimpleLazyObject

from .services import rights_of


def rights(request):
    """`can`: the rights that the visitor holds in some country, looked up only where a template asks."""
    user = getattr(request, "user", None)
    return {"can": SimpleLazyObject(lambda: rights_of(user) if user else frozenset())}
