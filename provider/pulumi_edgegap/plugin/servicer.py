"""The provider plugin: each request of the engine becomes a step of the lifecycle."""

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
from ..lifecycle.internal_errors import OWN_ERRORS
from ..lifecycle.read import read
from ..lifecycle.secrecy import unmark_secrets
from ..lifecycle.settings import SETTINGS
from ..lifecycle.update import update
from ..lifecycle.values import Value
from . import autonames, previews
from .details import detailed_diff
from .engine import EngineLog
from .invokes import ALLOWED_IN_PREVIEW, FUNCTIONS
from .kinds import RESOURCES
from .schema import schema
from .settings import lookup_in, mistakes, of_the_program
from .unserved import UnservedError, find_served, type_in
from .wire import Marks, from_wire, mark_secret, to_wire, to_wire_without_marks
from .wording import reword


class _HasUrn(Protocol):
    @property
    def urn(self) -> str: ...


Request = TypeVar("Request", bound=_HasUrn)
Response = TypeVar("Response")
T = TypeVar("T")


def _step(
    step: Callable[[Servicer, Request, ApiObject, Call], Response],
) -> Callable[[Servicer, Request, grpc.ServicerContext], Response]:
    """Make a step an RPC: pass it the kind of its resource, and return its errors to the engine as sentences."""

    @wraps(step)
    def rpc(self: Servicer, request: Request, context: grpc.ServicerContext) -> Response:
        kind = _look_up(context, self.kind_of, request.urn)
        words = partial(reword, model=kind.inputs)
        call = self._log.call(
            request.urn, words, lambda: context.is_active() and not self._cancelled.is_set()
        )
        try:
            return step(self, request, kind, call)
        except OWN_ERRORS as error:
            _abort(context, words(str(error)))

    return rpc


