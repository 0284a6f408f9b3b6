"""The engine by itself, without the Edgegap package, with other resources."""

import os
import subprocess
import sys

FILES = '''
from pathlib import Path

import pulumi
from pulumi.dynamic import CheckFailure, CheckResult, CreateResult, DiffResult, ReadResult, Resource, ResourceProvider
from pulumi.dynamic import UpdateResult

FOLDER = Path("shelf")


class Files(ResourceProvider):
    """Files in a folder. The ID is the name, and another name replaces the file."""

    serialize_as_secret_always = False

    def check(self, olds, news):
        too_long = [CheckFailure("text", "is more than a line")] if "\\n" in str(news["text"]) else []
        return CheckResult(news, too_long)

    def diff(self, id, olds, news):
        renamed = olds["file"] != news["file"]
        return DiffResult(renamed or olds["text"] != news["text"], ["file"] if renamed else [])

    def create(self, props):
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / props["file"]).write_text(props["text"])
        return CreateResult(props["file"], {**props, "size": len(props["text"])})

    def read(self, id, props):
        path = FOLDER / id
        if not path.exists():
            return ReadResult("", {})
        text = path.read_text()
        return ReadResult(id, {**props, "text": text, "size": len(text)})

    def update(self, id, olds, news):
        (FOLDER / id).write_text(news["text"])
        return UpdateResult({**news, "size": len(news["text"])})

    def delete(self, id, props):
        (FOLDER / id).unlink()


class File(Resource, module="shelf", name="File"):
    size: pulumi.Output[int]

    def __init__(self, name, file, text, opts=None):
        super().__init__(Files(), name, {"file": file, "text": text, "size": None}, opts)


list_ = File("list", file=LIST, text=TEXT)
File("count", file="count", text=list_.size.apply(str))
pulumi.export("size", list_.size)
'''

WITHOUT = '''
import sys


class Refuses:
    """Blocks imports that the engine, the program and the provider must not need."""

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("pulumi_edgegap", "httpx", "pydantic", "typer", "rich"):
            raise ModuleNotFoundError(f"{name} is not to be had", name=name)


sys.meta_path.insert(0, Refuses())
'''

LIFE = """
from pathlib import Path

from pulumi.automation import CommandError
from pulumi_local import create_stack

try:
    import pulumi_edgegap
except ModuleNotFoundError:
    pass
else:
    raise AssertionError("it is there")

SHELF, PROGRAM = Path("shelf"), Path("__main__.py")
FILES = PROGRAM.read_text()


def program(file, text):
    PROGRAM.write_text(f"LIST, TEXT = {file!r}, {text!r}\\n{FILES}")


def on_shelf():
    return {path.name: path.read_text() for path in SHELF.iterdir()}


program("list", "milk")
stack = create_stack("test", work_dir=".")
assert stack.preview().change_summary == {"create": 3}
assert not SHELF.exists()

assert stack.up().outputs["size"].value == 4
assert on_shelf() == {"list": "milk", "count": "4"}
stack.preview(expect_no_changes=True)

program("list", "bread and milk")
assert stack.up().summary.resource_changes == {"same": 1, "update": 2}
assert on_shelf() == {"list": "bread and milk", "count": "14"}

(SHELF / "list").write_text("by hand")
(SHELF / "count").unlink()
assert stack.refresh().summary.resource_changes == {"same": 1, "update": 1, "delete": 1}
assert stack.outputs()["size"].value == 14
assert stack.preview().change_summary == {"same": 1, "update": 1, "create": 1}
stack.up()
assert on_shelf() == {"list": "bread and milk", "count": "14"}

program("groceries", "bread and milk")
assert stack.up().summary.resource_changes["replace"] == 1
assert on_shelf() == {"groceries": "bread and milk", "count": "14"}

program("groceries", "two\\nlines")
try:
    stack.up()
except CommandError as error:
    assert "property text value {two\\nlines} has a problem: is more than a line" in str(error), error
else:
    raise AssertionError("it was not refused")

assert stack.destroy(remove=True).summary.resource_changes == {"delete": 3}
assert on_shelf() == {}
"""


def test_engine_runs_without_the_edgegap_package(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(WITHOUT)
    (tmp_path / "Pulumi.yaml").write_text("name: shelf\nruntime: python\n")
    (tmp_path / "__main__.py").write_text(FILES)
    done = subprocess.run(
        [sys.executable, "-c", LIFE],
        cwd=tmp_path,
        env={**os.environ, "PULUMI_CONFIG_PASSPHRASE": "a passphrase", "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
