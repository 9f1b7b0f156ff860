"""The plugin in this process, which calls the local AWS of the test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.client import BaseClient

from localaws.plugin import api
from localaws.plugin import server as plugin
from localaws.plugin.provider import AwsProvider
from localaws.tests.plugin.engine import Engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localaws.tests.conftest import Server


@pytest.fixture(scope="session")
def plugin_port() -> Iterator[int]:
    process, port = plugin.start(AwsProvider())
    yield port
    process.stop(grace=0).wait()


@pytest.fixture
def offline_engine(plugin_port: int, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Return an engine whose plugin cannot call AWS and answers from the table."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setattr(api, "ATTEMPTS", 1)
    return Engine(plugin_port)


@pytest.fixture
def engine(plugin_port: int, server: Server, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
    return Engine(plugin_port)


class Requests:
    """The requests of the plugin to AWS, in order."""

    def __init__(self) -> None:
        self.made: list[tuple[str, dict[str, Any]]] = []

    def of(self, operation: str) -> list[dict[str, Any]]:
        """Return the parameters of each request of an operation since the previous call of this method."""
        found = [parameters for name, parameters in self.made if name == operation]
        self.made = [each for each in self.made if each[0] != operation]
        return found


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> Requests:
    """Record the requests of the plugin, which runs in this process, and of the test's own clients."""
    client_class: Any = BaseClient
    recorded, call = Requests(), client_class._make_api_call

    def record(client: Any, operation: str, parameters: dict[str, Any]) -> Any:
        recorded.made.append((operation, parameters))
        return call(client, operation, parameters)

    monkeypatch.setattr(BaseClient, "_make_api_call", record)
    return recorded
