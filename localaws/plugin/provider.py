"""The methods that the Pulumi engine calls, with the messages of its protocol."""

from __future__ import annotations

import functools
from collections.abc import Callable
from importlib.metadata import version
from typing import Any, NoReturn, TypeVar

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc, status_pb2

from localaws.plugin import configuration, creations, diff, state
from localaws.plugin.api import Clients, RefusedError, error_text
from localaws.plugin.check import DEFAULTS_KEY, Naming, ProviderConfig, check_inputs
from localaws.plugin.engine_messages import EngineMessages
from localaws.plugin.facts.document import facts_of
from localaws.plugin.facts.planning import refusals
from localaws.plugin.facts.timeouts import warning
from localaws.plugin.functions import FUNCTIONS
from localaws.plugin.operations import InitializationError, Operations, row_of
from localaws.plugin.payload import from_struct, to_struct
from localaws.plugin.row import Inputs, Row, State
from localaws.plugin.rows import TABLE
from localaws.plugin.schema import function_arguments
from localaws.plugin.schema_document import schema_document

Method = TypeVar("Method", bound=Callable[..., Any])
# With this code, the engine knows that nothing changed; with UNKNOWN, it would keep a pending operation.
REFUSED = grpc.StatusCode.FAILED_PRECONDITION


def _resource_type(urn: str) -> str:
    return urn.split("::")[2].rpartition("$")[2]


def _logical_name(urn: str) -> str:
    return urn.split("::", 3)[3]


def _with_readable_error(method: Method) -> Method:
    """Report an exception as one line of text, which the engine shows to the user unchanged."""

    @functools.wraps(method)
    def wrapper(self: AwsProvider, request: Any, context: grpc.ServicerContext) -> Any:
        try:
            return method(self, request, context)
        except InitializationError as error:
            _abort_initialization(context, error)
        except Exception as error:  # noqa: BLE001  abort raises; a traceback would reach the user
            context.abort(REFUSED, error_text(error))

    return wrapper  # type: ignore[return-value]


