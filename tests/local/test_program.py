"""The output of programs that fail or print."""

import pytest
from pulumi.automation import CommandError
from pulumi_local import monitor


def failure_of(stack) -> str:
    with pytest.raises(CommandError) as failure:
        stack.preview()
    return str(failure.value)


def test_run_error_is_one_line(studio):
    text = failure_of(studio.write('raise pulumi.RunError("give it a name")').stack())
    assert "error: give it a name" in text
    assert "Traceback" not in text


def test_exception_shows_only_the_frames_of_the_user(studio):
    text = failure_of(studio.write("def inner():\n    return {}['x']\n\ninner()").stack())
    assert "KeyError: 'x'" in text
    assert "line 4, in inner" not in text
    assert "in inner" in text
    assert "runpy" not in text
    assert "children" not in text


def test_prints_and_logs_are_shown(studio):
    text = (
        studio.things(
            """
        print("printed")
        pulumi.log.warn("warned")
        thing = Thing("a")
        pulumi.log.info("about it", thing)
        pulumi.export("config", pulumi.get_stack() + "/" + pulumi.get_project() + "/" + pulumi.get_organization())
        """
        )
        .stack()
        .up()
        .stdout
    )
    assert "printed" in text
    assert "warning: warned" in text
    assert "pulumi-python:dynamic/tests:Thing (a):\n    about it" in text
    assert 'config: "test/arena/organization"' in text


def test_required_version_is_checked(studio):
    assert "does not satisfy" in failure_of(studio.write('pulumi.require_pulumi_version(">=99.0.0")').stack())


def test_sdk_that_is_too_old_is_reported(studio, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        """
import importlib.metadata, pulumi.runtime

importlib.metadata.version = lambda name: "3.100.0"
pulumi.runtime.Settings = lambda project, stack, monitor, engine, dry_run, parallel: None
"""
    )
    studio.environment["PYTHONPATH"] = str(tmp_path)
    text = failure_of(studio.write("").stack())
    assert "The Pulumi SDK of the program, 3.100.0, is not compatible with that of the local engine, " in text
    assert "install the same version in both environments" in text
    assert "Traceback" not in text


def test_engine_works_without_a_feature_that_its_sdk_lacks(studio, monkeypatch):
    monkeypatch.setattr(monitor, "_FEATURES", {*monitor._FEATURES, "featureOfTomorrow"})
    assert studio.things('Thing("a")').stack().up().summary.resource_changes == {"create": 2}
