"""Releases: built from verified responses, protected, sealed, published by a switch, withdrawn with a reason."""

from .building import NoDefinition, NothingVerified, build_release, rebuild_release, run_build, start_release
from .problems import DisclosureRisk, NotBuilt, Overtaken, ReleaseSealed
from .publishing import publish_release, withdraw_release
from .sealing import verify_release

__all__ = [
    "DisclosureRisk",
    "NoDefinition",
    "NotBuilt",
    "NothingVerified",
    "Overtaken",
    "ReleaseSealed",
    "build_release",
    "publish_release",
    "rebuild_release",
    "run_build",
    "start_release",
    "verify_release",
    "withdraw_release",
]
