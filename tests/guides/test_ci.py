"""The pipelines of docs/guides/ci.md: each job's commands, in the shell of a runner."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from pulumi_edgegap.testing.engine import Engine

EXAMPLES = Path(__file__).parents[2] / "examples"
PIPELINE = yaml.safe_load((EXAMPLES / "gitlab" / "gitlab-ci.yml").read_text())
GITHUB = yaml.safe_load((EXAMPLES / "github-workflow" / "preview.yml").read_text())


def test_job_for_external_merge_requests_has_no_secret_and_no_environment() -> None:
    check, preview = PIPELINE["check"], PIPELINE["preview"]
    assert check["rules"] == [{"if": '$CI_PIPELINE_SOURCE == "merge_request_event"'}]
    assert "environment" not in check
    (rule,) = preview["rules"]
    assert "$CI_MERGE_REQUEST_SOURCE_PROJECT_PATH == $CI_MERGE_REQUEST_PROJECT_PATH" in rule["if"]
    assert preview["environment"] == {"name": "preview", "action": "access"}


def test_pipeline_sets_what_the_workflow_of_github_sets() -> None:
    (workflow,) = [step["run"] for step in GITHUB["jobs"]["check"]["steps"] if step.get("name") == "Preview"]
    (pipeline,) = [each for each in PIPELINE["check"]["script"] if "set-all" in each]
    assert set(pipeline.split()) <= set(workflow.split())


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository with the project in `infra`, in the tests' environment."""
    project = tmp_path / "repository" / "infra"
    shutil.copytree(
        EXAMPLES / "game-server", project, ignore=shutil.ignore_patterns(".venv", "Pulumi.*.yaml")
    )
    settings = project / "Pulumi.yaml"
    settings.write_text(settings.read_text().replace("virtualenv: .venv", f"virtualenv: '{sys.prefix}'"))
    return project.parent


def run(script: list[str], checkout: Path, environment: dict[str, str]) -> str:
    # The project already has its environment.
    commands = "\n".join(each for each in script if each != "pulumi install")
    ran = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", commands],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_both_jobs_preview_without_an_edgegap_token(checkout: Path, tmp_path: Path, cli: Engine) -> None:
    environment = (
        cli.environment(tmp_path) | PIPELINE["variables"] | {"STACK": "dev", "TMPDIR": str(tmp_path)}
    )
    assert "+ 8 to create" in run(PIPELINE["check"]["script"], checkout, environment)
    assert not list((tmp_path / "state").rglob("check.json")), "the check made a stack in the real backend"

    # The real stack exists before, with its configuration.
    (set_all,) = [each for each in PIPELINE["check"]["script"] if "set-all" in each]
    real = ['cd "$PROJECT"', "pulumi stack init dev", set_all.replace("--stack check", "--stack dev")]
    run(real, checkout, environment)
    assert "+ 8 to create" in run(PIPELINE["preview"]["script"], checkout, environment)
