"""One organization of the service: all that one token opens."""

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
    """Tell whether an image can be pulled: each can whose name and tag do not hold the word `missing`."""
    del repository
    return "missing" not in image and "missing" not in tag


class Organization(AppRules, StorageRules):
    """The state that one token opens, and its rules.

    The rules take and return what the API does, and raise `ApiError`. The tables (see `Tables`) hold true
    values, secrets in clear; changing them is what somebody else does behind a client's back.

    Attributes:
        registry: The rules of the image tags.
        orchestrator: The rules of deployments.
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
        """Make an organization, or find it in a file.

        Args:
            edition: Which edition of the service to behave as.
            reading: How to read what is not certain of the service.
            pullable: Tells from registry, image and tag whether `verify_image` finds the image.
            disk: The file to keep state in; none, when None.
            identity: Names the organization in that file.
        """
        super().__init__(edition, reading, pullable, disk, identity)
        self.registry = Registry(self.tags, edition)
        self.orchestrator = Orchestrator(
            self.deployments, lambda *key: self.versions.found(key), pullable, edition
        )
