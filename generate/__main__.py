"""Generate code in the package's classes, docs/reference.md and the plugin's schema from the declarations.

Each field is declared once, in the inputs of its object (`AppVersionInputs`), and fields of responses in
`api/models.py`. The outputs and constructors of resources, the arguments and outputs of their parts, the
`ArgsDict` types and the results of functions are generated from them. Run this after changing them::

    python generate            # write
    python generate --check    # only report whether anything would change (exit code 1)
"""

from __future__ import annotations

import json
import sys

from classes import generated_classes
from objects import PACKAGE, ROOT
from pulumi_edgegap.plugin.schema import schema
from reference import reference
from regions import MARK, with_generated_code


def main() -> int:
    """Write the files, or report which are out of date."""
    marked = [path for path in sorted(PACKAGE.rglob("*.py")) if MARK in path.read_text()]
    classes = generated_classes()
    wanted = {path: with_generated_code(path, classes) for path in marked}
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
