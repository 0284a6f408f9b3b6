"""The exported program."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from pulumi_edgegap.commands.exported.names import Names, config_key, identifier
from pulumi_edgegap.emulator import Organization

IMAGE = {"docker_repository": "docker.io", "docker_image": "studio/arena", "req_cpu": 512, "req_memory": 1024}
ICON = "iVBORw0KGgo" + "A" * 301


def add_app(api: Organization, name: str, *versions: str, **fields: Any) -> None:
    if name not in api.apps:
        api.create_app({"name": name, "is_active": True, "image": ""})
    for version in versions:
        api.create_version(name, {"name": version, "docker_tag": version, **IMAGE, **fields})


def test_versions_that_differ_in_little_are_a_table_in_the_order_of_their_numbers_and_a_loop(
    exported: Any, api: Organization
) -> None:
    add_app(api, "arena", "1.0", "1.9", private_token="token")
    add_app(api, "arena", "1.10", private_token="token", req_video=1024)
    add_app(api, "arena", "odd", ports=[{"port": 80, "protocol": "TCP"}])
    exported.export()
    text = (exported.folder / "apps/arena.py").read_text()
    assert (
        """
VERSIONS: list[tuple[str, int]] = [
    # name, req_video
    ("1.0", 0),
    ("1.9", 0),
    ("1.10", 1024),
]

