"""The declarations, compared with everything that repeats them."""

from __future__ import annotations

import base64
import inspect
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pulumi_edgegap
import pytest
import yaml
from pulumi_edgegap import _public, functions, version_parts
from pulumi_edgegap.api import _secrets, models
from pulumi_edgegap.lifecycle.ownership import ADOPTED
from pulumi_edgegap.lifecycle.resource import Resource
from pulumi_edgegap.lifecycle.state import FILLED

ROOT = Path(__file__).parents[1]
RESOURCES: list[type[Resource]] = [
    each for each in vars(_public).values() if inspect.isclass(each) and issubclass(each, Resource)
]
IN_STATES_OF_USERS = [
    (
        "App",
        "pulumi_edgegap.app",
        "AppProvider",
        "gAJjcHVsdW1pX2VkZ2VnYXAuYXBwCkFwcFByb3ZpZGVyCnEAKVJxAS4=",
    ),
    (
        "AppVersion",
        "pulumi_edgegap.app_version",
        "AppVersionProvider",
        "gAJjcHVsdW1pX2VkZ2VnYXAuYXBwX3ZlcnNpb24KQXBwVmVyc2lvblByb3ZpZGVyCnEAKVJxAS4=",
    ),
    (
        "EndpointStorage",
        "pulumi_edgegap.endpoint_storage",
        "EndpointStorageProvider",
        "gAJjcHVsdW1pX2VkZ2VnYXAuZW5kcG9pbnRfc3RvcmFnZQpFbmRwb2ludFN0b3JhZ2VQcm92aWRlcgpxAClScQEu",
    ),
    (
        "PullProfile",
        "pulumi_edgegap.pull_profile",
        "PullProfileProvider",
        "gAJjcHVsdW1pX2VkZ2VnYXAucHVsbF9wcm9maWxlClB1bGxQcm9maWxlUHJvdmlkZXIKcQApUnEBLg==",
    ),
    (
        "PullProfileLink",
        "pulumi_edgegap.pull_profile_link",
        "PullProfileLinkProvider",
        "gAJjcHVsdW1pX2VkZ2VnYXAucHVsbF9wcm9maWxlX2xpbmsKUHVsbFByb2ZpbGVMaW5rUHJvdmlkZXIKcQApUnEBLg==",
    ),
    (
        "ImageTag",
        "pulumi_edgegap.image_tag",
        "ImageTagProvider",
        "gAJjcHVsdW1pX2VkZ2VnYXAuaW1hZ2VfdGFnCkltYWdlVGFnUHJvdmlkZXIKcQApUnEBLg==",
    ),
]


def test_every_function_has_its_output_form_with_the_same_arguments() -> None:
    plain = [
        name
        for name in vars(functions)
        if name.startswith(("get_", "list_")) and not name.endswith("_output")
    ]
    assert len(plain) == 15
    for name in plain:
        form = getattr(functions, f"{name}_output")
        assert list(inspect.signature(form).parameters) == list(
            inspect.signature(getattr(functions, name)).parameters
        )


def test_every_public_name_is_exported_and_described() -> None:
    public = {name for name in dir(pulumi_edgegap) if not name.startswith("_")}
    modules = {name for name in public if inspect.ismodule(getattr(pulumi_edgegap, name))}
    assert public - modules == set(pulumi_edgegap.__all__)
    assert all(getattr(pulumi_edgegap, name).__doc__ for name in pulumi_edgegap.__all__)


