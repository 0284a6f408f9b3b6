"""docs/reliability.md, as the soak writes it: the promises, and the counts that stand behind them."""

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
    from weather import Tally

ROOT = Path(__file__).parents[1]
FILE = ROOT / "docs" / "reliability.md"
PACKAGES = ("pulumi-edgegap", "pulumi", "httpx")

PROMISES = """# Reliability

Written by `python bench/soak.py --write`: the counts below are those of that run.

## What is promised

**Which call is repeated.** A read, an update, a link and a delete are asked again when the connection fails, when
no answer comes in time, on 429, 502, 503 and 504, and when an answer of success cannot be understood; a read on
500 as well. A create is asked again if it was surely not carried out (no connection, 429, or 503 with `Retry-After`),
and after any other of these failures once a look shows that nothing stands there: names are unique, so no second object
can come of it. Nothing is asked again that the service refuses (400, 401, 403, 404, 409, 422, 424). The waits grow
at random, obey `Retry-After` (one that is longer than `edgegap:maxWait` is an error at once), and end after `edgegap:maxRetries` repetitions (5) or `edgegap:timeout` seconds
(120). A wait of more than 3 seconds is reported.

**How a lost answer is settled.** After a create whose answer was lost, the provider looks at the object. If it is
not there, it waits and creates it again, with the patience of any other call. If it is there, is as it was asked for, and is not older
than the attempt by the service's own clock, it is taken: the step ends well, with one object. What its answer does
not show, secrets first of all, is then sent once more by an update. Otherwise the error says what stands there and
how to go on. An update whose last answer was lost ends well if the object now is as it was asked for, a delete if
the object is gone. Where the look fails as well, the error says that the step may have been done.

**What a failed step leaves.** The state keeps what it held before. The next `up` tries again; where the object was
made unseen, it says that the name is taken, and `adopt=True` (`edgegap:adopt` for a stack) takes the object over.

**What a kill leaves.** A provider that is killed leaves at most the objects that it was just making, four at once,
outside of the state. The next `up` names each of them as existing already, and `adopt=True` takes them over. If
the engine was killed as well: first `pulumi cancel`, and afterwards `pulumi refresh --clear-pending-creates`. One
Ctrl-C loses nothing: the calls under way end and are recorded.

**What an adoption takes over.** An object that one resource adopted is not deleted with another one that had it
before and left the program, in the same run or in a later one.

**What others do meanwhile.** Of two that create one name, one has it and the other gets the refusal. Two that update
different fields of one object both get theirs. An object that is deleted under an update, and a parent that is
deleted under a create, are errors that say so (`tests/test_concurrency.py`).

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
    """Give what a soak counted as a table."""
    faulty = sum(tally.faults.values())
    share = f"{faulty / max(tally.requests, 1):.0%} of the requests"
    steps = {name: count for name, count in tally.steps.most_common() if name != "same"}
    rows = [
        ("`up` and `refresh` runs", f"{tally.ups}, of which {tally.ups_again} again after a failure"),
        ("steps that ended well", _listed(Counter(steps))),
        ("requests", f"{tally.requests}"),
        ("faults", f"{faulty}, {share}: {_listed(tally.faults, total=False)}"),
        ("requests after a failed one of the same route", f"{tally.repeated}"),
        ("creates settled after a lost answer", f"{tally.settled}"),
        ("adoptions", f"{tally.adopted}"),
        ("objects changed or deleted by hand", f"{tally.drifts}"),
        ("provider processes killed", f"{tally.kills}"),
        ("failed steps", _listed(tally.failed)),
        ("objects at the end", f"{tally.objects}"),
        ("differences", f"{len(tally.differences)}"),
    ]
    return _table(("what", "count"), rows)


def write(soak: str, about: str) -> bool:
    """Run the fault matrix and write the document; tell whether all cases ended as promised."""
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
    """Run the matrix, and give step, kind, fault, duration and end of each case."""
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


def _listed(counts: Counter[str], *, total: bool = True) -> str:
    parts = ", ".join(f"{name} {count}" for name, count in counts.most_common())
    return f"{sum(counts.values())}: {parts}" if total and parts else parts or "0"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
