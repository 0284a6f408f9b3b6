"""The provider plugin: each request of the engine becomes a step of the life cycle."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial, wraps
from importlib.metadata import version
from threading import Event
from typing import NoReturn, Protocol, TypeVar

import grpc
from google.protobuf.empty_pb2 import Empty
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime import rpc
from pulumi.runtime.proto import plugin_pb2
from pulumi.runtime.proto import provider_pb2 as pb
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderServicer

from ..lifecycle import masked
from ..lifecycle.api_object import AUTONAME, ApiObject
from ..lifecycle.call import Call
from ..lifecycle.cases import camel, camel_path
from ..lifecycle.check import check
from ..lifecycle.create import create
from ..lifecycle.delete import delete
from ..lifecycle.diff import diff
from ..lifecycle.internal_errors import OWN
from ..lifecycle.read import read
from ..lifecycle.secrecy import unsealed
from ..lifecycle.update import update
from ..lifecycle.values import Value
from . import autonames, previews
from .details import detailed
from .engine import EngineLog
from .invokes import FUNCTIONS, NOT_YET
from .kinds import RESOURCES
from .schema import schema
from .settings import SETTINGS, lookup_in, mistakes
from .unserved import UnservedError, served, type_in
from .wire import Marks, received, seal, sent, unmarked
from .wording import worded


class _OfResource(Protocol):
    @property
    def urn(self) -> str: ...


Request = TypeVar("Request", bound=_OfResource)
Response = TypeVar("Response")
T = TypeVar("T")


def _step(
    step: Callable[[Servicer, Request, ApiObject, Call], Response],
) -> Callable[[Servicer, Request, grpc.ServicerContext], Response]:
    """Make a step an RPC: it gets the kind of its resource, and its errors reach the engine as sentences."""

    @wraps(step)
    def rpc(self: Servicer, request: Request, context: grpc.ServicerContext) -> Response:
        kind = _found(context, self.kind_of, request.urn)
        words = partial(worded, model=kind.inputs)
        call = self._log.call(
            request.urn, words, lambda: context.is_active() and not self._cancelled.is_set()
        )
        try:
            return step(self, request, kind, call)
        except OWN as error:
            _abort(context, words(str(error)))

    return rpc


def _found(context: grpc.ServicerContext, look_up: Callable[[str], T], name: str) -> T:
    """Look up what the engine names; what there is not is an error of its request."""
    try:
        return look_up(name)
    except UnservedError as error:
        _abort(context, str(error), grpc.StatusCode.INVALID_ARGUMENT)


def _abort(
    context: grpc.ServicerContext, sentence: str, code: grpc.StatusCode = grpc.StatusCode.UNKNOWN
) -> NoReturn:
    context.abort(code, sentence)
    raise AssertionError


class Servicer(ResourceProviderServicer):
    """One provider: its settings, and the kinds of objects that live by them."""

    def __init__(self, log: EngineLog) -> None:
        """Begin with no settings; the engine gives them before the first step."""
        self._log = log
        self._cancelled = Event()
        self._kinds = {token: type(each._life)() for token, each in RESOURCES.items()}
        self._resources = {each._life.inputs: each for each in RESOURCES.values()}
        self._configure({})

    def kind_of(self, urn: str) -> ApiObject:
        """Give the kind of a resource."""
        return served("type", type_in(urn), self._kinds)

    def _configure(self, variables: dict[str, str]) -> None:
        for kind in self._kinds.values():
            kind.use(lookup_in(variables), self._log)

    def _state(self, outs: Mapping[str, Value] | None, kind: ApiObject, marks: dict[Value, Marks]) -> Struct:
        """Give outputs, with the dynamic provider among them: by that a program can go back to dynamic resources."""
        return sent(
            unsealed(outs) | {"__provider": self._resources[kind.inputs]._pickled}, kind.inputs, marks
        )

    def GetPluginInfo(self, request: Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        """Give the version."""
        return plugin_pb2.PluginInfo(version=version("pulumi-edgegap"))

    def Handshake(
        self, request: pb.ProviderHandshakeRequest, context: grpc.ServicerContext
    ) -> pb.ProviderHandshakeResponse:
        """Tell the engine what this provider takes."""
        return pb.ProviderHandshakeResponse(accept_secrets=True, supports_autonaming_configuration=True)

    def GetSchema(self, request: pb.GetSchemaRequest, context: grpc.ServicerContext) -> pb.GetSchemaResponse:
        """Give the schema."""
        return pb.GetSchemaResponse(schema=json.dumps(schema()))

    def CheckConfig(self, request: pb.CheckRequest, context: grpc.ServicerContext) -> pb.CheckResponse:
        """Refuse settings that there are not, and keep the token secret however it was given."""
        response = pb.CheckResponse(
            failures=[
                pb.CheckFailure(property=name, reason=reason)
                for name, reason in mistakes(
                    rpc.deserialize_properties(request.news, keep_unknowns=True)
                ).items()
            ]
        )
        response.inputs.CopyFrom(request.news)
        for setting in SETTINGS:
            if setting.secret and setting.name in request.news.fields:
                seal(response.inputs, setting.name)
        return response

    def DiffConfig(self, request: pb.DiffRequest, context: grpc.ServicerContext) -> pb.DiffResponse:
        """Tell whether any setting differs: after "none" the engine would go on with those of the last run."""
        differs = request.old_inputs != request.news
        return pb.DiffResponse(changes=pb.DiffResponse.DIFF_SOME if differs else pb.DiffResponse.DIFF_NONE)

    def Configure(self, request: pb.ConfigureRequest, context: grpc.ServicerContext) -> pb.ConfigureResponse:
        """Take the settings. A missing token is an error where one is needed: a preview may need none."""
        self._configure(dict(request.variables))
        return pb.ConfigureResponse(acceptSecrets=True, supports_autonaming_configuration=True)

    @_step
    def Check(self, request: pb.CheckRequest, kind: ApiObject, call: Call) -> pb.CheckResponse:
        """Fill in defaults and an automatic name, and find every mistake."""
        news, marks = received(request.news, kind.inputs)
        olds, _ = received(request.olds, kind.inputs)
        words = partial(worded, model=kind.inputs, given=list(news))
        if "name" in kind.inputs.fields and news.get("name") is None:
            news.setdefault(AUTONAME, autonames.proposed(kind.inputs, request))
        found = check(kind, olds, news, call)
        return pb.CheckResponse(
            inputs=sent(unsealed(found.inputs), kind.inputs, marks),
            failures=[
                pb.CheckFailure(property=camel_path(each.property), reason=words(each.reason))
                for each in found.failures
            ],
        )

    @_step
    def Diff(self, request: pb.DiffRequest, kind: ApiObject, call: Call) -> pb.DiffResponse:
        """Compare the state with the program, property by property."""
        state, _ = received(request.olds, kind.inputs)
        wanted, _ = received(request.news, kind.inputs)
        found = diff(kind, state, wanted, call)
        return pb.DiffResponse(
            changes=pb.DiffResponse.DIFF_SOME if found.changed else pb.DiffResponse.DIFF_NONE,
            diffs=[camel(name) for name in found.changed],
            replaces=[camel(name) for name in found.replaces],
            deleteBeforeReplace=found.deletes_first,
            detailedDiff=detailed(kind.inputs, state, wanted, found),
            hasDetailedDiff=True,
        )

    @_step
    def Create(self, request: pb.CreateRequest, kind: ApiObject, call: Call) -> pb.CreateResponse:
        """Create the object; a preview only tells what would come of it."""
        inputs, marks = received(request.properties, kind.inputs)
        if request.preview:
            outs = previews.of_create(self._resources[kind.inputs], inputs)
            return pb.CreateResponse(properties=sent(outs, kind.inputs, marks))
        made = create(kind, inputs, call)
        return pb.CreateResponse(id=made.id, properties=self._state(made.outs, kind, marks))

    @_step
    def Read(self, request: pb.ReadRequest, kind: ApiObject, call: Call) -> pb.ReadResponse:
        """Read the object, for a refresh, an import or a `get`; what is gone answers an empty ID."""
        state, _ = received(request.properties, kind.inputs)
        _, marks = received(request.inputs, kind.inputs)
        found = read(kind, request.id, state or masked.unseen(kind.inputs), call)
        if not found.id:
            return pb.ReadResponse()
        return pb.ReadResponse(
            id=found.id,
            properties=self._state(found.outs, kind, marks),
            inputs=sent(unsealed(found.inputs), kind.inputs, marks),
        )

    @_step
    def Update(self, request: pb.UpdateRequest, kind: ApiObject, call: Call) -> pb.UpdateResponse:
        """Send what changed, and hold the answer against what was asked; a preview sends nothing."""
        state, _ = received(request.olds, kind.inputs)
        wanted, marks = received(request.news, kind.inputs)
        if request.preview:
            outs = previews.of_update(self._resources[kind.inputs], state, wanted)
            return pb.UpdateResponse(properties=sent(outs, kind.inputs, marks))
        made = update(kind, state, wanted, call)
        return pb.UpdateResponse(properties=self._state(made.outs, kind, marks))

    @_step
    def Delete(self, request: pb.DeleteRequest, kind: ApiObject, call: Call) -> Empty:
        """Delete the object; one that is gone already counts as deleted."""
        state, _ = received(request.properties, kind.inputs)
        delete(kind, request.id, state, call)
        return Empty()

    def Invoke(self, request: pb.InvokeRequest, context: grpc.ServicerContext) -> pb.InvokeResponse:
        """Read what exists, for a function of a program."""
        name = request.tok.rpartition(":")[2]
        function = _found(context, partial(served, "function", known=FUNCTIONS), name)
        model = function.of._life.inputs
        given, _ = received(request.args, model)
        if wrong := function.mistakes(given):
            failures = [pb.CheckFailure(property=each, reason=reason) for each, reason in wrong.items()]
            return pb.InvokeResponse(failures=failures)
        try:
            facts = function.call(next(iter(self._kinds.values())).client(""), given)
        except OWN as error:
            sentence = worded(str(error), model)
            if not (request.preview and isinstance(error, NOT_YET)):
                _abort(context, sentence)
            self._log.warn(f"{sentence} {name} returns nothing in this preview.")
            facts = function.unread(given)
        response = pb.InvokeResponse()
        getattr(response, "return").CopyFrom(unmarked(facts))
        return response

    def Construct(self, request: pb.ConstructRequest, context: grpc.ServicerContext) -> pb.ConstructResponse:
        """Refuse: there is no component."""
        none: Mapping[str, pb.ConstructResponse] = {}
        return _found(context, partial(served, "component", known=none), request.type)

    def Call(self, request: pb.CallRequest, context: grpc.ServicerContext) -> pb.CallResponse:
        """Refuse: no resource has methods."""
        none: Mapping[str, pb.CallResponse] = {}
        return _found(context, partial(served, "method", known=none), request.tok)

    def Cancel(self, request: Empty, context: grpc.ServicerContext) -> Empty:
        """Let the calls under way come to their end, so that what they did is recorded; what only waits, ends."""
        self._cancelled.set()
        return Empty()
