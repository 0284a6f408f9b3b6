"""One organization of the service, which one token gives access to."""

from __future__ import annotations

from collections.abc import Callable

from pulumi_edgegap.emulator.app_rules import AppRules
from pulumi_edgegap.emulator.deployments import Orchestrator
from pulumi_edgegap.emulator.disk import Disk
from pulumi_edgegap.emulator.fields import Edition
from pulumi_edgegap.emulator.readings import USUAL, Reading
from pulumi_edgegap.emulator.registry import Registry
from pulumi_edgegap.emulator.storage_rules import StorageRules


def image_is_there(repository: str, image: str, tag: str) -> bool:
    """Return whether an image can be pulled: unless its name or tag contains the word `missing`."""
    del repository
    return "missing" not in image and "missing" not in tag


class Organization(AppRules, StorageRules):
    """The state of an organization, and the operations on it.

    The operations take and return what the API does, and raise `ApiError`. The tables (see `Tables`) contain
    the actual values, with secrets in plain text; changing them simulates changes by somebody else.

    Attributes:
        registry: Operations on image tags.
        orchestrator: Operations on deployments.
    """

    def __init__(
        self,
        edition: Edition = "2025",
        *,
        reading: Reading = USUAL,
        pullable: Callable[[str, str, str], bool] = image_is_there,
        disk: Disk | None = None,
        identity: str = "",
    ) -> None:
        """Create an organization, or load it from a file.

        Args:
            edition: The edition of the service to emulate.
            reading: How to behave where sources on the service disagree.
            pullable: Returns whether `verify_image` finds an image, from registry, image and tag.
            disk: The file to keep the state in; None for memory only.
            identity: The name of the organization in that file.
        """
        super().__init__(edition, reading, pullable, disk, identity)
        self.registry = Registry(self.tags, edition)
        self.orchestrator = Orchestrator(
            self.deployments, lambda *key: self.versions.require(key), pullable, edition
        )
