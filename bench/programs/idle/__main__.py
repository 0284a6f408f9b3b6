"""The bench's objects with a provider that sends no requests, to measure only the engine and the SDK."""

import json
import os
import sys

import pulumi

sys.path.insert(0, os.environ["BENCH"])
from bare_provider import IDLE
from fleet import fleet


class Object(pulumi.CustomResource):
    path: pulumi.Output[str]

    def __init__(self, name, collection, path, body):
        given = {"collection": collection, "path": path, "body": body, "__provider": IDLE}
        super().__init__("pulumi-python:dynamic/bench:Object", name, given)


apps = {}
for each in fleet(int(os.environ["BENCH_SIZE"]), changed=int(os.environ["BENCH_CHANGED"])):
    parent = apps[each.app].path if each.app else ""
    path = pulumi.Output.concat(parent, each.path.removeprefix(f"/v1/app/{each.app}"))
    made = Object(each.label, each.collection, path, json.dumps(each.body))
    if each.app is None:
        apps[each.name] = made
