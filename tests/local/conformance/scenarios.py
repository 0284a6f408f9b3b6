"""The scenarios: operations on the program of the same name, in `programs` or in the examples."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pulumi.automation import ConfigValue
from pulumi_edgegap.emulator import Emulator


@dataclass(frozen=True)
class Action:
    """One operation.

    Attributes:
        kind: preview, up, refresh or destroy.
        stage: What the program finds in the file `stage` beside it.
        options: Of the operation.
        after: What happens behind Pulumi's back before, or which calls are to fail.
        config: What is set before.
        stack: The stack.
    """

    kind: str
    stage: int = 1
    options: Mapping[str, Any] = field(default_factory=dict)
    after: Callable[[Emulator], Any] | None = None
    config: Mapping[str, ConfigValue] = field(default_factory=dict)
    stack: str = "dev"

    @property
    def title(self) -> str:
        words = [
            f"{self.kind} of stage {self.stage}",
            *(f"{name}={value}" for name, value in self.options.items()),
        ]
        if self.after:
            words.append(f"after: {(self.after.__doc__ or '').strip()}")
        return ", ".join(words)


@dataclass(frozen=True)
class Scenario:
    """A program and the operations on it."""

    name: str
    actions: list[Action]
    environment: Mapping[str, str] = field(default_factory=dict)


def _secret(*names: str) -> dict[str, ConfigValue]:
    return {name: ConfigValue(f"value of {name}", secret=True) for name in names}


def _fails(
    method: str, path: str, status: int = 400, message: str = "Made to fail."
) -> Callable[[Emulator], Any]:
    def fault(api: Emulator) -> None:
        api.fail_next(method=method, path=path, status=status, body={"message": message})

    fault.__doc__ = f"{method} {path} is to fail{'' if status == 400 else f' with {status}'}"
    return fault


def _there_is_an_app(api: Emulator) -> None:
    """there is an app"""
    api.organization().create_app({"name": "there", "is_active": True, "image": "icon"})


def _version_changes(api: Emulator) -> None:
    """by hand, the version got another tag and one more port"""
    version = api.organization().versions["arena", "1.0"]
    ports = [*version["ports"], {"port": 80, "protocol": "TCP", "name": "web"}]
    api.organization().versions["arena", "1.0"] = version | {"docker_tag": "2", "ports": ports}


def _arena_goes(api: Emulator) -> None:
    """by hand, the arena and its version were deleted"""
    api.organization().delete_app("arena")


def _storage_changes(api: Emulator) -> None:
    """by hand, the storage got another bucket"""
    storages = api.organization().storages
    storages["files"] = storages["files"] | {"bucket": "elsewhere"}


def _all_goes(api: Emulator) -> None:
    """by hand, all apps were deleted"""
    api.organization().apps.clear()


def _hands_change_what_is_ignored(api: Emulator) -> None:
    """by hand, the version got another tag and another secret"""
    version = api.organization().versions["arena", "1.0"]
    variables = [{**version["envs"][0], "value": "by hand"}, *version["envs"][1:]]
    api.organization().versions["arena", "1.0"] = version | {"docker_tag": "2", "envs": variables}


def _foreign_version(app: str) -> Callable[[Emulator], Any]:
    def make(api: Emulator) -> None:
        given = {"name": "foreign", "docker_repository": "docker.io", "docker_image": "a", "docker_tag": "1"}
        api.organization().create_version(app, given | {"req_cpu": 512, "req_memory": 1024})

    make.__doc__ = f"by hand, {app} got a version"
    return make


def _targets(*names: str) -> list[str]:
    return [f"**::{name}" for name in names]


GAME_SERVER = {"accessKeyId": ConfigValue("AKIA")} | _secret(
    "secretAccessKey", "registryUser", "registryToken", "apiKey"
)
LOG_SHIPPING = {"logsAccessKeyId": ConfigValue("AKIA"), "filesAccessKeyId": ConfigValue("AKIA")} | _secret(
    "logsSecretAccessKey", "filesSecretAccessKey"
)
GREEN = {"active": ConfigValue("green")}
BLUE_GREEN = {"accessKeyId": ConfigValue("AKIA")} | _secret(
    "secretAccessKey", "registryUser", "registryToken"
)
NEXT = {"active": ConfigValue("1.2.0")}
STORAGES = "/v1/storage/endpoint"
ARENA_VERSION = "/v1/app/arena/version/1.0"
ALL_GONE = {"edgegap:allowAllGone": ConfigValue("true")}
DELETE_CHILDREN = {"edgegap:deleteChildren": ConfigValue("true")}

SCENARIOS = [
    Scenario("quickstart", [Action("preview"), Action("up")]),
    Scenario("game-server", [Action("up", config=GAME_SERVER), Action("up", config=GREEN)]),
    Scenario("log-shipping", [Action("up", config=LOG_SHIPPING), Action("destroy")]),
    Scenario("blue-green", [Action("up", config=BLUE_GREEN), Action("up", config=NEXT)]),
    Scenario("options", [Action("up"), Action("up", 2), Action("destroy", 2)]),
    Scenario(
        "replacements",
        [
            Action("up"),
            Action("preview", 2),
            Action("up", 2),
            Action("up", 2, {"replace": _targets("deleted-with")}),
            Action("up", 3, after=_fails("DELETE", "/v1/app/made-first-2")),
            Action("up", 3),
        ],
    ),
    Scenario("names", [Action("up"), Action("up", 2)]),
    Scenario("components", [Action("preview"), Action("up"), Action("preview", 2), Action("up", 2)]),
    Scenario(
        "failures",
        [
            Action("up", after=_fails("POST", STORAGES)),
            Action("up", 2, {"continue_on_error": True}, after=_fails("POST", STORAGES)),
            Action("up"),
            Action("up", 2, {"continue_on_error": True}, after=_fails("PATCH", f"{STORAGES}/fails")),
            Action("destroy", after=_fails("DELETE", f"{STORAGES}/fails")),
            Action("destroy"),
        ],
    ),
    Scenario(
        "drift",
        [
            Action("up"),
            Action("refresh", after=_version_changes),
            Action("up"),
            Action("refresh", after=_arena_goes),
            Action("preview", options={"refresh": True}),
            Action("up", options={"refresh": True}, after=_storage_changes),
        ],
        # One call at a time: if the gone object comes first, nothing proves the organization yet.
        {"EDGEGAP_ALLOW_ALL_GONE": "true"},
    ),
    Scenario("secrets", [Action("up", config=_secret("password")), Action("up", 2)]),
    Scenario("references", [Action("up", stack="base"), Action("up"), Action("refresh"), Action("destroy")]),
    Scenario(
        "reads",
        [
            Action("up", after=_there_is_an_app),
            Action("up", 2),
            Action("refresh", 2),
            Action("up", 3),
            Action("up", 4),
        ],
    ),
    Scenario("importing", [Action("up", after=_there_is_an_app)]),
    Scenario(
        "targets",
        [
            Action("up"),
            Action("up", 2, {"target": _targets("lobby")}),
            Action("up", 2, {"target": _targets("arena"), "target_dependents": True}),
            Action("refresh", 2, {"target": _targets("lobby")}),
            Action("destroy", 2, {"target": _targets("lobby")}),
            Action("destroy", 2, {"target": _targets("lobby"), "target_dependents": True}),
        ],
    ),
    Scenario(
        "ignoring",
        [
            Action("up"),
            Action("preview", 2, after=_hands_change_what_is_ignored),
            Action("up", 2),
            Action("preview", 2),
            Action("refresh", 2),
            Action("preview", 3),
            Action("up", 3, {"refresh": True}),
            Action("up", 4),
            Action("up", 4),
        ],
    ),
    Scenario(
        "gone",
        [
            Action("up"),
            Action("refresh", after=_all_goes),
            Action("preview", options={"refresh": True}),
            Action("destroy"),
            Action("up", options={"refresh": True}, config=ALL_GONE),
            Action("up", config=ALL_GONE),
            Action("refresh"),
            Action("destroy"),
        ],
    ),
    Scenario(
        "refusals",
        [
            Action("up"),
            Action("preview", 2),
            Action("up", 2),
            Action("up", 3, after=_fails("PATCH", ARENA_VERSION, 404, "There is no such storage.")),
            Action("up", 3, after=_fails("PATCH", ARENA_VERSION, 409, "Another update is in progress.")),
            Action("up", 4, after=_fails("DELETE", ARENA_VERSION, 409, "It has 3 active deployments.")),
            Action("up", 5, after=_fails("POST", "/v1/app", 409, "Too many changes at the same time.")),
        ],
    ),
    Scenario(
        "cascade",
        [
            Action("up"),
            Action("preview", 2, after=_foreign_version("arena-1")),
            Action("up", 2),
            Action("up", 2, config=DELETE_CHILDREN),
            Action("up", 3, after=_foreign_version("arena-2")),
        ],
    ),
    Scenario("transforms", [Action("preview"), Action("up"), Action("up", 2), Action("destroy", 2)]),
    Scenario(
        "left_out",
        [
            Action("up", options={"continue_on_error": True}, after=_fails("POST", "/v1/app")),
            Action("up"),
            Action("up", 2, {"continue_on_error": True}, after=_fails("PATCH", "/v1/app/arena")),
            Action("up", 3, {"continue_on_error": True}, after=_fails("PATCH", f"{STORAGES}/logs")),
            Action("up", 3),
        ],
    ),
    Scenario("mistakes", [Action("up", 2), *(Action("preview", stage) for stage in range(3, 7))]),
]
