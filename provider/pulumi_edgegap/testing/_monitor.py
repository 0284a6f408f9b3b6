"""The two services that the SDK calls while a program runs: ResourceMonitor and Engine."""

from __future__ import annotations

from collections.abc import Callable
from concurrent import futures
from typing import TYPE_CHECKING, Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, resource_pb2, resource_pb2_grpc

from ._callbacks import Hook
from ._messages import message
from ._values import Properties, received, sent
from ._versions import require_version
from .errors import LocalEngineError, StepError, StoppedError

if TYPE_CHECKING:
    from ._operation import Operation

_FEATURES = {
    "secrets": "SECRETS",
    "resourceReferences": "RESOURCE_REFERENCES",
    "aliasSpecs": "ALIAS_SPECS",
    "replacementTrigger": "REPLACEMENT_TRIGGER",
    "deletedWith": "DELETED_WITH",
    "replaceWith": "REPLACE_WITH",
    "transforms": "TRANSFORMS",
    "resourceHooks": "RESOURCE_HOOKS",
    "errorHooks": "ERROR_HOOKS",
    # Said to be there, for otherwise the SDK advises to update the CLI; they are refused when they come.
    "invokeTransforms": "INVOKE_TRANSFORMS",
    "stateMigrations": "STATE_MIGRATIONS",
    "parameterization": "PARAMETERIZATION",
}
_RESULTS = {"SUCCESS": 0, "FAIL": 1, "SKIP": 2}  # the SDK knows the first two by name
_SEVERITIES = {
    engine_pb2.DEBUG: "debug",
    engine_pb2.INFO: "info",
    engine_pb2.WARNING: "warning",
    engine_pb2.ERROR: "error",
}


class Server:
    """Serves both on a free port of 127.0.0.1."""

    def __init__(self, operation: Operation) -> None:
        # A program has at most 4 calls per unit of parallelism under way, and one that waits for the end.
        pool = futures.ThreadPoolExecutor(max_workers=4 * operation.parallel + 8)
        self._server = grpc.server(pool, options=_GRPC_CHANNEL_OPTIONS)
        resource_pb2_grpc.add_ResourceMonitorServicer_to_server(Monitor(operation), self._server)
        engine_pb2_grpc.add_EngineServicer_to_server(Engine(operation), self._server)
        self.address = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()

    def close(self) -> None:
        """Stop serving."""
        self._server.stop(0).wait()


class Monitor(resource_pb2_grpc.ResourceMonitorServicer):
    """Registrations, reads and functions."""

    def __init__(self, operation: Operation) -> None:
        self._op = operation

    def GetDeploymentInfo(self, request: Any, context: Any) -> Any:
        return resource_pb2.DeploymentInfo(
            project=self._op.project,
            stack=self._op.stack,
            organization=self._op.organization,
            dryRun=self._op.dry_run,
            parallel=self._op.parallel,
            supportedFeatures=[
                getattr(resource_pb2, f"RESOURCE_MONITOR_FEATURE_{name}") for name in _FEATURES.values()
            ],
        )

    def SupportsFeature(self, request: Any, context: Any) -> Any:
        return resource_pb2.SupportsFeatureResponse(hasSupport=request.id in _FEATURES)

    def RegisterResource(self, request: Any, context: Any) -> Any:
        new, result, unknown = self._guarded(context, lambda: self._op.register(request))
        outputs = new.outputs if new.custom else {}
        return message(
            resource_pb2.RegisterResourceResponse,
            urn=new.urn,
            id=new.id,
            object=sent(outputs, secrets=request.acceptSecrets, references=request.acceptResources),
            result=_RESULTS[result],
            unknown=unknown,
        )

    def ReadResource(self, request: Any, context: Any) -> Any:
        new, result = self._guarded(context, lambda: self._op.read(request))
        return message(
            resource_pb2.ReadResourceResponse,
            urn=new.urn,
            properties=sent(new.outputs, secrets=request.acceptSecrets, references=request.acceptResources),
            result=_RESULTS[result],
        )

    def RegisterResourceOutputs(self, request: Any, context: Any) -> Any:
        self._guarded(context, lambda: self._op.register_outputs(request.urn, received(request.outputs)))
        return empty_pb2.Empty()

    def Invoke(self, request: Any, context: Any) -> Any:
        answer: Properties = self._guarded(
            context, lambda: self._op.invoke(request.tok, received(request.args))
        )
        response = resource_pb2.ResourceInvokeResponse()
        getattr(response, "return").CopyFrom(sent(answer, secrets=True, references=True))
        return response

    def Call(self, request: Any, context: Any) -> Any:
        return self._refuse(
            context, f"The method {request.tok} belongs to a plugin, which only the Pulumi CLI can run."
        )

    def RegisterPackage(self, request: Any, context: Any) -> Any:
        return self._refuse(
            context, f"The package {request.name} is a plugin, which only the Pulumi CLI can run."
        )

    def RegisterStackTransform(self, request: Any, context: Any) -> Any:
        self._op.callbacks.stack_transforms.append(request)
        return empty_pb2.Empty()

    def RegisterStackInvokeTransform(self, request: Any, context: Any) -> Any:
        return self._refuse(context, "The local engine does not run transforms of invokes.")

    def RegisterResourceHook(self, request: Any, context: Any) -> Any:
        hook = Hook(request.callback, request.on_dry_run, getattr(request, "ignore_errors", False))
        self._guarded(context, lambda: self._op.callbacks.add_hook(request.name, hook))
        return empty_pb2.Empty()

    def RegisterErrorHook(self, request: Any, context: Any) -> Any:
        self._guarded(context, lambda: self._op.callbacks.add_hook(request.name, Hook(request.callback)))
        return empty_pb2.Empty()

    def SignalAndWaitForShutdown(self, request: Any, context: Any) -> Any:
        self._op.program_is_done()
        return empty_pb2.Empty()

    def _guarded(self, context: Any, act: Callable[[], Any]) -> Any:
        try:
            return act()
        except StoppedError:
            self._op.stop()
            return context.abort(grpc.StatusCode.UNAVAILABLE, "resource monitor shut down")
        except (LocalEngineError, StepError) as error:
            return self._refuse(context, str(error))
        except Exception as error:
            return self._refuse(context, f"The local engine itself failed: {error!r}.")

    def _refuse(self, context: Any, reason: str) -> Any:
        self._op.tell("error", reason)
        self._op.stop()
        return context.abort(grpc.StatusCode.UNAVAILABLE, reason)


class Engine(engine_pb2_grpc.EngineServicer):
    """Messages, and the version that a program asks for."""

    def __init__(self, operation: Operation) -> None:
        self._op = operation
        self._root = ""

    def Log(self, request: Any, context: Any) -> Any:
        if not request.ephemeral:
            self._op.program_says(_SEVERITIES[request.severity], request.message, request.urn)
        return empty_pb2.Empty()

    def GetRootResource(self, request: Any, context: Any) -> Any:
        return engine_pb2.GetRootResourceResponse(urn=self._root)

    def SetRootResource(self, request: Any, context: Any) -> Any:
        self._root = request.urn
        return engine_pb2.SetRootResourceResponse()

    def RequirePulumiVersion(self, request: Any, context: Any) -> Any:
        try:
            require_version(request.pulumi_version_range)
        except LocalEngineError as error:
            context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(error))
        return engine_pb2.RequirePulumiVersionResponse()
