"""Files from users are read or refused with one sentence, whatever they contain."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from pulumi_edgegap.commands.app import app
from pulumi_local import command as local
from pulumi_safe_io.documents import DEEPEST, DocumentError, parse_json, parse_yaml
from typer.testing import CliRunner

DEPTHS = (900, 100_000)


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


def in_a_state(value: str) -> str:
    urn = "urn:pulumi:dev::p::pulumi-python:dynamic/edgegap:App::a"
    resource = json.dumps(
        {"urn": urn, "custom": True, "type": "pulumi-python:dynamic/edgegap:App", "outputs": 0}
    )
    resources = resource.replace('"outputs": 0', f'"outputs": {{"name": {value}}}')
    return f'{{"version": 3, "deployment": {{"resources": [{resources}]}}}}'


def in_a_secret(value: str) -> str:
    signature = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}
    return json.dumps({**signature, "plaintext": value})


def run(command: str) -> Result:
    """Run a command of `pulumi-edgegap`, or of `pulumi-local` where it says so."""
    name, *rest = command.split()
    chosen, words = (local.app, rest) if name == "pulumi-local" else (app, [name, *rest])
    return CliRunner().invoke(chosen, words)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EDGEGAP_API_TOKEN", "token")
    monkeypatch.setenv("EDGEGAP_API_URL", "http://127.0.0.1:9")
    (tmp_path / "Pulumi.yaml").write_text("name: p\nruntime: python\n")
    (tmp_path / "__main__.py").write_text("")
    return tmp_path


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize(
    ("command", "file"),
    [
        ("drift --stack-export FILE", "export.json"),
        ("prune-versions arena --keep 1 --stack-export FILE", "export.json"),
        ("export folder --stack-export FILE", "export.json"),
        ("pulumi-local import --file FILE", "export.json"),
        ("pulumi-local preview --state FILE", "state.json"),
        ("pulumi-local preview", ".pulumi-local/stacks/p/dev.config"),
        ("pulumi-local preview", "Pulumi.dev.yaml"),
        ("pulumi-local preview", "Pulumi.yaml"),
    ],
)
def test_deeply_nested_file_is_refused_in_one_sentence(
    project: Path, command: str, file: str, depth: int
) -> None:
    path = project / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"a: {nested(depth)}" if file.endswith(".yaml") else in_a_state(nested(depth)))
    result = run(command.replace("FILE", file))
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 1
    assert f"it is nested more than {DEEPEST} deep" in result.output
    assert Path(file).name in result.output or "import" in command


@pytest.mark.parametrize("command", ["drift --stack-export FILE", "pulumi-local import --file FILE"])
def test_deeply_nested_secret_is_refused_in_one_sentence(project: Path, command: str) -> None:
    (project / "export.json").write_text(in_a_state(in_a_secret(nested(900))))
    result = run(command.replace("FILE", "export.json"))
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 1
    assert " ".join(result.output.split()).count(". ") == 0


def test_doctor_reports_deeply_nested_settings(project: Path) -> None:
    (project / "Pulumi.dev.yaml").write_text(f"config: {nested(100_000)}")
    result = CliRunner().invoke(app, ["doctor", "--json"])
    assert f"Pulumi.dev.yaml: it cannot be read: it is nested more than {DEEPEST} deep: fix" in result.output


@pytest.mark.parametrize(
    ("read", "text", "why"),
    [
        (parse_json, "{s3cr3t", "it is not JSON"),
        (parse_json, b"\xff\xfe\x00", "it is not JSON"),
        (parse_json, nested(DEEPEST + 1), f"it is nested more than {DEEPEST} deep"),
        (parse_yaml, "a: b\ns3cr3t: {", r"it is not YAML \(ParserError in line 2\)"),
        (parse_yaml, "a: &a [*a]", f"it is nested more than {DEEPEST} deep"),
    ],
)
def test_invalid_document_is_described_in_a_clause(read: Any, text: Any, why: str) -> None:
    with pytest.raises(DocumentError, match=f"^{why}$"):
        read(text)


def test_what_pulumi_writes_is_read() -> None:
    assert parse_json(nested(DEEPEST)) == json.loads(nested(DEEPEST))
    assert parse_json('{"a": 1}'.encode("utf-16")) == parse_yaml("a: 1") == {"a": 1}
