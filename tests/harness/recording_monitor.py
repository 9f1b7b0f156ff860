"""A stand-in for the engine that records registrations and refuses those that the engine would refuse.

Pulumi's own mock monitor records only type, name and inputs, and accepts duplicate URNs, nulls, and missing inputs.
This one refuses them and records everything that determines order and lifecycle.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import grpc
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime import mocks
from pulumi.runtime.proto import resource_pb2

from tests.harness.aws_existing import read
from tests.harness.aws_functions import AwsError, answer
from tests.harness.aws_outputs import computed_outputs, id_of
from tests.harness.registration import STACK_REFERENCE, STACK_TYPE, Registration, has_secret, kind_of, plain
from tests.harness.soundness import find_flaws


class EngineError(grpc.RpcError):
    """The answer of the engine to a failed call, in the form that the SDK expects."""

    def __init__(self, details: str) -> None:
        super().__init__(details)
        self._details = details

    def code(self) -> grpc.StatusCode:
        return grpc.StatusCode.UNKNOWN

    def details(self) -> str:
        return self._details


@dataclass
class Call:
    """A function the program called, such as ``aws:ec2/getAmi:getAmi``."""

    token: str
    args: dict[str, Any]
    provider: str


@dataclass
class Recorded:
    """All requests of a program, in no particular order."""

    registrations: dict[str, Registration] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


class RecordingMonitor(mocks.MockMonitor):
    """Records the requests in ``recorded``. With ``preview``, ids and computed outputs are unknown."""

    def __init__(self, recorded: Recorded, *, preview: bool) -> None:
        super().__init__(_NoMocks())
        self._recorded = recorded
        self._preview = preview

    def make_urn(self, parent: str, type_: str, name: str) -> str:
        """Compose the URN as the engine does, from the types of all parents except the stack."""
        if parent and STACK_TYPE not in parent.split("::")[2]:
            type_ = f"{parent.split('::')[2]}${type_}"
        return f"urn:pulumi:test::ecs-on-ec2::{type_}::{name}"

    def Invoke(self, request: Any) -> Any:  # noqa: N802 the protocol's name
        args = plain(request.args)
        self._recorded.calls.append(Call(request.tok, args, request.provider))
        result = struct_pb2.Struct()
        try:
            result.update(answer(request.tok, args))
        except AwsError as error:
            raise EngineError(
                f"invocation of {request.tok} returned an error: invoking {request.tok}: "
                f"1 error occurred:\n\t* {error}\n\n"
            ) from None
        response = resource_pb2.ResourceInvokeResponse()
        getattr(response, "return").CopyFrom(result)  # a Python keyword, so it cannot be an argument name
        return response

    def ReadResource(self, request: Any) -> Any:  # noqa: N802 the protocol's name
        """Read an existing resource, which is not recorded because the program does not create it."""
        self._recorded.calls.append(Call(f"read {request.type}", {"id": request.id}, request.provider))
        state = struct_pb2.Struct()
        state.update(
            answer("readStackOutputs", {"name": request.id})
            if request.type == STACK_REFERENCE
            else read(request.type, request.id)
        )
        urn = self.make_urn(request.parent, request.type, request.name)
        return resource_pb2.ReadResourceResponse(urn=urn, properties=state)

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 the protocol's name
        urn = self.make_urn(request.parent, request.type, request.name)
        if request.type == STACK_TYPE:
            return resource_pb2.RegisterResourceResponse(urn=urn)
        registration = self._read(request, urn)
        flaws = find_flaws(registration, request.type)
        if urn in self._recorded.registrations:
            flaws.append(f"duplicate resource {registration}: another one has the URN {urn}")
        self._recorded.refused += flaws
        self._recorded.registrations[urn] = registration
        if flaws:
            raise EngineError("; ".join(flaws))
        state = struct_pb2.Struct()
        if not request.remote:
            # The inputs as received, with the marks of secret and unknown values.
            state.CopyFrom(request.object)
        state.update(registration.computed)
        return resource_pb2.RegisterResourceResponse(urn=urn, id=registration.id, object=state)

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802 the protocol's name
        registration = self._recorded.registrations.get(request.urn)
        if registration is not None:
            registration.outputs.update(plain(request.outputs))
            registration.secret_outputs.update(key for key in request.outputs if has_secret(request.outputs[key]))
        return empty_pb2.Empty()

    def _read(self, request: Any, urn: str) -> Registration:
        inputs = plain(request.object)
        kind = kind_of(request.type)
        known = not self._preview
        computed = computed_outputs(kind, request.name, inputs) if known and (request.custom or request.remote) else {}
        timeouts = request.customTimeouts
        return Registration(
            kind=kind,
            name=request.name,
            urn=urn,
            parent=request.parent,
            custom=request.custom,
            remote=request.remote,
            inputs=inputs,
            secret_inputs=frozenset(key for key in request.object if has_secret(request.object[key])),
            depends_on=frozenset(request.dependencies),
            property_dependencies={key: frozenset(deps.urns) for key, deps in request.propertyDependencies.items()},
            ignore_changes=tuple(request.ignoreChanges),
            custom_timeouts={
                step: getattr(timeouts, step) for step in ("create", "update", "delete") if getattr(timeouts, step)
            },
            aliases=tuple(str(alias) for alias in request.aliases),
            protect=request.protect,
            retain_on_delete=request.retainOnDelete,
            delete_before_replace=request.deleteBeforeReplace if request.deleteBeforeReplaceDefined else None,
            replace_on_changes=tuple(request.replaceOnChanges),
            replace_with=tuple(request.replace_with),
            replacement_trigger=_plain_message(request.replacement_trigger),
            provider=request.provider,
            id=id_of(kind, request.name) if known and request.custom else "",
            computed=computed,
        )


def _plain_message(value: struct_pb2.Value) -> Any:
    holder = struct_pb2.Struct()
    holder.fields["value"].CopyFrom(value)
    return plain(holder["value"]) if value.WhichOneof("kind") else None


class _NoMocks(mocks.Mocks):
    """Never called: the monitor answers itself."""

    def call(self, args: mocks.MockCallArgs) -> Any:
        raise NotImplementedError(args.token)

    def new_resource(self, args: mocks.MockResourceArgs) -> Any:
        raise NotImplementedError(args.typ)
