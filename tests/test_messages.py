"""Every message on one page: below each line that calls for it, what the user is told.

The plugin says the same with the names of its schema (tests/plugin_face).
"""

from __future__ import annotations

import doctest
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
from conftest import TOKEN, clear
from pulumi_edgegap.emulator import Emulator
from pulumi_edgegap.lifecycle import live_games, presence
from pulumi_edgegap.lifecycle.api_object import ApiObject
from support.stage import Stage, forget_owners

MESSAGES = """
Check. What stands before the colon is the property at which the engine shows the message, with its value: a secret, or
what may be one, never has it.

>>> check(App, is_activ=True)
unknown property 'is_activ': did you mean 'is_active'?
>>> check(App, colour="red")
unknown property 'colour': expected one of name, is_active, image, is_telemetry_agent_active, account, adopt, delete_children, delete_with_deployments
>>> check(App, name="ab")
name: must have at least 3 characters
>>> check(App, name="x" * 65)
name: must have at most 64 characters
>>> check(App, name="a/b/c")
name: must not contain a slash, or be '.' or '..', because it is part of a URL
>>> check(App, name="arena ")
name: must not begin or end with a space, or contain control characters
>>> check(App, is_active="yes")
is_active: must be True or False, not a string
>>> check(App, name=7)
name: must be a string, not a number
>>> check(App, image="icons/arena.png")
property image must be base64: use `base64.b64encode(path.read_bytes()).decode()`
>>> check(App, image="data:image/png;base64,AAAA")
property image must be plain base64: remove the prefix before the comma ('data:image/png;base64')
>>> check(App, image="R0lGODlh")
property image must be a PNG or a JPEG
>>> check(App, image="/9j/" + "A" * 400000)
property image must be at most 256 KB, but is 292 KB: use a smaller image
>>> check(AppVersion, app_name=None)
missing required property 'app_name'
>>> check(AppVersion, docker_repository="https://docker.io")
property docker_repository must be the registry's host alone, such as 'docker.io', without a scheme: put a path before the image, in docker_image ('project/image')
>>> check(AppVersion, docker_image="docker.io/studio/arena")
property docker_image must not contain the registry's host: put it in docker_repository
>>> check(AppVersion, docker_image="studio/arena:1.0")
property docker_image must not contain a tag or a digest: put the tag in docker_tag
>>> check(AppVersion, docker_image="/")
property docker_image must be an image path, such as 'studio/game-server'
>>> check(AppVersion, docker_tag="latest")
docker_tag: must not be 'latest', which makes deployments irreproducible: use a tag that never moves
>>> check(AppVersion, docker_tag="")
docker_tag: must be a valid image tag, such as '1.4.2'
>>> check(AppVersion, req_cpu="512")
req_cpu: must be an integer, not a string
>>> check(AppVersion, req_cpu=512.5)
req_cpu: must be an integer, not 512.5
>>> check(AppVersion, req_cpu=99)
req_cpu: must be at least 100
req_memory: must be at most twice req_cpu: lower it to 198, or raise req_cpu
>>> check(AppVersion, req_memory=1025)
req_memory: must be at most twice req_cpu: lower it to 1024, or raise req_cpu
>>> check(AppVersion, max_duration=1441)
max_duration: must be at most 1440
>>> check(AppVersion, restart_policy="sometimes")
restart_policy: must be one of 'always', 'never' or 'on_failure'
>>> check(AppVersion, cache_min_hour=3)
cache_max_hour: is required with cache_min_hour
>>> check(AppVersion, enable_all_locations=True, force_cache=True)
enable_all_locations: cannot be combined with force_cache: set only one of them
>>> check(AppVersion, enable_all_locations=True, cache_min_hour=3, cache_max_hour=4)
enable_all_locations: cannot be combined with caching: remove cache_min_hour and cache_max_hour
>>> check(AppVersion, enable_all_locations=True, wait_for_caching=0.5)
enable_all_locations: cannot be combined with caching: remove wait_for_caching
>>> check(AppVersion, wait_for_caching=2)
wait_for_caching: must be greater than 0 and at most 1, such as 0.8
>>> check(AppVersion, wait_for_caching="half")
wait_for_caching: must be a number, not a string
>>> check(AppVersion, caching_timeout=60)
wait_for_caching: is required with caching_timeout
>>> check(AppVersion, ports={})
ports: must be a list, not an object
>>> check(AppVersion, ports=[7777])
property ports[0] must be an object (port, protocol, to_check, tls_upgrade, name), not a number
>>> check(AppVersion, ports=[{"port": 60000, "protocol": "SCTP"}])
property ports[0].port must be at most 59999
property ports[0].protocol must be one of 'TCP', 'UDP', 'TCP/UDP', 'HTTP', 'HTTPS', 'WS' or 'WSS'
>>> check(AppVersion, ports=[{"port": 1, "protocol": "UDP", "prot": "UDP"}])
unknown property 'ports[0].prot': did you mean 'port'?
>>> check(AppVersion, ports=[{"port": 1, "protocol": "UDP", "tls_upgrade": True}])
property ports[0].tls_upgrade is for HTTP and WS only, but this port is UDP: remove it
>>> check(AppVersion, ports=[{"port": 0, "protocol": "UDP"}])
property ports[0].name is required for port 0, which asks for one-to-one port mapping
>>> check(AppVersion, ports=[{"port": 1, "protocol": "UDP", "name": "a"}, {"port": 2, "protocol": "UDP", "name": "a"}])
property ports[1].name is 'a', as in ports[0]: rename one of them
>>> check(AppVersion, probe={"optimal_ping": 9, "rejected_ping": 1})
property probe.optimal_ping must not be greater than rejected_ping (1)
>>> check(AppVersion, session_config={"kind": "Seat"})
missing required property 'session_config.sockets'
>>> check(AppVersion, envs=[{"key": "A=B", "value": 3}])
property envs[0].key must be a valid name of an environment variable: not empty, without '='
property envs[0].value must be a string, not a number
>>> check(AppVersion, envs=[{"key": "A", "value": "x" * 4097}])
property envs[0].value must be at most 4096 bytes (4 KB)
>>> check(AppVersion, private_token=MASK)
property private_token is KEEP_EXISTING_SECRET (the text that the API shows in place of a secret), but there is no secret to keep yet: give the secret itself; in an exported program, run its `pulumi config set --secret` command
>>> life = up(App) and up(AppVersion, envs=[{"key": "A", "value": "", "is_secret": True}]); life.inputs["envs"][0]["value"] = MASK; life.check(envs=[{"key": "A", "value": MASK, "is_secret": True}, {"key": "B", "value": ""}])
property envs[0].value is a secret that only the API knows, but a list that changes has to be sent whole: give the secret itself; in an exported program, run its `pulumi config set --secret` command
>>> check(EndpointStorage, endpoint="s3.example.com")
property endpoint must be a full URL, such as 'https://s3.eu-west-1.amazonaws.com'
>>> check(EndpointStorage, endpoint="https://u:p@s3.example.com")
property endpoint must not contain a user name or password: use access_key_id and secret_access_key
>>> check(EndpointStorage, secret_access_key="")
property secret_access_key must have at least 1 character
>>> check(PullProfile, source="maps")
source: must start with '/', because it is a path in the bucket
>>> check(PullProfile, source="/maps/")
source: must not end with '/', even for a folder: remove the last one
>>> check(PullProfile, source="/m aps")
source: must contain only letters, digits, '_', '-', '+' and '.' between slashes
>>> check(PullProfile, destination="game/maps")
destination: must be an absolute path in the container, such as '/game/maps'
>>> check(PullProfile, destination="/etc/game")
destination: is a protected path, which makes the deployment fail: choose a path of the game's own
>>> check(ImageTag, image_name="studio/../arena")
image_name: must be a project and an image, such as 'studio/game-server', or the image alone
>>> check(ImageTag, image_name="studio/arena:1")
image_name: must not contain a tag or a digest: put the tag in 'tag'
>>> check(App); check(App)
name: is already used by App 'r1': two resources cannot manage one object, so change or remove one of them
>>> check(App, __told=2)
2 invalid properties or options: see their own errors

Create.

>>> existing(App); up(App)
App 'arena' could not be created: Edgegap refused POST /v1/app: "App with this name already exists." (409). Adopt it with `adopt=True`, or give the resource another name. If this stack is replacing it, set `delete_before_replace=True` in the resource's options; if the program formerly called the resource "old", add `aliases=[pulumi.Alias(name="old")]` to them.
>>> existing(App); up(App, adopt=True)
App 'arena' already existed and was adopted; nothing changed.
>>> existing(App); up(App, adopt=True, is_active=False)
App 'arena' already existed and was adopted; changed: is_active.
>>> existing(App); existing(AppVersion); api.versions["arena", "1.0.0"]["kind"] = "session"; up(AppVersion, adopt=True, **{"kind": "non-session"})
AppVersion 'arena/1.0.0' could not be adopted: its kind differs and cannot be changed: set it to the existing value, or give the resource another name.
>>> up(AppVersion)
AppVersion 'arena/1.0.0' could not be created: Edgegap refused POST /v1/app/arena/version: "App not found." (404). Its parent does not exist. If it was deleted, run `pulumi refresh` and then `pulumi up`; if it was never created, pass the parent's `name` output instead of a string.
>>> up(App); fail(method="POST", status=404, body={"message": "Not found."}); up(AppVersion, endpoint_storage="logs")
AppVersion 'arena/1.0.0' could not be created: Edgegap refused POST /v1/app/arena/version: "Not found." (404). Its endpoint_storage 'logs' does not exist: use one that exists.
>>> fail(method="POST", status=400, body={"message": "2 apps on the free tier."}); up(App)
App 'arena' could not be created: Edgegap refused POST /v1/app: "2 apps on the free tier." (400). The organization's plan has no room for another App: delete one that you no longer need, or upgrade the plan. A replacement needs room for one more, because the new one is created first; to delete the old one first, set `delete_before_replace=True` in the resource's options.
>>> up(App, name=None)
missing required property 'name'
This App could not be created: its name has no value; check whether the resource that provides it failed.
>>> fail(method="POST", status=200, body={"name": "arena", "is_active": False}); up(App)
App 'arena' was created, but Edgegap did not apply is_active as given: run `pulumi refresh`, and the next preview shows the difference.
App 'arena': Edgegap's response does not include image, so this edition of its API may not have applied it.
>>> fail(method="POST", drop="after", carry_out=True); fail(method="GET", status=503); up(App)
App 'arena' may have been created: Edgegap did not respond to POST /v1/app ([Errno 104] Connection reset by peer); the request may still have been carried out. Reading it back failed too: Edgegap failed at GET /v1/app/arena: "Made to fail." (503). Run the same command again; if the name is then taken, adopt the object with `adopt=True`.
>>> fail(method="POST", status=401, body={"message": "Invalid token."}); up(App)
App 'arena' could not be created: Edgegap refused POST /v1/app: "Invalid token." (401): check that the API token is complete, valid, and meant for this service.
>>> up(App); fail(method="POST", status=424, body={"message": "Image not found."}); up(AppVersion, verify_image=True)
AppVersion 'arena/1.0.0' could not be created: Edgegap refused POST /v1/app/arena/version: "Image not found." (424).

Diff and update.

>>> up(App).preview(name="other")
App 'arena': replacing it also deletes all its versions, even those outside of this stack; `pulumi up` refuses to, unless you allow it with `delete_children=True` on the resource, or `pulumi config set edgegap:deleteChildren true` and `pulumi up`.
>>> up(App); up(AppVersion, req_video=1024).preview()
AppVersion 'arena/1.0.0': the program no longer sets req_video, but the API cannot unset it, so it keeps its value: set it to the value that you want.
>>> up(App); up(EndpointStorage); up(AppVersion, endpoint_storage="logs").preview()
AppVersion 'arena/1.0.0': the program no longer sets endpoint_storage, but the API cannot unset it, so it keeps its value: set it to the value that you want.
AppVersion 'arena/1.0.0': it still refers to 'logs' as its endpoint_storage; if that is deleted, Edgegap may refuse every later update: set one that stays, or replace the resource.
>>> up(EndpointStorage).preview(secret_access_key="another")
EndpointStorage 'logs': secret_access_key changes.
>>> life = up(App); fail(method="PATCH", status=200, body={"name": "arena", "is_active": True}); life.up(is_active=False)
App 'arena': Edgegap accepted the update but left is_active unchanged; this edition of its API cannot change is_active in place, so give the resource a new name, or replace it with `delete_before_replace=True` in its options and `pulumi up --replace URN`.
>>> life = up(App); fail(method="PATCH", status=200, body={"name": "arena"}); life.up(is_active=False)
App 'arena': Edgegap's response does not include is_active, so this edition of its API may not have applied it.
>>> life = up(App); api.apps["arena"]["is_telemetry_agent_active"] = True; life.up(is_active=False)
App 'arena': is_telemetry_agent_active drifted from the state, and this update left the drift in place: run `pulumi refresh`, and the next preview shows it.
>>> life = up(App); api.apps.clear(); life.up(is_active=False)
App 'arena' could not be updated: Edgegap refused PATCH /v1/app/arena: "App not found." (404). It was deleted outside of Pulumi: run `pulumi refresh`, and the next `pulumi up` recreates it.
>>> life = up(App); fail(method="PATCH", drop="before"); life.up(is_active=False)
App 'arena' could not be updated: Edgegap did not respond to PATCH /v1/app/arena ([Errno 104] Connection reset by peer); the request may still have been carried out.

Read and delete.

>>> other = up(App, name="other"); life = up(App); del api.apps["arena"]; other.refresh(); life.refresh()
App 'arena' no longer exists in Edgegap, so it is removed from the state.
>>> other = up(App, name="other"); life = up(App); del api.apps["arena"]; other.refresh(); life.destroy()
App 'arena' had already been deleted from Edgegap.
>>> life = up(App, account="elsewhere"); life.refresh(); api.apps.clear(); forget(); life.refresh()
App 'arena' was not found in this Edgegap organization, and neither was anything else in this run: check that edgegap-elsewhere:apiToken and edgegap-elsewhere:apiUrl are those of this stack. If everything was really deleted, run `pulumi config set edgegap-elsewhere:allowAllGone true` and then `pulumi up`.
>>> life = up(App); api.apps.clear(); forget(); life.refresh()
App 'arena' was not found in this Edgegap organization, and neither was anything else in this run: check that edgegap:apiToken and edgegap:apiUrl are those of this stack. If everything was really deleted, run the command again with EDGEGAP_ALLOW_ALL_GONE=true, or run `pulumi config set edgegap:allowAllGone true` and then `pulumi up`.
>>> life = up(App); up(AppVersion); life.destroy()
App 'arena' could not be deleted: that would also delete its versions '1.0.0', which this run has not deleted; delete them first, or allow it with `delete_children=True` on the resource, or `pulumi config set edgegap:deleteChildren true` and `pulumi up`.
>>> life = up(App, delete_children=True); up(AppVersion); life.destroy()
App 'arena': its versions '1.0.0' are deleted as well.
>>> up(App); life = up(AppVersion); api.orchestrator.run("arena", "1.0.0"); life.destroy()
AppVersion 'arena/1.0.0' could not be deleted: it has 1 running deployment (a live game); stop it, wait for it to end, or allow it with `delete_with_deployments=True` on the resource, or `pulumi config set edgegap:deleteWithDeployments true` and `pulumi up`.
>>> up(App); life = up(AppVersion, delete_with_deployments=True); api.orchestrator.run("arena", "1.0.0"); life.destroy()
AppVersion 'arena/1.0.0' is being deleted with 1 running deployment.
>>> up(App); life = up(AppVersion); fail(path="*/deployments", status=403, times=2); life.destroy()
AppVersion 'arena/1.0.0': Edgegap does not list running deployments, so this was not checked: Edgegap refused GET /v1/deployments: "Made to fail." (403): check that the API token still exists and is meant for this service, since a deleted token and one of another kind are refused like this; otherwise its organization or plan does not allow this.
>>> up(App); life = up(AppVersion); fail(path="*/deployments", status=503, times=2); life.destroy()
AppVersion 'arena/1.0.0' could not be deleted: Edgegap failed at GET /v1/deployments: "Made to fail." (503). Whether it has running deployments is therefore unknown: run the command again, or allow it with `delete_with_deployments=True` on the resource, or `pulumi config set edgegap:deleteWithDeployments true` and `pulumi up`.
>>> fail(method="GET", status=503); life = up(App); life.refresh()
App 'arena' could not be read: Edgegap failed at GET /v1/app/arena: "Made to fail." (503).
>>> life = up(App); life.id = "a/b"; life.refresh()
App: invalid ID 'a/b': expected the form 'name'.

The client.

>>> fail(status=400, body={"message": "name is too short"}); ask(lambda client: client.apps.create({"name": "a"}))
Edgegap refused POST /v1/app: "name is too short" (400).
>>> fail(status=400, body={"message": "Invalid body.", "errors": {"ports.0.port": "too large"}}); ask(lambda client: client.apps.create({}))
Edgegap refused POST /v1/app: "Invalid body." (400); property ports[0].port "too large".
>>> fail(status=401, body={"message": "Invalid token."}); ask(lambda client: client.apps.get("arena"))
Edgegap refused GET /v1/app/arena: "Invalid token." (401): check that the API token is complete, valid, and meant for this service.
>>> fail(status=403, body={"message": "Forbidden."}); ask(lambda client: client.apps.get("arena"))
Edgegap refused GET /v1/app/arena: "Forbidden." (403): check that the API token still exists and is meant for this service, since a deleted token and one of another kind are refused like this; otherwise its organization or plan does not allow this.
>>> ask(lambda client: client.apps.get("arena"))
Edgegap refused GET /v1/app/arena: "App not found." (404).
>>> fail(status=429, headers={"Retry-After": "90"}); ask(lambda client: client.apps.get("arena"))
Edgegap refused GET /v1/app/arena: "Made to fail." (429). It asks to wait 90 s, but at most 60 s are allowed: run the command again later.
>>> fail(status=502, body="<h1>502</h1>"); ask(lambda client: client.apps.get("arena"))
Edgegap failed at GET /v1/app/arena: 502 Bad Gateway.
>>> fail(status=302, headers={"Location": "https://login.example.com"}); ask(lambda client: client.apps.get("arena"))
Edgegap responded to GET /v1/app/arena with a redirect to https://login.example.com (302), which is not followed, because that would send the token along: use the URL of the API itself.
>>> fail(drop="before"); ask(lambda client: client.apps.get("arena"))
Edgegap did not respond to GET /v1/app/arena ([Errno 104] Connection reset by peer).
>>> fail(drop="before"); ask(lambda client: client.apps.create({"name": "arena"}))
Edgegap did not respond to POST /v1/app ([Errno 104] Connection reset by peer); the request may still have been carried out.
>>> fail(delay=0.3); ask(lambda client: client.apps.get("arena"), timeout=0.1)
Edgegap did not respond to GET /v1/app/arena (timed out).
>>> ask(lambda client: client.apps.get("arena"), url="http://127.0.0.1:9")
Edgegap could not be reached at http://127.0.0.1:9 for GET /v1/app/arena ([Errno 111] Connection refused): check the URL, the network and the proxy.
>>> fail(status=200, body="<h1>Log in</h1>"); ask(lambda client: client.apps.get("arena"))
Invalid response to GET /v1/app/arena: it is not JSON but begins with "<h1>Log in</h1>"; check the URL.
>>> fail(status=200, body={"is_active": True}); ask(lambda client: client.apps.get("arena"))
Invalid response to GET /v1/app/arena: field 'name' is missing.
>>> fail(status=200, body={"name": "other"}); ask(lambda client: client.apps.get("arena"))
Invalid response to GET /v1/app/arena: field 'name' is not the one that was requested.
>>> fail(status=200, body={"name": "arena", "is_active": "no"}); ask(lambda client: client.apps.get("arena"))
Invalid response to GET /v1/app/arena: field 'is_active' should be a valid boolean.
>>> fail(status=200, body={"applications": 1}); ask(lambda client: [*client.apps.list()])
Invalid response to GET /v1/apps: field 'applications' should be a list.
>>> fail(status=200, body={"applications": [], "total_count": 3}, times=2); ask(lambda client: [*client.apps.list()])
Invalid response to GET /v1/apps: it is incomplete, as it was a moment ago: page 1 is empty, but page 1 says total_count 3, and so far there are 0 objects; try again later.
>>> ask(lambda client: client.tags.get("studio/arena", "1"))
Edgegap has no image 'studio/arena' in the registry of this organization, nor 'arena': check its name, that it was pushed and still has a tag, and that the API token belongs to the organization it was pushed to; GET /v1/container-registry/images/arena/tags returned "No image named arena found inside your project." (404).
>>> ask(lambda client: client.apps.get(".."))
/v1/app/{app} was not sent: 'app' must not contain the segment '..'.
>>> ask(lambda client: client.apps.get(""), token="")
The API token is empty.
>>> ask(lambda client: client.apps.get(""), token="a\\nb")
The API token contains invalid characters, such as line breaks or accents.
>>> ask(lambda client: client.apps.get(""), url="api.edgegap.com")
The API URL must be http:// or https:// with a host, without a query or fragment.
>>> ask(lambda client: client.apps.get(""), url="https://u:p@api.edgegap.com")
The API URL must not contain a user name or password.
>>> ask(lambda client: client.apps.get(""), url="http://api.edgegap.com")
The API URL must be https:// unless the API is on this machine or `insecure` is set.
>>> ask(lambda client: client.apps.get(""), max_retries=-1)
The number of retries must be an integer, 0 or greater.
>>> ask(lambda client: client.apps.get(""), requests_per_second=0)
The number of requests per second must be a number greater than 0.

A program.

>>> end(lambda: App("arena", 1))
App 'arena': the second argument must be AppArgs, a dict or pulumi.ResourceOptions, not int; write App('arena', AppArgs(name=..., is_active=...), opts) or App('arena', name=..., is_active=..., opts=opts).
>>> end(lambda: App("arena", pulumi.ResourceOptions(), {}))
App 'arena': pulumi.ResourceOptions must be the last argument, after the arguments of the resource; write App('arena', AppArgs(name=..., is_active=...), opts) or App('arena', name=..., is_active=..., opts=opts).
>>> end(lambda: App(1))
App: the first argument must be the resource's logical name, not int; write App(NAME, AppArgs(name=..., is_active=...), opts) or App(NAME, name=..., is_active=..., opts=opts).
>>> end(lambda: App("arena", {"name": "arena"}, name="arena"))
App 'arena': name is a keyword argument, but others are in args: pass all of them one way; write App('arena', AppArgs(name=..., is_active=...), opts) or App('arena', name=..., is_active=..., opts=opts).
>>> end(lambda: App("arena", opts=1))
App 'arena': opts must be pulumi.ResourceOptions, not int; write App('arena', AppArgs(name=..., is_active=...), opts) or App('arena', name=..., is_active=..., opts=opts).
>>> end(lambda: App.get("lobby", "lobby", pulumi.ResourceOptions(ignore_changes=["isActive"])))
App 'lobby': option ignore_changes: unknown property 'isActive': did you mean 'is_active'?
>>> end(lambda: App.get("lobby", "lobby", 1))
App 'lobby': opts must be pulumi.ResourceOptions, not int; get takes no properties.
>>> end(lambda: get_app("arena"))
Missing API token for Edgegap: run `pulumi config set --secret edgegap:apiToken`, or set EDGEGAP_API_TOKEN.
>>> end(lambda: get_app("arena", account="studio-b"))
Missing API token for the account 'studio-b': run `pulumi config set --secret edgegap-studio-b:apiToken`.

The commands.

>>> run("doctor", only="Token", EDGEGAP_API_TOKEN=None)
fix  Token  Missing API token: run `pulumi config set --secret edgegap:apiToken`, or set EDGEGAP_API_TOKEN.
>>> fail(status=401, body={"message": "Invalid token."}); run("doctor", only="Token")
fix  Token  The token in EDGEGAP_API_TOKEN does not work: Edgegap refused GET /v1/apps: "Invalid token." (401): check that the API token is complete, valid, and meant for this service.
>>> settings("edgegap:maxRetires: 3"); run("doctor", only="Settings  ")
fix  Settings  Pulumi.dev.yaml: edgegap:maxRetires is not a setting: did you mean edgegap:maxRetries?
Settings
>>> settings("edgegap:apiToken: secret"); run("doctor", only="Settings  ")
fix   Settings  Pulumi.dev.yaml: edgegap:apiToken is not encrypted: set it again with `pulumi config set --secret edgegap:apiToken`.
Settings
>>> settings("edgegap:maxRetries: many"); run("doctor", only="Settings  ")
fix  Settings  Pulumi.dev.yaml: edgegap:maxRetries must be a number: run `pulumi config set edgegap:maxRetries NUMBER`.
Settings
>>> settings("edgegap:insecure: perhaps"); run("doctor", only="Settings  ")
fix  Settings  Pulumi.dev.yaml: edgegap:insecure must be true or false: run `pulumi config set edgegap:insecure true`.
Settings
>>> settings("{"); run("doctor", only="Settings  ")
fix  Settings  Pulumi.dev.yaml: it cannot be read: it is not YAML (ParserError in line 3): fix its YAML.
Settings
>>> run("drift --stack-export none.json")
none.json cannot be read: No such file or directory; create one with `pulumi stack export --file FILE`.
>>> write("x.json", "x"); run("drift --stack-export x.json")
x.json is not a stack export: it is not JSON; create one with `pulumi stack export --file FILE`.
>>> write("x.json", {}); run("drift --stack-export x.json")
x.json is not a stack export: it lacks `deployment`; create one with `pulumi stack export --file FILE`.
>>> run("export there", EDGEGAP_API_TOKEN=None)
Missing API token: set EDGEGAP_API_TOKEN.
>>> run("export there")
Nothing to export; nothing was written.
>>> write("README.md", "mine"); up(App); run("export .")
README.md would be overwritten: choose another folder, or use --force.
>>> run("prune-versions arena --keep 1 --no-stack")
App 'arena' does not exist.
>>> run("prune-versions arena --keep 1", only="Error")
Error: Invalid value for --stack-export: give the export of each stack with versions of this app, or --no-stack if there is no such stack.
>>> run("prune-versions arena --keep 1 --no-stack --force x", only="Error")
Error: Invalid value for --force: state the reason.
>>> up(App); up(AppVersion, is_active=False); run("prune-versions arena --keep 0 --no-stack", only="delete")
arena: 1 to delete. Kept: none.
Nothing was deleted. Run the command again with --yes to delete them.
>>> up(App); up(AppVersion, is_active=False); run("prune-versions arena --keep 0 --no-stack --yes", only="delete")
arena: 1 to delete. Kept: none.
version 1.0.0 deleted
1 deleted.
>>> run("smoke arena 1.0.0 --near here", only="Error")
Error: Invalid value for --near: 'here' is not a valid location; use one such as 45.51,-73.57.
>>> run("smoke arena 1.0.0 --ip x", only="Error")
Error: Invalid value for --ip: 'x' is not a valid IP address.
>>> fail(method="POST", status=400, body={"message": "No room."}); run("smoke arena 1.0.0 --timeout 1")
Edgegap refused POST /v2/deployments: "No room." (400).
"""
EXAMPLES = doctest.DocTestParser().get_examples(MESSAGES)


@pytest.fixture(scope="module")
def service() -> Iterator[Emulator]:
    with Emulator([TOKEN]) as running:
        yield running


@pytest.fixture
def stage(service: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """An empty organization, in a process that has seen nothing yet."""
    clear(service.organization())
    forget_owners()
    service.faults.clear()
    for name in ("EDGEGAP_API_TOKEN", "EDGEGAP_API_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(ApiObject, "program_runs", False)
    monkeypatch.setattr(presence, "GRACE", 0.0)
    presence._OF_ACCOUNTS.clear()
    live_games._REPORTED.clear()
    return Stage(service, tmp_path)


@pytest.mark.parametrize("example", EXAMPLES, ids=[each.source.strip() for each in EXAMPLES])
def test_message(example: doctest.Example, stage: Stage) -> None:
    with redirect_stdout(StringIO()) as told:
        exec(example.source, stage.names())
    assert stage.in_short(told.getvalue()) == example.want
