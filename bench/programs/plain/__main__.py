"""The bench's objects with a dynamic provider as in tutorials: a client for each call, all inputs compared."""

import json
import os
import sys

import httpx
import pulumi
from pulumi.dynamic import CreateResult, DiffResult, ReadResult, Resource, ResourceProvider, UpdateResult

sys.path.insert(0, os.environ["BENCH"])
from fleet import fleet

# Without this, the SDK's serialiser fails near the 980th resource of a program.
sys.setrecursionlimit(20_000)

URL = os.environ["EDGEGAP_API_URL"]
HEADERS = {
    "Authorization": f"token {os.environ['EDGEGAP_API_TOKEN']}",
    "Content-Type": "application/json",
}


class ObjectProvider(ResourceProvider):
    def create(self, props):
        self.ask("POST", props["collection"], props["body"])
        return CreateResult(props["path"], props)

    def read(self, id_, props):
        self.ask("GET", id_)
        return ReadResult(id_, props)

    def diff(self, id_, olds, news):
        return DiffResult(changes=olds["body"] != news["body"])

    def update(self, id_, olds, news):
        self.ask("PATCH", id_, news["body"])
        return UpdateResult(news)

    def delete(self, id_, props):
        self.ask("DELETE", id_)

    def ask(self, method, path, body=None):
        httpx.request(method, URL + path, content=body, headers=HEADERS).raise_for_status()


class Object(Resource):
    path: pulumi.Output[str]

    def __init__(self, name, collection, path, body, opts=None):
        super().__init__(ObjectProvider(), name, {"collection": collection, "path": path, "body": body}, opts)


apps: dict[str, Object] = {}
for each in fleet(int(os.environ["BENCH_SIZE"]), changed=int(os.environ["BENCH_CHANGED"])):
    opts = pulumi.ResourceOptions(depends_on=[apps[each.app]]) if each.app else None
    made = Object(each.label, each.collection, each.path, json.dumps(each.body), opts)
    if each.app is None:
        apps[each.name] = made
