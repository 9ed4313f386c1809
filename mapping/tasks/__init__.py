"""Jobs that run apart from a request."""

from .imports import check_batch, clear_batch, publish_batch
from .releases import build_release

__all__ = ["build_release", "check_batch", "clear_batch", "publish_batch"]
