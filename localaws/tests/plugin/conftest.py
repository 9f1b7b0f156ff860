"""The plugin in this process, which calls the local AWS of the test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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
    """An engine whose plugin has no AWS to call: what it answers, it answers from the table."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setattr(api, "ATTEMPTS", 1)
    return Engine(plugin_port)


@pytest.fixture
def engine(plugin_port: int, server: Server, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
    return Engine(plugin_port)
