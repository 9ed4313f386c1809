"""What can be wrong with a release, foreseen."""

from sse_portal.basics.problems import Conflict


class DisclosureRisk(Conflict):
    """The figures would let somebody work out what one organisation answered."""

    code = "disclosure-risk"


class NotBuilt(Conflict):
    """Only a release that was built and not yet published can be published."""

    code, field = "release-not-built", "status"


class ReleaseSealed(Conflict):
    """A published release never changes."""

    code, field = "release-sealed", "status"


class Overtaken(Conflict):
    """Something happened since: another build of the same release, or another release was published."""

    code = "release-overtaken"