versions = {
    name: edgegap.AppVersion(
        f"arena-{name}",
        app_name=app.name,
        name=name,
        docker_repository="docker.io",
        docker_image="studio/arena",
        docker_tag=name,
        private_token=config.get_secret(f"arena-{name}_private_token")
        or edgegap.KEEP_EXISTING_SECRET,
        req_cpu=512,
        req_memory=1024,
        req_video=req_video,
"""
        in text
    )
    assert (
        """
    for name, req_video in VERSIONS
}

odd = edgegap.AppVersion(
    "arena-odd",
"""
        in text
    )


def test_program_is_typed(exported: Any, api: Organization, pytestconfig: pytest.Config) -> None:
    api.create_storage(
        {
            "name": "class",
            "access_key_id": "A",
            "secret_access_key": "k",
            "endpoint": "https://s3",
            "bucket": "b",
        }
    )
    api.create_profile(
        "class", {"name": "maps", "source": "/m", "source_type": "File", "destination": "/game"}
    )
    add_app(api, "arena", "1.0", "1.1", "1.2", envs=[{"key": "A", "value": "1", "is_secret": True}])
    add_app(api, "arena", "1.3", is_active=False, command="/run", endpoint_storage="class")
    add_app(api, "ゲーム", "1", "2", "3", probe={"optimal_ping": 1, "rejected_ping": 2})
    add_app(api, "ゲーム", "4", max_duration=5, is_active=False)
    api.update_app("arena", {"image": ICON})
    exported.export()
    checking = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--cache-dir",
        pytestconfig.cache.mkdir("mypy"),
        "__main__.py",
    ]
    result = subprocess.run(checking, cwd=exported.folder, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout
    assert "endpoint_storage=storages.class_.name" in (exported.folder / "apps/arena.py").read_text()
    assert (exported.folder / "icons/arena.png").read_bytes().startswith(b"\x89PNG")


def test_storage_whose_name_is_none_is_of_those_versions_that_have_it(
    exported: Any, api: Organization
) -> None:
    storage = {"access_key_id": "A", "secret_access_key": "k", "endpoint": "https://s3", "bucket": "b"}
    api.create_storage({"name": "None", **storage})
    add_app(api, "arena", "1.0", "1.1", "1.2")
    add_app(api, "arena", "1.3", endpoint_storage="None")
    exported.export()
    assert (exported.folder / "apps/arena.py").read_text().count("endpoint_storage") == 1
    exported.imported().stack.preview(expect_no_changes=True)


def test_names_too_long_for_a_file_are_truncated(exported: Any, api: Organization) -> None:
    long = "\U00020bb7" * 63  # four bytes each
    for name in (f"{long}a", f"{long}b"):
        add_app(api, name, "1.0", "1.1", "1.2", f"{long}c")
        api.update_app(name, {"image": ICON})
    exported.export()
    names = {path.name for path in exported.folder.rglob(f"{long[:9]}*")}
    assert len(names) == 4
    assert max(len(f"{name}.cpython-311.pyc.0123456789abcdef".encode()) for name in names) < 256
    exported.imported().stack.preview(expect_no_changes=True)


def test_secret_that_no_program_reads_is_not_listed(exported: Any, api: Organization) -> None:
    secret = {"key": "KEY", "value": "k", "is_secret": True}
    add_app(api, "arena", "1.0", envs=[secret], private_token="token")
    api.versions["arena", "1.0"]["envs"].append({"key": "", "value": "v", "is_secret": False})
    plan = exported.export()
    assert [each.what.split(" must")[0] for each in plan.left_out] == [
        "AppVersion 'arena/1.0': property envs[0].key"
    ]
    assert plan.secrets == ["arena-1.0_private_token"]
    text = (exported.folder / "apps/arena.py").read_text()
    assert [key for key in plan.secrets if key not in text] == []
    assert "arena-1.0_KEY" not in (exported.folder / "README.md").read_text()
    exported.imported().stack.preview(expect_no_changes=True)


def test_what_a_program_cannot_declare_is_left_out_and_reported(exported: Any, api: Organization) -> None:
    add_app(api, "arena", "1.0")
    api.create_version(
        "arena", {"name": "old", **IMAGE, "docker_tag": "1", "docker_image": "docker.io/arena"}
    )
    api.versions["arena", "1.0"]["termination_grace_period_seconds"] = 4
    plan = exported.export()
    assert [each.id for each in plan.resources] == ["arena", "arena/1.0"]
    (image, short) = sorted(plan.left_out, key=lambda each: not each.whole)
    assert image.what.startswith("AppVersion 'arena/old': property docker_image must not contain")
    assert (
        short.what == "AppVersion 'arena/1.0': property termination_grace_period_seconds must be at least 5."
    )
    exported.imported().stack.preview(expect_no_changes=True)


def test_value_that_the_api_keeps_is_declared_unchanged(exported: Any, api: Organization) -> None:
    add_app(api, "arena", "1.0")
    api.versions["arena", "1.0"] |= {"kind": 0, "time_to_deploy": 10, "docker_tag": "latest"}
    api.versions["arena", "1.0"] |= {
        "docker_repository": "registry.edgegap.com/studio",
        "docker_image": "arena",
    }
    assert exported.export().left_out == []
    exported.imported().stack.preview(expect_no_changes=True)


def test_second_export_adds_what_the_stack_does_not_have(exported: Any, api: Organization) -> None:
    add_app(api, "arena", "1.0")
    exported.export()
    exported.imported()
    first = {path: path.read_bytes() for path in exported.folder.rglob("*.*") if path.is_file()}

    add_app(api, "arena", "1.1")
    add_app(api, "lobby", "1.0")
    plan = exported.export(exported.stack_file())
    assert (plan.managed, [each.id for each in plan.resources]) == (2, ["arena/1.1", "lobby", "lobby/1.0"])
    assert all(path.read_bytes() == content for path, content in first.items() if ".pulumi" not in str(path))
    main = exported.folder / "__main__.py"
    main.write_text(main.read_text() + "import apps.arena_2\nimport apps.lobby\n")
    exported.imported("import_2.json").stack.preview(expect_no_changes=True)


def test_files_of_a_second_export_have_one_number_after_the_first_import_file_was_deleted(
    exported: Any, api: Organization
) -> None:
    add_app(api, "arena", "1.0")
    exported.export()
    exported.imported()
    (exported.folder / "import.json").unlink()

    add_app(api, "lobby", "1.0")
    exported.export(exported.stack_file())
    assert {each.name for each in exported.folder.glob("*_2.*")} == {"README_2.md", "import_2.json"}
    assert not (exported.folder / "import.json").exists()


def test_thousands_of_versions_take_linear_time(exported: Any, api: Organization) -> None:
    add_app(api, "arena", "1.0", private_token="token")
    made = api.versions["arena", "1.0"]
    for number in range(2000):
        name = f"1.{number}"
        api.versions["arena", name] = made | {"name": name, "docker_tag": name, "req_video": number}
    plan = exported.export()
    assert len(plan.resources) == 2001
    assert len((exported.folder / "apps/arena.py").read_text().splitlines()) < 2100


def test_names_are_unique_and_valid() -> None:
    names = Names("arena")
    assert [names.free("arena", "-") for _ in range(3)] == ["arena-2", "arena-3", "arena-4"]
    texts = ("Arena 1.0", "1.0", "class", "ゲーム", "--", "ﬁ")
    assert [identifier(text) for text in texts] == ["arena_1_0", "v1_0", "class_", "ゲーム", "v", "fi"]
    assert config_key("-a b$1.0_KEY") == "a_b_1.0_KEY"