def test_program_that_declares_resources_loads_declarations_and_nothing_else() -> None:
    """Previews take longer with each import, so programs load no other libraries than Pulumi's, no client, no steps."""
    program = (
        "import sys, pulumi\nbefore = set(sys.modules)\nfrom pulumi_edgegap import App, AppVersion, PullProfile\n"
        "print(*sorted(set(sys.modules) - before - sys.stdlib_module_names))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert [name for name in loaded if not name.startswith("pulumi_edgegap")] == []
    steps = [f"pulumi_edgegap.lifecycle.{step}" for step in ("check", "diff", "create", "read", "target")]
    assert "pulumi_edgegap.lifecycle.declaration" in loaded
    assert not {"pulumi_edgegap.api", "pulumi_edgegap.lifecycle.accounts", *steps} & set(loaded)


def contract_bodies(edition: str, path: str, method: str) -> dict[str, Any]:
    contract = yaml.safe_load((ROOT / f"tests/contract/contract-{edition}.yaml").read_text())
    operation = contract["paths"][path][method]
    if "requestBody" in operation:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
    else:
        schema = next(each for each in operation["parameters"] if each["in"] == "body")["schema"]
    while "$ref" in schema:
        where: Any = contract
        for step in schema["$ref"].removeprefix("#/").split("/"):
            where = where[step]
        schema = where
    return dict(schema["properties"])


LIMITS = {"minimum": "least", "maximum": "most", "minLength": "shortest", "maxLength": "longest"}
CREATES = {
    "App": "/v1/app",
    "AppVersion": "/v1/app/{app_name}/version",
    "EndpointStorage": "/v1/storage/endpoint",
    "PullProfile": "/v1/storage/endpoint/{endpoint_name}/pull-profile",
}


@pytest.mark.parametrize("edition", ["2024-07", "2026-05"])
@pytest.mark.parametrize("name", CREATES)
def test_every_field_of_the_contract_is_an_input_with_the_contract_s_range(name: str, edition: str) -> None:
    model = getattr(pulumi_edgegap, name)._dynamic_provider.inputs
    for field, schema in contract_bodies(edition, CREATES[name], "post").items():
        limits = {
            limit: value
            for limit, attribute in LIMITS.items()
            if (value := getattr(model.fields[field].kind, attribute, None)) is not None
        }
        expected = {limit: schema[limit] for limit in schema if limit in limits}
        if (name, field, edition) == ("App", "name", "2024-07"):
            expected["minLength"] = 3  # The 2026 edition asks for more: 3 satisfies both.
        assert {limit: limits[limit] for limit in expected} == expected, field


@pytest.mark.parametrize(("name", "module", "provider", "pickled"), IN_STATES_OF_USERS)
def test_names_in_users_states_have_not_changed(name: str, module: str, provider: str, pickled: str) -> None:
    """Every state contains pickled providers and could not be read if their module or class were renamed."""
    resource = getattr(pulumi_edgegap, name)
    assert resource._resource_type_name == f"dynamic/edgegap:{name}"
    assert resource._pickled == pickled
    life = pickle.loads(base64.b64decode(pickled))
    assert type(life) is type(resource._dynamic_provider)
    assert (type(life).__module__, type(life).__name__) == (module, provider)


def test_no_name_in_users_states_is_missing() -> None:
    assert {name for name, *_ in IN_STATES_OF_USERS} == {each.__name__ for each in RESOURCES}
    assert (FILLED, ADOPTED) == ("__filled", "__adopted")


def test_secrets_are_also_secret_in_requests_and_responses() -> None:
    """The API's client has its own list of secrets, because it does not know the provider's declarations."""
    declared = [each._dynamic_provider.inputs for each in RESOURCES] + [version_parts.EnvInputs]
    all_fields = [field for model in declared for field in model.fields.values()]
    assert {field.name for field in all_fields if field.secret} == _secrets.ALWAYS
    flagged = {field.name: field.secret_if for field in all_fields if field.secret_if}
    assert {name: flags[0] for name, flags in _secrets.FLAGGED.items()} == flagged
    for answer in (models.AppVersion, models.EndpointStorage, models.Env):
        known = answer.model_fields
        assert not [name for name in (*_secrets.ALWAYS, *flagged) if name in known and known[name].repr]


def test_secrets_and_replacements_are_as_documented() -> None:
    def marked(mark: str) -> set[str]:
        return {
            f"{each.__name__}.{name}"
            for each in RESOURCES
            for name, field in each._dynamic_provider.inputs.fields.items()
            if getattr(field, mark)
        }

    assert marked("secret") == {
        "AppVersion.private_username",
        "AppVersion.private_token",
        "EndpointStorage.secret_access_key",
    }
    for resource in RESOURCES:
        replacing = {
            name.split(".")[1] for name in marked("replaces") if name.startswith(f"{resource.__name__}.")
        }
        extra = {"kind"} if resource.__name__ == "AppVersion" else set()
        assert replacing == set(resource._dynamic_provider.key) | {"account"} | extra
