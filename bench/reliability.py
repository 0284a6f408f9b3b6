"""docs/reliability.md, written by the soak: the promises, and the counts that support them."""

from __future__ import annotations

import platform
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from faults import Tally

ROOT = Path(__file__).parents[1]
FILE = ROOT / "docs" / "reliability.md"
PACKAGES = ("pulumi-edgegap", "pulumi", "httpx")

PROMISES = """# Reliability

Written by `python bench/soak.py --write`: the counts below are those of that run.

## What is promised

**Which calls are retried.** A read, an update, a link and a delete are retried when the connection fails, when no response
arrives in time, on 429, 502, 503 and 504, and when a successful response is invalid; a read on 500 as well. A create is
retried if it was certainly not carried out (no connection, 429, or 503 with `Retry-After`), and after any other of these
failures once a look shows that the object does not exist: names are unique, so this cannot create a second one. What the
service refuses is never retried (400, 401, 403, 404, 409, 422, 424). The waits grow at random, obey `Retry-After` (one longer
than `edgegap:maxWait` is an error at once), and end after `edgegap:maxRetries` retries (5) or `edgegap:timeout` seconds (120).
A wait of more than 3 seconds is reported.

**How a lost response is settled.** After a create whose response was lost, the provider looks for the object. If it does not
exist, the provider waits and creates it again, as often as any other call is retried. If it exists, has the values that were
requested, and is not older than the attempt by the service's own clock, it counts as created, and there is one object. What
the response does not show, secrets above all, is then sent again by an update. Otherwise the error says what exists and how
to go on. An update whose last response was lost succeeds if the object now has the requested values, a delete if the object
is gone. If the look fails as well, the error says that the step may have been carried out.

**What a failed step leaves.** The state keeps what it had before. The next `up` tries again; if the object was created unseen,
it says that the name is taken, and `adopt=True` (`edgegap:adopt` for a stack) adopts the object.

**What a kill leaves.** A provider that is killed leaves at most the objects that it was just creating, four at a time, outside
of the state. The next `up` reports each as existing already, and `adopt=True` adopts them. If the engine was killed as well,
run `pulumi cancel` first, and `pulumi refresh --clear-pending-creates` afterwards. One Ctrl-C loses nothing: the calls under
way finish and are recorded.

**What an adoption protects.** An object that one resource adopted is not deleted with another resource that had it before and
left the program, in the same run or in a later one.

**What others do at the same time.** If two runs create the same name, one succeeds and the other is refused. Two that update
different fields of one object both succeed. An object that is deleted during an update, and a parent that is deleted during a
create, are errors that say so (`tests/test_concurrency.py`).

**What a wait for caching leaves** (`wait_for_caching` of a version). The version is first written as inactive, with
everything else. Then `pulumi up` looks at it every 10 seconds, reports progress once a minute, and activates it when
`caching_percent` has reached the share.

- A preview sends no request. It says that `up` will wait for the version.
- If the wait times out (`caching_timeout`, 30 minutes by default) or the second step fails, the version is recorded as
  inactive, and a warning says why. `up` succeeds, its output `is_active` is `False`, and the next `up` waits again; nothing
  is created twice. Its preview shows the version as an update, with a line that says what is left to do.
- One Ctrl-C lets the wait of a dynamic resource go on until it ends or times out, and records the result; in the plugin it
  ends the wait, and the version is recorded as inactive. A second one, or a kill, leaves the version behind, inactive, as
  above; an `up` with `adopt=True` then waits again.
- An adopted version that is active with that very image stays active.

The image has to be cached for that: `force_cache=True`, and hours (`cache_min_hour`) that fall within the timeout. Whether
Edgegap caches images of inactive versions is not documented; where it does not, every wait times out. In the 2024
edition answers show no `caching_percent`, so the version stays inactive.

## Limits

- A link cannot be read. One whose answers were all lost fails its step, even if it was made; the next `up` makes
  it again, which changes nothing. One that was taken away by hand goes unseen.
- The API never shows a secret. One that was changed by hand goes unseen, and an update with a secret whose answers
  were all lost fails its step; the next `up` sends it again.
- An object of the same name and visible fields that somebody else made within the last 2 seconds is taken for the
  result of a create whose answer was lost: the service's clock tells whole seconds. So is one that was made between two tries of
  the same create. It then gets the secrets of the
  one that took it.
- A field that the API's answer does not show can be compared with nothing; it is sent with an adoption, and after
  a create whose answer was lost.
"""


