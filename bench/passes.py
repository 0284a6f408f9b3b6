"""Count the functions and modules of this package that a step calls, with `sys.setprofile`.

    python bench/passes.py

Each step runs on an existing, unchanged `AppVersion` against the local API, and for the second time, so that
what happens once per process is not counted.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import pulumi_edgegap
from pulumi_edgegap.app import AppProvider
from pulumi_edgegap.app_version import AppVersionProvider
from service import serve
from support.declared import VERSION

PACKAGE = str(Path(pulumi_edgegap.__file__).parent)


@contextmanager
def counted(step: str) -> Iterator[None]:
    """Count the calls during the block and print the counts."""
    codes: set[CodeType] = set()
    modules: set[str] = set()
    changes, last = 0, ""

    def look(frame: FrameType, event: str, _argument: object) -> None:
        nonlocal changes, last
        file = frame.f_code.co_filename
        if event != "call" or not file.startswith(PACKAGE) or frame.f_code.co_name.startswith("<"):
            return
        codes.add(frame.f_code)
        modules.add(file)
        changes += file != last
        last = file

    sys.setprofile(look)
    try:
        yield
    finally:
        sys.setprofile(None)
    if "-v" in sys.argv:
        print(*sorted(f"{Path(c.co_filename).relative_to(PACKAGE)}:{c.co_name}" for c in codes), sep="\n")
    print(f"{step:8} {len(codes):3} functions in {len(modules):2} modules, {changes:3} changes of module")


def main() -> None:
    """Run the steps of an app version's life cycle, twice."""
    with serve(0) as service:
        settings = {"edgegap:apiUrl": service.url, "edgegap:apiToken": service.token}
        app, version = AppProvider(), AppVersionProvider()
        for each in (app, version):
            each.use_settings(settings.get)
        app.create(app.check({}, {"name": "arena"}).inputs)
        for is_second in (False, True):
            take = counted if is_second else _uncounted
            name = f"1.{int(is_second)}"
            with take("check"):
                inputs = version.check({}, VERSION | {"name": name}).inputs
            with take("create"):
                made = version.create(inputs)
            news = inputs | {"req_cpu": 1024}
            with take("diff"):
                version.diff(made.id, made.outs, news)
            with take("update"):
                state = version.update(made.id, made.outs, news).outs
            with take("read"):
                version.read(made.id, state)
            with take("delete"):
                version.delete(made.id, state)


@contextmanager
def _uncounted(_step: str) -> Iterator[None]:
    yield


if __name__ == "__main__":
    main()
