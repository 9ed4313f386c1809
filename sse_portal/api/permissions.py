"""May they ask at all. Which rows they see `visible_to` decides, whether an act is allowed the service."""

from rest_framework.permissions import SAFE_METHODS, BasePermission

from sse_portal.accounts.services import can


class Refuse(BasePermission):
    """The default: a view that forgot to say who may use it is used by nobody."""

    def has_permission(self, request, view):
        return False


class Anybody(BasePermission):
    """Everybody, also to POST what changes nothing (such as a classification)."""

    def has_permission(self, request, view):
        return True


class SignedIn(BasePermission):
    """A user. A token writes only when it was issued for writing."""

    def has_permission(self, request, view):
        if not request.user.is_authenticated:
            return False
        return request.method in SAFE_METHODS or request.auth is None or request.auth.may_write


class ReadAnybody(SignedIn):
    """Everybody reads, users write."""

    def has_permission(self, request, view):
        return request.method in SAFE_METHODS or super().has_permission(request, view)


class Needs(SignedIn):
    """Users who hold `right` in some country: `permission_classes = [Needs(Can.READ_RESTRICTED)]`."""

    def __init__(self, right):
        self.right = right

    def __call__(self):
        """The view calls what it finds in its list."""
        return self

    def has_permission(self, request, view):
        return super().has_permission(request, view) and can(request.user, self.right)
