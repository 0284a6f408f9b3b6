"""The sources of an account's token and URL."""

from __future__ import annotations

import pytest
from pulumi_edgegap.api import DEFAULT_URL
from pulumi_edgegap.lifecycle.accounts import ConfigurationError, load_account
from pulumi_edgegap.lifecycle.settings import mistake_in

ENVIRONMENT = {"EDGEGAP_API_TOKEN": "from-environment", "EDGEGAP_API_URL": "https://environment.example.com"}


def test_stack_configuration_wins_over_the_environment() -> None:
    settings = {"edgegap:apiToken": "from-stack", "edgegap:apiUrl": "https://stack.example.com"}
    assert load_account("", settings.get, ENVIRONMENT).token == "from-stack"
    assert load_account("", settings.get, ENVIRONMENT).url == "https://stack.example.com"
    assert load_account("", {}.get, ENVIRONMENT).token == "from-environment"
    assert load_account("", {"edgegap:apiToken": "x"}.get, {}).url == DEFAULT_URL


def test_token_of_one_organization_is_never_used_for_another() -> None:
    with pytest.raises(ConfigurationError, match="edgegap-studio-b:apiToken"):
        load_account("studio-b", {"edgegap:apiToken": "of the default account"}.get, ENVIRONMENT)
    other = load_account("studio-b", {"edgegap-studio-b:apiToken": "b"}.get, ENVIRONMENT)
    assert (other.token, other.url) == ("b", DEFAULT_URL)


def test_missing_token_says_how_to_set_it() -> None:
    with pytest.raises(ConfigurationError, match="or set EDGEGAP_API_TOKEN"):
        load_account("", {}.get, {})


def test_account_does_not_show_its_token() -> None:
    assert "hunter2" not in repr(load_account("", {"edgegap:apiToken": "hunter2"}.get, {}))


def test_settings_of_a_call_are_read_and_a_wrong_one_is_named() -> None:
    settings = {
        "edgegap:apiToken": "x",
        "edgegap:maxRetries": "2",
        "edgegap:timeout": "7.5",
        "edgegap:insecure": "true",
    }
    account = load_account("", settings.get, {})
    assert (account.max_retries, account.timeout, account.insecure) == (2, 7.5, True)
    for key, value in {"edgegap:maxRetries": "many", "edgegap:insecure": "perhaps"}.items():
        with pytest.raises(ConfigurationError, match=key):
            load_account("", {**settings, key: value}.get, {})


@pytest.mark.parametrize(
    ("key", "project", "mistake"),
    [
        ("edgegap:adpot", "arena", "edgegap:adpot is not a setting: did you mean edgegap:adopt?"),
        ("edgegap-b:adpot", "arena", "edgegap-b:adpot is not a setting: did you mean edgegap-b:adopt?"),
        ("edgegap:logs_key", "edgegap", ""),
        ("edgegap-infra:logs_key", "edgegap-infra", ""),
        ("edgegap:pluginDownloadURL", "arena", ""),
        ("edgegaps:adpot", "arena", ""),
    ],
)
def test_misspelt_setting_is_named_unless_it_is_the_projects_own(
    key: str, project: str, mistake: str
) -> None:
    assert mistake_in(key, "true", project) == mistake