def _look_up(context: grpc.ServicerContext, look_up: Callable[[str], T], name: str) -> T:
    """Look up a name from the engine, and fail the request if it is unknown."""
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
    """One provider: its settings, and the kinds of objects that use them."""

    def __init__(self, log: EngineLog) -> None:
        """Start without settings, which the engine sends before the first step."""
        self._log = log
        self._cancelled = Event()
        self._kinds = {token: type(each._dynamic_provider)() for token, each in RESOURCES.items()}
        self._resources = {each._dynamic_provider.inputs: each for each in RESOURCES.values()}
        self._configure({})

    def kind_of(self, urn: str) -> ApiObject:
        """Return the kind of a resource."""
        return find_served("type", type_in(urn), self._kinds)

    def _configure(self, variables: dict[str, str]) -> None:
        for kind in self._kinds.values():
            kind.use_settings(lookup_in(variables), self._log)

    def _state(self, outs: Mapping[str, Value] | None, kind: ApiObject, marks: dict[Value, Marks]) -> Struct:
        """Return outputs with the dynamic provider, so that a program can go back to dynamic resources."""
        return to_wire(
            unmark_secrets(outs) | {"__provider": self._resources[kind.inputs]._pickled}, kind.inputs, marks
        )

    def GetPluginInfo(self, request: Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        """Return the version."""
        return plugin_pb2.PluginInfo(version=version("pulumi-edgegap"))

    def Handshake(
        self, request: pb.ProviderHandshakeRequest, context: grpc.ServicerContext
    ) -> pb.ProviderHandshakeResponse:
        """Return what this provider supports."""
        return pb.ProviderHandshakeResponse(accept_secrets=True, supports_autonaming_configuration=True)

    def GetSchema(self, request: pb.GetSchemaRequest, context: grpc.ServicerContext) -> pb.GetSchemaResponse:
        """Return the schema."""
        return pb.GetSchemaResponse(schema=json.dumps(schema()))

    def CheckConfig(self, request: pb.CheckRequest, context: grpc.ServicerContext) -> pb.CheckResponse:
        """Refuse unknown settings, and mark the token as secret."""
        for name in of_the_program(request.urn, list(request.news.fields)):
            del request.news.fields[name]
        response = pb.CheckResponse(
            failures=[
                pb.CheckFailure(property=name, reason=reason)
                for name, reason in mistakes(
                    rpc.deserialize_properties(request.news, keep_unknowns=True)
                ).items()
            ]
        )
        response.inputs.CopyFrom(request.news)
        for setting in SETTINGS.values():
            if setting.secret and setting.name in request.news.fields:
                mark_secret(response.inputs, setting.name)
        return response

    def DiffConfig(self, request: pb.DiffRequest, context: grpc.ServicerContext) -> pb.DiffResponse:
        """Return whether any setting differs: after "none" the engine would use those of the last run."""
        differs = request.old_inputs != request.news
        return pb.DiffResponse(changes=pb.DiffResponse.DIFF_SOME if differs else pb.DiffResponse.DIFF_NONE)

    def Configure(self, request: pb.ConfigureRequest, context: grpc.ServicerContext) -> pb.ConfigureResponse:
        """Use these settings. A missing token is an error only where one is needed, as a preview may need none."""
        self._configure(dict(request.variables))
        return pb.ConfigureResponse(acceptSecrets=True, supports_autonaming_configuration=True)

    @_step
    def Check(self, request: pb.CheckRequest, kind: ApiObject, call: Call) -> pb.CheckResponse:
        """Fill in defaults and an automatic name, and find every mistake."""
        news, marks = from_wire(request.news, kind.inputs)
        olds, _ = from_wire(request.olds, kind.inputs)
        words = partial(reword, model=kind.inputs, given=list(news))
        if "name" in kind.inputs.fields and news.get("name") is None:
            news.setdefault(AUTONAME, autonames.propose_name(kind.inputs, request))
        found = check(kind, olds, news, call)
        return pb.CheckResponse(
            inputs=to_wire(unmark_secrets(found.inputs), kind.inputs, marks),
            failures=[
                pb.CheckFailure(property=camel_path(each.property), reason=words(each.reason))
                for each in found.failures
            ],
        )

    @_step
    def Diff(self, request: pb.DiffRequest, kind: ApiObject, call: Call) -> pb.DiffResponse:
        """Compare the state with the program, property by property."""
        state, _ = from_wire(request.olds, kind.inputs)
        wanted, _ = from_wire(request.news, kind.inputs)
        found = diff(kind, state, wanted, call)
        return pb.DiffResponse(
            changes=pb.DiffResponse.DIFF_SOME if found.changed else pb.DiffResponse.DIFF_NONE,
            diffs=[camel(name) for name in found.changed],
            replaces=[camel(name) for name in found.replaces],
            deleteBeforeReplace=found.deletes_first,
            detailedDiff=detailed_diff(kind.inputs, state, wanted, found),
            hasDetailedDiff=True,
        )

    @_step
    def Create(self, request: pb.CreateRequest, kind: ApiObject, call: Call) -> pb.CreateResponse:
        """Create the object; a preview only returns what is known of its outputs."""
        inputs, marks = from_wire(request.properties, kind.inputs)
        if request.preview:
            outs = previews.outputs_of_create(self._resources[kind.inputs], inputs)
            return pb.CreateResponse(properties=to_wire(outs, kind.inputs, marks))
        made = create(kind, inputs, call)
        return pb.CreateResponse(id=made.id, properties=self._state(made.outs, kind, marks))

    @_step
    def Read(self, request: pb.ReadRequest, kind: ApiObject, call: Call) -> pb.ReadResponse:
        """Read the object, for a refresh, an import or a `get`; one that is gone returns an empty ID."""
        state, _ = from_wire(request.properties, kind.inputs)
        _, marks = from_wire(request.inputs, kind.inputs)
        found = read(kind, request.id, state or masked.required_masks(kind.inputs), call)
        if not found.id:
            return pb.ReadResponse()
        return pb.ReadResponse(
            id=found.id,
            properties=self._state(found.outs, kind, marks),
            inputs=to_wire(unmark_secrets(found.inputs), kind.inputs, marks),
        )

    @_step
    def Update(self, request: pb.UpdateRequest, kind: ApiObject, call: Call) -> pb.UpdateResponse:
        """Send the fields that changed, and compare the response with them; a preview sends nothing."""
        state, _ = from_wire(request.olds, kind.inputs)
        wanted, marks = from_wire(request.news, kind.inputs)
        if request.preview:
            outs = previews.outputs_of_update(self._resources[kind.inputs], state, wanted)
            return pb.UpdateResponse(properties=to_wire(outs, kind.inputs, marks))
        made = update(kind, state, wanted, call)
        return pb.UpdateResponse(properties=self._state(made.outs, kind, marks))

    @_step
    def Delete(self, request: pb.DeleteRequest, kind: ApiObject, call: Call) -> Empty:
        """Delete the object; one that is already gone counts as deleted."""
        state, _ = from_wire(request.properties, kind.inputs)
        delete(kind, request.id, state, call)
        return Empty()

    def Invoke(self, request: pb.InvokeRequest, context: grpc.ServicerContext) -> pb.InvokeResponse:
        """Read existing objects, for a function call of a program."""
        name = request.tok.rpartition(":")[2]
        function = _look_up(context, partial(find_served, "function", known=FUNCTIONS), name)
        model = function.of._dynamic_provider.inputs
        given, _ = from_wire(request.args, model)
        if wrong := function.mistakes(given):
            failures = [pb.CheckFailure(property=each, reason=reason) for each, reason in wrong.items()]
            return pb.InvokeResponse(failures=failures)
        try:
            facts = function.call(next(iter(self._kinds.values())).client(""), given)
        except OWN_ERRORS as error:
            sentence = reword(str(error), model)
            if not (request.preview and isinstance(error, ALLOWED_IN_PREVIEW)):
                _abort(context, sentence)
            self._log.warn(f"{sentence} {name} returns nothing in this preview.")
            facts = function.placeholder(given)
        response = pb.InvokeResponse()
        getattr(response, "return").CopyFrom(to_wire_without_marks(facts))
        return response

    def Construct(self, request: pb.ConstructRequest, context: grpc.ServicerContext) -> pb.ConstructResponse:
        """Refuse, as the plugin has no components."""
        none: Mapping[str, pb.ConstructResponse] = {}
        return _look_up(context, partial(find_served, "component", known=none), request.type)

    def Call(self, request: pb.CallRequest, context: grpc.ServicerContext) -> pb.CallResponse:
        """Refuse, as no resource has methods."""
        none: Mapping[str, pb.CallResponse] = {}
        return _look_up(context, partial(find_served, "method", known=none), request.tok)

    def Cancel(self, request: Empty, context: grpc.ServicerContext) -> Empty:
        """Let requests under way finish, so that their results are recorded; end mere waiting."""
        self._cancelled.set()
        return Empty()
