"""Writes what follows from the declarations: classes of the package, docs/reference.md, the schema of the plugin.

A field stands once, in the inputs of its object (`AppVersionInputs`), and what the API answers in `api/models.py`.
From there come the outputs and constructors of resources, the arguments and outputs of their parts, the dicts that
stand for arguments, and the results of functions. Run this after a change of them::

    python generate            # write
    python generate --check    # only tell whether anything would change (exit code 1)
"""

from __future__ import annotations

import json
import sys

from classes import made
from objects import PACKAGE, ROOT
from pulumi_edgegap.plugin.schema import schema
from reference import reference
from regions import MARK, renewed


def main() -> int:
    """Write the files, or tell which are out of date."""
    marked = [path for path in sorted(PACKAGE.rglob("*.py")) if MARK in path.read_text()]
    classes = made()
    wanted = {path: renewed(path, classes) for path in marked}
    wanted[ROOT / "docs/reference.md"] = reference()
    wanted[ROOT / "tests/plugin_face/schema.json"] = json.dumps(schema(), indent=2) + "\n"
    if classes:
        sys.exit(f"No class {', '.join(classes)} has a line {MARK!r}.")
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text() != text]
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is out of date: run `make generate`.")
        return 1 if stale else 0
    for path in stale:
        path.write_text(wanted[path])
    return 0


if __name__ == "__main__":
    sys.exit(main())
