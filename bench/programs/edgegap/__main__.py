"""The bench's objects with this package."""

import os
import sys

from pulumi_edgegap import App, AppVersion

sys.path.insert(0, os.environ["BENCH"])
from fleet import fleet

apps: dict[str, App] = {}
for each in fleet(int(os.environ["BENCH_SIZE"]), changed=int(os.environ["BENCH_CHANGED"])):
    if each.app is None:
        apps[each.name] = App(each.label, **each.body)
    else:
        AppVersion(each.label, app_name=apps[each.app].name, **each.body)