class AwsProvider(provider_pb2_grpc.ResourceProviderServicer):
    """The stand-in for the AWS plugin, one instance per process."""

    def __init__(self) -> None:
        self.engine = EngineMessages()
        self._config = ProviderConfig()
        self._clients = Clients()
        self._operations = Operations(self._config, self._clients)

    def GetPluginInfo(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Return the version of the SDK to which the table belongs."""
        return plugin_pb2.PluginInfo(version=version("pulumi_aws"))

    def Handshake(self, request: Any, context: grpc.ServicerContext) -> NoReturn:
        """Not supported: the engine then uses Configure."""
        context.abort(grpc.StatusCode.UNIMPLEMENTED, "no handshake")

    def Attach(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Connect to an engine that did not start this plugin: `PULUMI_DEBUG_PROVIDERS` names its port."""
        self.engine = EngineMessages(request.address)
        return empty_pb2.Empty()

    def Cancel(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Do nothing, because no call takes longer than a few seconds."""
        return empty_pb2.Empty()

    def GetMapping(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Return no mapping of another tool's types."""
        return provider_pb2.GetMappingResponse()

    def GetMappings(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Return no mappings of other tools' types."""
        return provider_pb2.GetMappingsResponse()

    @_with_readable_error
    def GetSchema(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Return the types of the table, from which ``pulumi import`` generates a program."""
        return provider_pb2.GetSchemaResponse(schema=schema_document())

    @_with_readable_error
    def CheckConfig(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Refuse unknown and unsupported provider settings."""
        failures = [
            provider_pb2.CheckFailure(property=failure.path, reason=failure.reason)
            for failure in configuration.check(from_struct(request.news))
        ]
        return provider_pb2.CheckResponse(inputs=request.news, failures=failures)

    @_with_readable_error
    def DiffConfig(self, request: Any, context: grpc.ServicerContext) -> Any:
        """A region change replaces the provider, as with the real plugin; anything else updates it."""
        old, new = from_struct(request.olds), from_struct(request.news)
        changed = sorted(name for name in {*old, *new} - {"version"} if old.get(name) != new.get(name))
        response = provider_pb2.DiffResponse
        return response(
            changes=response.DIFF_SOME if changed else response.DIFF_NONE,
            diffs=changed,
            replaces=[name for name in changed if name == "region"],
        )

    @_with_readable_error
    def Configure(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Store the region and the default tags."""
        self._config = configuration.parse(from_struct(request.args))
        self._operations = Operations(self._config, self._clients)
        return provider_pb2.ConfigureResponse(supportsPreview=True, supports_autonaming_configuration=True)

    @_with_readable_error
    def Invoke(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Call a function such as ``aws:ec2/getAmi:getAmi``."""
        arguments = from_struct(request.args)
        function = FUNCTIONS.get(request.tok)
        if function is None:
            raise RefusedError(f"function {request.tok} is not supported by the local stand-in for the AWS plugin")
        for name in sorted(arguments.keys() - {*function.arguments, "region"}):
            known = name in function_arguments(request.tok)
            problem = "is not supported by the local stand-in for the AWS plugin" if known else "is unknown"
            raise RefusedError(f"invoking {request.tok}: argument '{name}' {problem}")
        try:
            result = function.call(self._operations.api(arguments), arguments)
        except Exception as error:
            raise RefusedError(f"invoking {request.tok}: {error_text(error)}") from error
        response = provider_pb2.InvokeResponse()
        getattr(response, "return").CopyFrom(to_struct(result))
        return response

    @_with_readable_error
    def Check(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Validate the program's inputs; add defaults, the name and ``tagsAll``."""
        resource_type = _resource_type(request.urn)
        if resource_type not in TABLE:
            reason = f"resource type {resource_type} is not supported by the local stand-in for the AWS plugin"
            return provider_pb2.CheckResponse(inputs=request.news, failures=[provider_pb2.CheckFailure(reason=reason)])
        row, shape = row_of(resource_type)
        olds, news = from_struct(request.olds), from_struct(request.news)
        checked, failures = check_inputs(row, shape, olds, news, self._config, _naming(request))
        return provider_pb2.CheckResponse(
            inputs=to_struct(checked),
            failures=[provider_pb2.CheckFailure(property=each.path, reason=each.reason) for each in failures],
        )

    @_with_readable_error
    def Diff(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Compare the inputs with the state: nothing, an update, or a replacement."""
        row, news = row_of(_resource_type(request.urn))[0], from_struct(request.news)
        found = _changes(request, news)
        _refuse_plan(row, from_struct(request.olds), news, found)
        replaces = sorted({change.name for change in found if change.replace})
        response = provider_pb2.DiffResponse
        return response(
            changes=response.DIFF_SOME if found else response.DIFF_NONE,
            diffs=sorted({change.name for change in found}),
            replaces=replaces,
            detailedDiff={change.path: _property_diff(change) for change in found},
            hasDetailedDiff=True,
            deleteBeforeReplace=bool(replaces) and (row.delete_before_replace or _name_is_fixed(row, news)),
        )

    @_with_readable_error
    def Create(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Create the resource and read it back; in a preview, return the known values."""
        row, _ = row_of(_resource_type(request.urn))
        inputs = from_struct(request.properties)
        self._warn_about_timeout(request, row, "create")
        _refuse_plan(row, None, inputs, [])
        if request.preview:
            return provider_pb2.CreateResponse(properties=to_struct(state.planned_create(row, inputs)))
        name = _logical_name(request.urn)
        creations.begin()
        try:
            resource_id, properties = self._operations.create(row, name, inputs, request.timeout)
        except InitializationError as error:
            creations.record(request.urn, error.resource_id, error.properties)
            raise
        creations.record(request.urn, resource_id, properties)
        return provider_pb2.CreateResponse(id=resource_id, properties=to_struct(properties))

    @_with_readable_error
    def Read(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Read the resource from the API; an empty id means that it no longer exists."""
        row, _ = row_of(_resource_type(request.urn))
        found = self._operations.read(row, request.id, from_struct(request.properties), from_struct(request.inputs))
        if found is None:
            return provider_pb2.ReadResponse()
        resource_id, properties, inputs = found
        return provider_pb2.ReadResponse(id=resource_id, properties=to_struct(properties), inputs=to_struct(inputs))

    @_with_readable_error
    def Update(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Update the resource in place and read it back; in a preview, return the known values."""
        row, _ = row_of(_resource_type(request.urn))
        old, news = from_struct(request.olds), from_struct(request.news)
        found = _changes(request, news)
        self._warn_about_timeout(request, row, "update")
        if request.preview:
            properties = state.planned_update(row, old, news, found)
        else:
            properties = self._operations.update(row, request.id, old, news, found, request.timeout)
        return provider_pb2.UpdateResponse(properties=to_struct(properties))

    @_with_readable_error
    def Delete(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Delete the resource."""
        row, _ = row_of(_resource_type(request.urn))
        self._operations.delete(row, request.id, from_struct(request.properties), request.timeout)
        return empty_pb2.Empty()

    def _warn_about_timeout(self, request: Any, row: Row, operation: str) -> None:
        text = warning(facts_of(row.resource_type), operation, request.timeout)
        if text:
            self.engine.warn(request.urn, text)


def _refuse_plan(row: Row, old: State | None, news: Inputs, found: list[diff.Change]) -> None:
    """Refuse a plan that the provider refuses."""
    changed = frozenset(change.name for change in found)
    for reason in refusals(facts_of(row.resource_type), old, news, changed):
        raise RefusedError(f"planning {row.label}: {reason}")


def _naming(request: Any) -> Naming:
    given, modes = (
        request.autonaming if request.HasField("autonaming") else None,
        provider_pb2.CheckRequest.AutonamingOptions,
    )
    return Naming(
        _logical_name(request.urn),
        request.randomSeed,
        proposed=given.proposed_name if given else "",
        disabled=given is not None and given.mode == modes.DISABLE,
        enforced=given is not None and given.mode == modes.ENFORCE,
    )


def _changes(request: Any, news: Inputs) -> list[diff.Change]:
    row, shape = row_of(_resource_type(request.urn))
    found = diff.changes(row, shape, from_struct(request.olds), from_struct(request.old_inputs), news)
    # As in the bridge, so that a refresh reports no drift of properties that the program does not set.
    return [change for change in found if change.name not in request.ignoreChanges]


def _property_diff(change: diff.Change) -> Any:
    kind = f"{change.kind}_REPLACE" if change.replace else change.kind
    return provider_pb2.PropertyDiff(kind=provider_pb2.PropertyDiff.Kind.Value(kind))


def _name_is_fixed(row: Row, news: Inputs) -> bool:
    """Whether the program sets the name: the bridge then deletes first, because the replacement has the same name."""
    rule = row.auto_name
    return rule is not None and rule.property in news and rule.property not in news.get(DEFAULTS_KEY, ())


def _abort_initialization(context: grpc.ServicerContext, error: InitializationError) -> NoReturn:
    """Report an existing resource with an error: the engine keeps the resource, and updates it next time."""
    detail = provider_pb2.ErrorResourceInitFailed(
        id=error.resource_id,
        properties=to_struct(error.properties),
        inputs=to_struct(error.inputs),
        reasons=[error.reason],
    )
    status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=error.reason)
    status.details.add().Pack(detail)
    context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
    context.abort(grpc.StatusCode.UNKNOWN, error.reason)
