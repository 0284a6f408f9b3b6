"""The gRPC services that the SDK calls while a program runs: ResourceMonitor and Engine."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent import futures
from importlib.metadata import version
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, resource_pb2, resource_pb2_grpc

from .callbacks import Callbacks
from .control import Control
from .errors import LocalEngineError, StepError, StoppedError
from .project import ORGANIZATION
from .registrar import Registrar
from .request import Request
from .values import from_wire, message, to_wire
from .versions import satisfies

_FEATURES = {
    *("secrets", "resourceReferences", "aliasSpecs", "deletedWith", "transforms", "resourceHooks"),
    # Declared because the SDK otherwise advises to update the CLI; their use is refused.
    *("replaceWith", "replacementTrigger", "errorHooks", "invokeTransforms"),
    *("stateMigrations", "parameterization"),
}
_NEEDS_CLI = "belongs to a plugin, which only the Pulumi CLI can run."
_RESULTS = {"SUCCESS": 0, "FAIL": 1, "SKIP": 2}  # the SDK names only the first two


class Server:
    """Serves both services on a free port of 127.0.0.1."""

    def __init__(
        self, request: Request, control: Control, registrar: Registrar, callbacks: Callbacks
    ) -> None:
        # A program has at most 4 concurrent calls per unit of parallelism, and one that waits for the end.
        pool = futures.ThreadPoolExecutor(max_workers=4 * request.parallel + 8)
        monitor = Monitor(request, control, registrar, callbacks)
        self._server = grpc.server(pool, options=_GRPC_CHANNEL_OPTIONS)
        resource_pb2_grpc.add_ResourceMonitorServicer_to_server(monitor, self._server)
        engine_pb2_grpc.add_EngineServicer_to_server(Engine(control), self._server)
        self.address = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()

    def close(self) -> None:
        """Stop serving."""
        self._server.stop(0).wait()


class Monitor(resource_pb2_grpc.ResourceMonitorServicer):
    """The ResourceMonitor service: registrations, reads and functions."""

    def __init__(
        self, request: Request, control: Control, registrar: Registrar, callbacks: Callbacks
    ) -> None:
        self._operation, self._control = request, control
        self._registrar, self._callbacks = registrar, callbacks

    def GetDeploymentInfo(self, request: Any, context: Any) -> Any:
        # A program in another environment may know more features than the engine's SDK.
        known = dict(resource_pb2.ResourceMonitorFeature.items())
        upper = (re.sub("([A-Z])", r"_\1", name).upper() for name in _FEATURES)
        names = (f"RESOURCE_MONITOR_FEATURE_{name}" for name in upper)
        return resource_pb2.DeploymentInfo(
            project=self._operation.project.name,
            stack=self._operation.stack,
            organization=ORGANIZATION,
            dryRun=self._operation.dry_run,
            parallel=self._operation.parallel,
            supportedFeatures=[known[name] for name in names if name in known],
        )

    def SupportsFeature(self, request: Any, context: Any) -> Any:
        return resource_pb2.SupportsFeatureResponse(hasSupport=request.id in _FEATURES)

    def RegisterResource(self, request: Any, context: Any) -> Any:
        new, result, unknown = self._abort_on_error(context, lambda: self._registrar.register(request))
        outputs = new.outputs if new.custom else {}
        return message(
            resource_pb2.RegisterResourceResponse,
            urn=new.urn,
            id=new.id,
            object=to_wire(outputs, secrets=request.acceptSecrets, references=request.acceptResources),
            result=_RESULTS[result],
            unknown=unknown,
        )

    def ReadResource(self, request: Any, context: Any) -> Any:
        new, result = self._abort_on_error(context, lambda: self._registrar.read(request))
        return message(
            resource_pb2.ReadResourceResponse,
            urn=new.urn,
            properties=to_wire(
                new.outputs, secrets=request.acceptSecrets, references=request.acceptResources
            ),
            result=_RESULTS[result],
        )

    def RegisterResourceOutputs(self, request: Any, context: Any) -> Any:
        self._abort_on_error(
            context, lambda: self._registrar.register_outputs(request.urn, from_wire(request.outputs))
        )
        return empty_pb2.Empty()

    def Invoke(self, request: Any, context: Any) -> Any:
        return self._refuse(context, f"The function {request.tok} {_NEEDS_CLI}")

    def Call(self, request: Any, context: Any) -> Any:
        return self._refuse(context, f"The method {request.tok} {_NEEDS_CLI}")

    def RegisterPackage(self, request: Any, context: Any) -> Any:
        return self._refuse(context, f"The package {request.name} {_NEEDS_CLI}")

    def RegisterStackTransform(self, request: Any, context: Any) -> Any:
        self._callbacks.stack_transforms.append(request)
        return empty_pb2.Empty()

    def RegisterStackInvokeTransform(self, request: Any, context: Any) -> Any:
        return self._refuse(context, "The local engine does not run transforms of invokes.")

    def RegisterResourceHook(self, request: Any, context: Any) -> Any:
        self._abort_on_error(context, lambda: self._callbacks.add_hook(request))
        return empty_pb2.Empty()

    def RegisterErrorHook(self, request: Any, context: Any) -> Any:
        return self._refuse(context, "The local engine does not run hooks on errors.")

    def SignalAndWaitForShutdown(self, request: Any, context: Any) -> Any:
        self._control.wait_for_deletions()
        return empty_pb2.Empty()

    def _abort_on_error(self, context: Any, act: Callable[[], Any]) -> Any:
        try:
            return act()
        except StoppedError:
            self._control.stop()
            return context.abort(grpc.StatusCode.UNAVAILABLE, "resource monitor shut down")
        except (LocalEngineError, StepError) as error:
            return self._refuse(context, str(error))
        except Exception as error:
            return self._refuse(context, f"The local engine itself failed: {error!r}.")

    def _refuse(self, context: Any, reason: str) -> Any:
        self._control.log("error", reason)
        self._control.stop()
        return context.abort(grpc.StatusCode.UNAVAILABLE, reason)


class Engine(engine_pb2_grpc.EngineServicer):
    """The Engine service: log messages, and the version that a program requires."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._root = ""

    def Log(self, request: Any, context: Any) -> Any:
        if not request.ephemeral:
            severity = engine_pb2.LogSeverity.Name(request.severity).lower()
            self._control.log_from_program(severity, request.message, request.urn)
        return empty_pb2.Empty()

    def GetRootResource(self, request: Any, context: Any) -> Any:
        return engine_pb2.GetRootResourceResponse(urn=self._root)

    def SetRootResource(self, request: Any, context: Any) -> Any:
        self._root = request.urn
        return engine_pb2.SetRootResourceResponse()

    def RequirePulumiVersion(self, request: Any, context: Any) -> Any:
        own, wanted = version("pulumi"), request.pulumi_version_range
        if not satisfies(own, wanted):
            reason = (
                f"Pulumi CLI version {own} does not satisfy the version range {wanted!r}: the local engine goes "
                f"by the version of the SDK."
            )
            context.abort(grpc.StatusCode.FAILED_PRECONDITION, reason)
        return engine_pb2.RequirePulumiVersionResponse()
