"""The gRPC server for the Pulumi engine."""

from __future__ import annotations

import signal
import socket
import sys
import threading
from concurrent import futures

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from localaws.plugin.engine_messages import EngineMessages
from localaws.plugin.provider import AwsProvider

# The engine sends large states (task definitions, launch templates) in one message; Pulumi's own limit is 400 MB.
MAX_MESSAGE_BYTES = 400 * 1024 * 1024
WORKERS = 24
SECONDS_BETWEEN_ENGINE_CHECKS = 1.0


def start(provider: AwsProvider, address: str = "127.0.0.1:0") -> tuple[grpc.Server, int]:
    """Start ``provider`` on ``address``; return the server and its port."""
    options = [
        ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
        ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
    ]
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=WORKERS), options=options)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server)
    port = server.add_insecure_port(address)
    server.start()
    return server, port


def main() -> None:
    """Serve until the engine ends the process; the first line on stdout is the port."""
    provider = AwsProvider()
    server, port = start(provider)
    stopped = threading.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_number, lambda *_: stopped.set())
    engine = sys.argv[1] if len(sys.argv) > 1 else ""
    provider.engine = EngineMessages(engine)
    print(port, flush=True)
    while not stopped.wait(SECONDS_BETWEEN_ENGINE_CHECKS):
        if engine and not _listens(engine):
            break
    server.stop(grace=0).wait()


def _listens(address: str) -> bool:
    """Whether the engine still runs: a killed engine does not end its plugins."""
    host, _, port = address.rpartition(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0
