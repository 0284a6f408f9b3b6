"""Functions that read existing objects, managed by Pulumi or not: ``get_app`` for one object, ``get_apps`` for all.

They run in the process of the program, so they need a token there, in previews as well. Without one, the plain
forms raise an error that says how to set it, and the ``_output`` forms are unknown in a preview. Lists contain the
objects of all pages.
"""

from typing import TYPE_CHECKING

from .._lazy import renamed
from .many import (
    get_app_versions,
    get_app_versions_output,
    get_apps,
    get_apps_output,
    get_endpoint_storages,
    get_endpoint_storages_output,
    get_image_tags,
    get_image_tags_output,
    get_pull_profiles,
    get_pull_profiles_output,
)
from .old import (
    list_app_versions,
    list_app_versions_output,
    list_apps,
    list_apps_output,
    list_endpoint_storages,
    list_endpoint_storages_output,
    list_image_tags,
    list_image_tags_output,
    list_pull_profiles,
    list_pull_profiles_output,
)
from .one import (
    get_app,
    get_app_output,
    get_app_version,
    get_app_version_output,
    get_endpoint_storage,
    get_endpoint_storage_output,
    get_image_tag,
    get_image_tag_output,
    get_pull_profile,
    get_pull_profile_output,
)
from .results import (
    GetAppResult,
    GetAppsResult,
    GetAppVersionResult,
    GetAppVersionsResult,
    GetEndpointStorageResult,
    GetEndpointStoragesResult,
    GetImageTagResult,
    GetImageTagsResult,
    GetPullProfileResult,
    GetPullProfilesResult,
)

RENAMED = {
    "AppResult": "GetAppResult",
    "AppVersionResult": "GetAppVersionResult",
    "EndpointStorageResult": "GetEndpointStorageResult",
    "PullProfileResult": "GetPullProfileResult",
    "ImageTagResult": "GetImageTagResult",
}
"""The current names by those of 0.1."""

if TYPE_CHECKING:
    AppResult = GetAppResult
    AppVersionResult = GetAppVersionResult
    EndpointStorageResult = GetEndpointStorageResult
    PullProfileResult = GetPullProfileResult
    ImageTagResult = GetImageTagResult
else:
    __getattr__ = renamed(__name__, RENAMED)

__all__ = [
    "GetAppResult",
    "GetAppVersionResult",
    "GetAppVersionsResult",
    "GetAppsResult",
    "GetEndpointStorageResult",
    "GetEndpointStoragesResult",
    "GetImageTagResult",
    "GetImageTagsResult",
    "GetPullProfileResult",
    "GetPullProfilesResult",
    "get_app",
    "get_app_output",
    "get_app_version",
    "get_app_version_output",
    "get_app_versions",
    "get_app_versions_output",
    "get_apps",
    "get_apps_output",
    "get_endpoint_storage",
    "get_endpoint_storage_output",
    "get_endpoint_storages",
    "get_endpoint_storages_output",
    "get_image_tag",
    "get_image_tag_output",
    "get_image_tags",
    "get_image_tags_output",
    "get_pull_profile",
    "get_pull_profile_output",
    "get_pull_profiles",
    "get_pull_profiles_output",
    "list_app_versions",
    "list_app_versions_output",
    "list_apps",
    "list_apps_output",
    "list_endpoint_storages",
    "list_endpoint_storages_output",
    "list_image_tags",
    "list_image_tags_output",
    "list_pull_profiles",
    "list_pull_profiles_output",
]
