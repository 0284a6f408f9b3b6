"""The arguments of each resource as one value: ``AppArgs(...)``, or a dict of the form ``AppArgsDict``."""

from .app import AppArgs, AppArgsDict
from .app_version import AppVersionArgs, AppVersionArgsDict
from .endpoint_storage import EndpointStorageArgs, EndpointStorageArgsDict
from .image_tag import ImageTagArgs, ImageTagArgsDict
from .pull_profile import PullProfileArgs, PullProfileArgsDict
from .pull_profile_link import PullProfileLinkArgs, PullProfileLinkArgsDict

__all__ = [
    "AppArgs",
    "AppArgsDict",
    "AppVersionArgs",
    "AppVersionArgsDict",
    "EndpointStorageArgs",
    "EndpointStorageArgsDict",
    "ImageTagArgs",
    "ImageTagArgsDict",
    "PullProfileArgs",
    "PullProfileArgsDict",
    "PullProfileLinkArgs",
    "PullProfileLinkArgsDict",
]
