"""Each test module starts with an empty local AWS and leaves the checkout unchanged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from localaws.tests.conftest import aws, running_server, server
from localaws.tests.plugin.conftest import engine, plugin_port
from tests.engine.durations import duration_lines
from tests.engine.engine_stack import EngineStack
from tests.engine.local_aws import CHECKOUT, LocalAws, running

__all__ = ["aws", "engine", "plugin_port", "running_server", "server"]  # tests of the local AWS, without an engine

ENGINE_TESTS = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if ENGINE_TESTS in item.path.parents:
            item.add_marker(pytest.mark.engine)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for outcome in ("passed", "failed") for report in terminalreporter.stats.get(outcome, [])]
    for line in duration_lines(reports):
        terminalreporter.write_line(line)


@pytest.fixture(scope="session", autouse=True)
def untouched_checkout() -> Iterator[None]:
    before = _committed_project_files()
    yield
    assert _committed_project_files() == before


def _committed_project_files() -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in CHECKOUT.glob("Pulumi*.yaml")}


@pytest.fixture(scope="session")
def shared_local_aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAws]:
    with running(tmp_path_factory.mktemp("local-aws"), quick=True) as aws:
        yield aws


@pytest.fixture(scope="module")
def local_aws(shared_local_aws: LocalAws) -> LocalAws:
    """Return the local AWS of the process, emptied: starting one for each module takes a quarter of the time."""
    shared_local_aws.empty()
    return shared_local_aws


@pytest.fixture(scope="module")
def example_of(local_aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], EngineStack]:
    """Return a factory of undeployed dev stacks with the configuration of an example."""

    def make(name: str) -> EngineStack:
        committed = CHECKOUT / "examples" / name / f"Pulumi.{name}.yaml"
        return EngineStack(local_aws, "dev", tmp_path_factory.mktemp("config"), committed)

    return make


@pytest.fixture(scope="module")
def stack_of(local_aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], EngineStack]:
    """Return a factory of undeployed stacks by the name of their committed file."""
    return lambda name: EngineStack(local_aws, name, tmp_path_factory.mktemp("config"))
