"""The methods that the Pulumi engine calls, answered from the table."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc, status_pb2

from localaws.plugin import configuration, diff, state
from localaws.plugin.api import Api, Clients, Refusal, error_code, error_text
from localaws.plugin.check import Naming, ProviderConfig, check_inputs
from localaws.plugin.functions import FUNCTIONS
from localaws.plugin.payload import PropertyMap, from_struct, to_struct
from localaws.plugin.row import Created, Inputs, Row, State
from localaws.plugin.rows import TABLE
from localaws.plugin.schema import ObjectShape, function_arguments, resource_inputs
from localaws.plugin.schema_document import schema_document

Method = TypeVar("Method", bound=Callable[..., Any])
REFUSED = grpc.StatusCode.FAILED_PRECONDITION


def _type_token(urn: str) -> str:
    return urn.split("::")[2].split("$")[-1]


def _logical_name(urn: str) -> str:
    return urn.split("::", 3)[3]


def _shown(method: Method) -> Method:
    """End a failing call with one line of text: the engine shows it to the user as it is."""

    @functools.wraps(method)
    def wrapper(self: AwsProvider, request: Any, context: grpc.ServicerContext) -> Any:
        try:
            return method(self, request, context)
        except Exception as error:
            if isinstance(error, grpc.RpcError) or context.code() is not None:
                raise
            context.abort(REFUSED, error_text(error))

    return wrapper  # type: ignore[return-value]


class InitializationFailed(Exception):
    """The resource exists, but a call that should have followed its creation failed."""

    def __init__(self, resource_id: str, properties: State, inputs: Inputs, reason: str) -> None:
        super().__init__(reason)
        self.resource_id = resource_id
        self.properties = properties
        self.inputs = inputs
        self.reason = reason


class AwsProvider(provider_pb2_grpc.ResourceProviderServicer):
    """The stand-in for the AWS plugin, one instance a process."""

    def __init__(self) -> None:
        self._clients = Clients()
        self._config = ProviderConfig()

    def GetPluginInfo(self, request: Any, context: grpc.ServicerContext) -> Any:
        """The version of the SDK that the table is read against."""
        from importlib.metadata import version

        return plugin_pb2.PluginInfo(version=version("pulumi_aws"))

    def Handshake(self, request: Any, context: grpc.ServicerContext) -> NoReturn:
        """Not offered: the engine then learns the same from Configure."""
        context.abort(grpc.StatusCode.UNIMPLEMENTED, "no handshake")

    def Attach(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Nothing to attach: the stand-in never calls the engine."""
        return empty_pb2.Empty()

    def Cancel(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Nothing to cancel: no call waits for longer than a few seconds."""
        return empty_pb2.Empty()

    def GetMapping(self, request: Any, context: grpc.ServicerContext) -> Any:
        """No other tool's types are mapped."""
        return provider_pb2.GetMappingResponse()

    def GetMappings(self, request: Any, context: grpc.ServicerContext) -> Any:
        """No other tool's types are mapped."""
        return provider_pb2.GetMappingsResponse()

    @_shown
    def GetSchema(self, request: Any, context: grpc.ServicerContext) -> Any:
        """The types of the table (``pulumi import`` writes a program from it)."""
        return provider_pb2.GetSchemaResponse(schema=schema_document())

    @_shown
    def CheckConfig(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Refuse unknown and unsupported provider settings."""
        failures = [
            provider_pb2.CheckFailure(property=failure.path, reason=failure.reason)
            for failure in configuration.check(from_struct(request.news))
        ]
        return provider_pb2.CheckResponse(inputs=request.news, failures=failures)

    @_shown
    def DiffConfig(self, request: Any, context: grpc.ServicerContext) -> Any:
        """A region change replaces the provider, as with the real plugin; anything else updates it."""
        old, new = from_struct(request.olds), from_struct(request.news)
        changed = sorted(name for name in {*old, *new} - {"version"} if old.get(name) != new.get(name))
        some = provider_pb2.DiffResponse.DIFF_SOME if changed else provider_pb2.DiffResponse.DIFF_NONE
        return provider_pb2.DiffResponse(
            changes=some, diffs=changed, replaces=[name for name in changed if name == "region"]
        )

    @_shown
    def Configure(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Take the region and the default tags."""
        self._config = configuration.parse(from_struct(request.args))
        return provider_pb2.ConfigureResponse(supportsPreview=True, supports_autonaming_configuration=True)

    @_shown
    def Invoke(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Call a function such as ``aws:ec2/getAmi:getAmi``."""
        arguments = from_struct(request.args)
        function = FUNCTIONS.get(request.tok)
        if function is None:
            raise Refusal(f"function {request.tok} is not supported by the local stand-in for the AWS plugin")
        accepted = function.arguments | {"region"}
        for name in arguments:
            if name not in accepted:
                known = name in function_arguments(request.tok)
                problem = "is not supported by the local stand-in for the AWS plugin" if known else "is unknown"
                raise Refusal(f"invoking {request.tok}: argument '{name}' {problem}")
        api = self._api(arguments)
        try:
            return provider_pb2.InvokeResponse(**{"return": to_struct(function.call(api, arguments))})
        except Exception as error:
            raise Refusal(f"invoking {request.tok}: {error_text(error)}") from error

    @_shown
    def Check(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Validate the program's inputs; fill in defaults, the name and ``tagsAll``."""
        token = _type_token(request.urn)
        news = from_struct(request.news)
        row = TABLE.get(token)
        if row is None:
            reason = f"resource type {token} is not supported by the local stand-in for the AWS plugin"
            return provider_pb2.CheckResponse(inputs=request.news, failures=[provider_pb2.CheckFailure(reason=reason)])
        mode = provider_pb2.CheckRequest.AutonamingOptions
        names = Naming(
            _logical_name(request.urn),
            request.randomSeed,
            request.autonaming.proposed_name if request.HasField("autonaming") else "",
            request.HasField("autonaming") and request.autonaming.mode == mode.DISABLE,
        )
        checked, failures = check_inputs(row, resource_inputs(token), from_struct(request.olds), news, self._config, names)
        return provider_pb2.CheckResponse(
            inputs=to_struct(checked),
            failures=[provider_pb2.CheckFailure(property=each.path, reason=each.reason) for each in failures],
        )

    @_shown
    def Diff(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Compare the inputs with the state: nothing, an update, or a replacement."""
        row, shape = self._row(request.urn)
        news = from_struct(request.news)
        found = diff.changes(row, shape, from_struct(request.olds), from_struct(request.old_inputs), news)
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

    @_shown
    def Create(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Create the resource and read it back."""
        row, _ = self._row(request.urn)
        inputs = from_struct(request.properties)
        if request.preview:
            return provider_pb2.CreateResponse(properties=to_struct(state.planned_create(row, inputs)))
        try:
            resource_id, properties = self._create(row, request.urn, inputs, request.timeout)
        except InitializationFailed as failed:
            self._abort_initialization(context, failed)
        return provider_pb2.CreateResponse(id=resource_id, properties=to_struct(properties))

    def _create(self, row: Row, urn: str, inputs: Inputs, timeout: float) -> tuple[str, State]:
        what = f"{row.label} ({_logical_name(urn)})"
        api = self._api(inputs, timeout)
        try:
            made = row.create(api, inputs)
        except Exception as error:
            raise Refusal(f"creating {what}: {error_text(error)}") from error
        created = Created(made) if isinstance(made, str) else made
        resource_id, reason = created.resource_id, ""
        try:
            if row.finish is not None:
                row.finish(api, resource_id, inputs)
        except Exception as error:
            reason = f"creating {what}: {error_text(error)}"
        try:
            properties = self._read(row, api, resource_id, {**state.known_before(row, {}, inputs), **created.properties})
        except Exception as error:
            properties, reason = None, reason or f"reading {what}: {error_text(error)}"
        if reason or properties is None:
            reason = reason or f"creating {what}: couldn't find resource {resource_id} after its creation"
            raise InitializationFailed(resource_id, properties or inputs, inputs, reason)
        properties.pop("id", None)
        return resource_id, properties

    @_shown
    def Read(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Read the resource as the API has it now; an empty id says that it is gone."""
        row, shape = self._row(request.urn)
        old_state, old_inputs = from_struct(request.properties), from_struct(request.inputs)
        api = self._api(old_state or old_inputs)
        try:
            properties = self._read(row, api, request.id, old_state)
        except Exception as error:
            raise Refusal(f"reading {row.label} ({request.id}): {error_text(error)}") from error
        if properties is None:
            return provider_pb2.ReadResponse()
        resource_id = properties.pop("id", request.id)
        inputs = state.inputs_after_read(row, shape, properties, old_inputs)
        return provider_pb2.ReadResponse(id=resource_id, properties=to_struct(properties), inputs=to_struct(inputs))

    def _read(self, row: Row, api: Api, resource_id: str, previous: State) -> State | None:
        raw = row.read(api, resource_id, previous)
        if raw is None:
            return None
        return state.from_api(row, resource_inputs(row.type_token), raw, previous, self._config, api.region)

    @_shown
    def Update(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Change the resource in place and read it back."""
        row, shape = self._row(request.urn)
        old, news = from_struct(request.olds), from_struct(request.news)
        found = diff.changes(row, shape, old, from_struct(request.old_inputs), news)
        if request.preview:
            return provider_pb2.UpdateResponse(properties=to_struct(state.planned_update(row, old, news, found)))
        changed = frozenset(change.name for change in found)
        api = self._api(old, request.timeout)
        what = f"{row.label} ({request.id})"
        try:
            if row.update is not None and changed - {"tags", "tagsAll"}:
                row.update(api, request.id, old, news, changed)
            if row.write_tags is not None and "tagsAll" in changed:
                _write_tags(row, api, request.id, old, news)
            properties = self._read(row, api, request.id, state.known_before(row, old, news))
        except Exception as error:
            raise Refusal(f"updating {what}: {error_text(error)}") from error
        if properties is None:
            raise Refusal(f"updating {what}: the resource is gone; run a refresh")
        properties.pop("id", None)
        return provider_pb2.UpdateResponse(properties=to_struct(properties))

    @_shown
    def Delete(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Delete the resource; one that is gone already counts as deleted."""
        row, _ = self._row(request.urn)
        properties = from_struct(request.properties)
        try:
            row.delete(self._api(properties, request.timeout), request.id, properties)
        except Exception as error:
            if not _is_gone(error):
                raise Refusal(f"deleting {row.label} ({request.id}): {error_text(error)}") from error
        return empty_pb2.Empty()

    def _row(self, urn: str) -> tuple[Row, ObjectShape]:
        token = _type_token(urn)
        if token not in TABLE:
            raise Refusal(f"resource type {token} is not supported by the local stand-in for the AWS plugin")
        return TABLE[token], resource_inputs(token)

    def _api(self, properties: PropertyMap, timeout: float = 0.0) -> Api:
        region = properties.get("region") or self._config.region
        if not region:
            raise Refusal("no AWS region is configured; set one with: pulumi config set aws:region us-east-1")
        return Api(self._clients, str(region), timeout)

    def _abort_initialization(self, context: grpc.ServicerContext, failed: InitializationFailed) -> NoReturn:
        failed.properties.pop("id", None)
        detail = provider_pb2.ErrorResourceInitFailed(
            id=failed.resource_id,
            properties=to_struct(failed.properties),
            inputs=to_struct(failed.inputs),
            reasons=[failed.reason],
        )
        status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=failed.reason)
        status.details.add().Pack(detail)
        context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
        context.abort(grpc.StatusCode.UNKNOWN, failed.reason)
        raise AssertionError("abort raises")


def _write_tags(row: Row, api: Api, resource_id: str, old: State, news: Inputs) -> None:
    before, after = old.get("tagsAll", {}), news.get("tagsAll", {})
    changed = {key: value for key, value in after.items() if before.get(key) != value}
    removed = sorted(before.keys() - after.keys())
    assert row.write_tags is not None
    row.write_tags(api, resource_id, old, changed, removed)


def _property_diff(change: diff.Change) -> Any:
    kind = f"{change.kind}_REPLACE" if change.replace else change.kind
    return provider_pb2.PropertyDiff(kind=provider_pb2.PropertyDiff.Kind.Value(kind))


def _name_is_fixed(row: Row, news: Inputs) -> bool:
    """The bridge deletes first where the program chose the name itself: two of the same name cannot exist."""
    rule = row.auto_name
    return rule is not None and rule.property in news and rule.property not in news.get("__defaults", ())


def _is_gone(error: BaseException) -> bool:
    code = error_code(error)
    return code == "NoSuchEntity" or code.endswith(("NotFound", "NotFoundException"))

