"""The calls of the Pulumi engine to a plugin that these tests need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import grpc
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc, status_pb2

from localaws.plugin.payload import from_struct, to_struct

Properties = dict[str, Any]


@dataclass(frozen=True)
class Resource:
    """A resource in the engine's state."""

    resource_type: str
    resource_id: str
    inputs: Properties
    outputs: Properties


class Engine:
    """Calls the plugin over gRPC as the engine does: check, then diff, then create, update or delete."""

    def __init__(self, port: int, **config: Any) -> None:
        self.stub = provider_pb2_grpc.ResourceProviderStub(grpc.insecure_channel(f"127.0.0.1:{port}"))
        settings = to_struct({"region": "us-east-1", **config})
        self.stub.Configure(provider_pb2.ConfigureRequest(args=settings))

    def check(
        self, resource_type: str, inputs: Properties, old: Properties | None = None, name: str = "one"
    ) -> tuple[Properties, dict[str, str]]:
        """Return the checked inputs, and the reason of each failure by its path."""
        answer = self.stub.Check(
            provider_pb2.CheckRequest(urn=urn(resource_type, name), olds=to_struct(old or {}), news=to_struct(inputs))
        )
        return from_struct(answer.inputs), {failure.property: failure.reason for failure in answer.failures}

    def checked(self, resource_type: str, inputs: Properties, old: Properties | None = None) -> Properties:
        checked, failures = self.check(resource_type, inputs, old)
        assert failures == {}
        return checked

    def create(self, resource_type: str, inputs: Properties, name: str = "one") -> Resource:
        checked = self.checked(resource_type, inputs)
        answer = self.stub.Create(
            provider_pb2.CreateRequest(urn=urn(resource_type, name), properties=to_struct(checked))
        )
        return Resource(resource_type, answer.id, checked, from_struct(answer.properties))

    def preview_create(self, resource_type: str, inputs: Properties) -> Properties:
        checked = self.checked(resource_type, inputs)
        request = provider_pb2.CreateRequest(urn=urn(resource_type), properties=to_struct(checked), preview=True)
        return from_struct(self.stub.Create(request).properties)

    def diff(self, resource: Resource, inputs: Properties) -> Any:
        """Return the plugin's diff between ``resource`` and the program's ``inputs``."""
        return self.stub.Diff(
            provider_pb2.DiffRequest(
                id=resource.resource_id,
                urn=urn(resource.resource_type),
                olds=to_struct(resource.outputs),
                old_inputs=to_struct(resource.inputs),
                news=to_struct(self.checked(resource.resource_type, inputs, resource.inputs)),
            )
        )

    def update(
        self, resource: Resource, inputs: Properties, *, preview: bool = False, timeout: float = 0.0
    ) -> Resource:
        checked = self.checked(resource.resource_type, inputs, resource.inputs)
        answer = self.stub.Update(
            provider_pb2.UpdateRequest(
                id=resource.resource_id,
                urn=urn(resource.resource_type),
                olds=to_struct(resource.outputs),
                old_inputs=to_struct(resource.inputs),
                news=to_struct(checked),
                preview=preview,
                timeout=timeout,
            )
        )
        return Resource(resource.resource_type, resource.resource_id, checked, from_struct(answer.properties))

    def read(self, resource: Resource) -> Resource | None:
        """Return the resource after a refresh, or ``None`` if it no longer exists."""
        answer = self.stub.Read(
            provider_pb2.ReadRequest(
                id=resource.resource_id,
                urn=urn(resource.resource_type),
                properties=to_struct(resource.outputs),
                inputs=to_struct(resource.inputs),
            )
        )
        if not answer.id:
            return None
        return Resource(resource.resource_type, answer.id, from_struct(answer.inputs), from_struct(answer.properties))

    def imported(self, resource_type: str, import_id: str) -> Resource | None:
        return self.read(Resource(resource_type, import_id, {}, {}))

    def delete(self, resource: Resource) -> None:
        self.stub.Delete(
            provider_pb2.DeleteRequest(
                id=resource.resource_id, urn=urn(resource.resource_type), properties=to_struct(resource.outputs)
            )
        )

    def invoke(self, function: str, **arguments: Any) -> Properties:
        answer = self.stub.Invoke(provider_pb2.InvokeRequest(tok=function, args=to_struct(arguments)))
        return from_struct(getattr(answer, "return"))


def urn(resource_type: str, name: str = "one") -> str:
    return f"urn:pulumi:dev::tests::{resource_type}::{name}"


def refusal(error: grpc.RpcError) -> str:
    """Return the message that the user sees."""
    return str(error.details())


def initialization_failure(error: Any) -> Any:
    """Return the state that the engine keeps of an incomplete resource."""
    metadata = dict(error.trailing_metadata())
    status = status_pb2.Status.FromString(metadata["grpc-status-details-bin"])
    detail = provider_pb2.ErrorResourceInitFailed()
    assert status.details[0].Unpack(detail)
    return detail