def soak_table(tally: Tally) -> str:
    """Return the counts of a soak as a table."""
    faulty = sum(tally.faults.values())
    share = f"{faulty / max(tally.requests, 1):.0%} of the requests"
    steps = {name: count for name, count in tally.steps.most_common() if name != "same"}
    rows = [
        ("`up` and `refresh` runs", f"{tally.ups}, of which {tally.ups_again} again after a failure"),
        ("steps that ended well", _joined(Counter(steps))),
        ("requests", f"{tally.requests}"),
        ("faults", f"{faulty}, {share}: {_joined(tally.faults, total=False)}"),
        ("requests after a failed one of the same route", f"{tally.repeated}"),
        ("creates settled after a lost answer", f"{tally.settled}"),
        ("adoptions", f"{tally.adopted}"),
        ("objects changed or deleted by hand", f"{tally.drifts}"),
        ("provider processes killed", f"{tally.kills}"),
        ("failed steps", _joined(tally.failed)),
        ("objects at the end", f"{tally.objects}"),
        ("differences", f"{len(tally.differences)}"),
    ]
    return _table(("what", "count"), rows)


def write(soak: str, about: str) -> bool:
    """Run the fault matrix, write the page, and return whether all cases ended as promised."""
    cases = _matrix()
    versions = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    made = f"{datetime.now(timezone.utc):%Y-%m-%d}, Python {platform.python_version()}, {versions}"
    by_step = [
        (step, *_row([case for case in cases if case[0] == step]))
        for step in dict.fromkeys(case[0] for case in cases)
    ]
    lasts = sorted({case[3] for case in cases})
    by_fault = [
        (
            fault,
            *(_share([case[4] for case in cases if case[2] == fault and case[3] == each]) for each in lasts),
        )
        for fault in dict.fromkeys(case[2] for case in cases)
    ]
    FILE.write_text(
        f"{PROMISES}\n## The fault matrix\n\n"
        "`tests/test_faults.py` holds the table: every step of an app version meets every fault, and every other kind "
        "meets one at each\nstep. Each case checks how the step ends, how often the service was asked, how many "
        "objects there are, what the state holds,\nand that after one more `up` a preview is empty.\n\n"
        + _table(
            (
                "step",
                "kinds",
                "cases",
                "ended well",
                "failed in one sentence, then repaired",
                "not as promised",
            ),
            [*by_step, ("all", *_row(cases))],
        )
        + "\n\nHow many of the steps ended well, by fault and by how long it lasted:\n\n"
        + _table(("fault", *lasts), by_fault)
        + "\n\n## The soak\n\n"
        "`make soak`: programs of some dozens of objects of all kinds change at random, and the service fails "
        "about a quarter\nof all requests. An operator runs `up` until it ends well, adopting what stands there. In "
        "the end, without faults, one\nmore `up` and a refresh: whatever then differs between the program, the state "
        f"and the API, field by field, is a\ndifference.\n\nThis run: {about}.\n\n{soak}\n\nMade on {made}.\n"
    )
    print(f"Wrote {FILE.relative_to(ROOT)}: {len(cases)} cases in the matrix.")
    return all(case[4] != "failed" for case in cases)


def _matrix() -> list[tuple[str, str, str, str, str]]:
    """Run the matrix and return the step, kind, fault, duration and result of each case."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                "-q",
                "tests/test_faults.py",
                "-k",
                "test_matrix",
                "--tb=line",
                "--override-ini=junit_family=xunit1",
                f"--junitxml={report}",
            ],
            cwd=ROOT,
            check=False,
        )
        cases = ElementTree.parse(report).iter("testcase")
        return [_case(case) for case in cases]


def _case(case: ElementTree.Element) -> tuple[str, str, str, str, str]:
    who, fault, lasts = case.attrib["name"].removeprefix("test_matrix[").removesuffix("]").split(", ", 2)
    step, kind = who.split()
    ended = case.find("properties/property[@name='ended']")
    has_failed = case.find("failure") is not None or case.find("error") is not None
    return step, kind, fault, lasts, "failed" if has_failed or ended is None else ended.attrib["value"]


def _row(cases: list[tuple[str, str, str, str, str]]) -> tuple[str, ...]:
    ends = Counter(case[4] for case in cases)
    kinds = len({case[1] for case in cases})
    return tuple(str(each) for each in (kinds, len(cases), ends["well"], ends["in words"], ends["failed"]))


def _share(ends: list[str]) -> str:
    return f"{ends.count('well')} of {len(ends)}" if ends else ""


def _joined(counts: Counter[str], *, total: bool = True) -> str:
    parts = ", ".join(f"{name} {count}" for name, count in counts.most_common())
    return f"{sum(counts.values())}: {parts}" if total and parts else parts or "0"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
