"""Messages to the engine, which shows them with the resource."""

from __future__ import annotations

import functools

import grpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc


class EngineMessages:
    """The engine's log; without an ``address`` (in a test, or if started by hand), messages are dropped."""

    def __init__(self, address: str = "") -> None:
        self._address = address

    def warn(self, urn: str, text: str) -> None:
        """Show a warning."""
        if self._address:
            request = engine_pb2.LogRequest(severity=engine_pb2.WARNING, urn=urn, message=text)
            self._stub.Log(request)

    @functools.cached_property
    def _stub(self) -> engine_pb2_grpc.EngineStub:
        return engine_pb2_grpc.EngineStub(grpc.insecure_channel(self._address))
