"""Builds a program under the recording monitor.

Every build has its own event loop and context variables, so that nothing leaks from one test into another. The build is
finished when the function returns: assert on the :class:`Recording`, never inside a program.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import contextvars
import functools
import gc
import json
import logging
import runpy
import signal
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from pathlib import Path
from typing import Any
from unittest import mock

import pulumi
import pytest
import yaml
from pulumi.runtime import mocks, resource, settings, stack
from pulumi.runtime.proto import source_pb2

from components.foundation.narrow_imports import import_only_what_is_used
from components.foundation.refusal import ENDED_AFTER_ERROR, Problem, RefusedError
from tests.harness.aws_functions import STACK_OUTPUTS
from tests.harness.recording import Recording
from tests.harness.recording_monitor import Recorded, RecordingMonitor

import_only_what_is_used()

CHECKOUT = Path(__file__).resolve().parents[2]
PROJECT = "ecs-on-ec2"
PLATFORM: dict[str, dict[str, Any]] = STACK_OUTPUTS["organization/ecs-on-ec2/platform"]["platform"]
"""An existing network and an existing cluster."""

STACKS = ("dev", "public-api", "prod")


def build_stack(name: str, *, preview: bool = False) -> Recording:
    """Build the entry program from a committed stack file, once per process."""
    return _build_text(json.dumps(stack_config(name)), (), preview)


def build(config: Mapping[str, Any], *, secrets: tuple[str, ...] = (), preview: bool = False) -> Recording:
    """Build the entry program from ``config``, whose keys are the project's without the prefix (``vpc``)."""
    return _build_text(json.dumps(_prefixed(config)), tuple(f"{PROJECT}:{key}" for key in secrets), preview)


def build_services(services: Mapping[str, Any], *, preview: bool = False) -> Recording:
    """Build the entry program with services only, on an existing network and cluster, in a third of the time."""
    return build({"platform": PLATFORM, "services": services}, preview=preview)


def build_cluster(cluster: Mapping[str, Any], services: Mapping[str, Any]) -> Recording:
    """Build the entry program with a cluster and services, on an existing network, in half of the time."""
    return build({"platform": {"network": PLATFORM["network"]}, "cluster": cluster, "services": services})


def build_component(program: Callable[[], object], *, preview: bool = False) -> Recording:
    """Build the resources of ``program``."""
    return _run(program, {}, (), preview=preview)


def build_program(program: Callable[[], object], config: Mapping[str, Any]) -> Recording:
    """Build a program with a config of full keys."""
    return _run(program, config, (), preview=False)


def refuse(config: Mapping[str, Any], *, secrets: tuple[str, ...] = ()) -> list[str]:
    """Build the entry program from a config that it must refuse; return its mistakes, without the project's prefix.

    Nothing is registered before the refusal.
    """
    message = end_with_error(_prefixed(config), tuple(f"{PROJECT}:{key}" for key in secrets))
    heading, *mistakes = message.splitlines()
    assert heading.partition(" ")[0] == str(len(mistakes)), message
    assert all(mistake.startswith(f"{PROJECT}:") for mistake in mistakes), message
    return [mistake.removeprefix(f"{PROJECT}:") for mistake in mistakes]


def end_with_error(config: Mapping[str, Any], secret_keys: tuple[str, ...] = (), *, at_the_end: bool = False) -> str:
    """Build the entry program from a config that ends it before any registration; return the only error.

    The keys of ``config`` are full. ``at_the_end``: after all registrations. The exit code keeps the engine from
    adding its own error.
    """
    recorded = Recorded()
    with pytest.raises(SystemExit) as caught:
        _run(_run_entry_program, config, secret_keys, preview=False, recorded=recorded)
    assert caught.value.code == ENDED_AFTER_ERROR
    assert at_the_end or not recorded.registrations
    (message,) = recorded.messages
    return message


def refuse_component(program: Callable[[], object]) -> tuple[Problem, ...]:
    """Build a program whose component must refuse its args and register nothing; return the problems."""
    recorded = Recorded()
    with pytest.raises(RefusedError) as caught:
        _run(program, {}, (), preview=False, recorded=recorded)
    assert [str(found) for found in recorded.registrations.values() if found.custom or found.remote] == []
    return caught.value.problems


def stack_config(name: str) -> dict[str, Any]:
    """Return the config of a committed stack file, with full keys."""
    config: dict[str, Any] = yaml.safe_load((CHECKOUT / f"Pulumi.{name}.yaml").read_text())["config"]
    return config


def project_config(name: str) -> dict[str, Any]:
    """Return the config of this project in a committed stack file, in the form that :func:`build` takes."""
    return {
        key.removeprefix(f"{PROJECT}:"): value
        for key, value in stack_config(name).items()
        if key.startswith(f"{PROJECT}:")
    }


def _prefixed(config: Mapping[str, Any]) -> dict[str, Any]:
    return {"aws:region": "us-east-1", **{f"{PROJECT}:{key}": value for key, value in config.items()}}


@functools.cache
def _build_text(config: str, secrets: tuple[str, ...], preview: bool) -> Recording:
    return _run(_run_entry_program, json.loads(config), secrets, preview=preview)


def _run_entry_program() -> None:
    # The program ends its process, but the tests continue.
    left_alone = ((gc, "disable"), (atexit, "register"), (signal, "signal"))
    with contextlib.ExitStack() as patches:
        for module, name in left_alone:
            patches.enter_context(mock.patch.object(module, name))
        patches.enter_context(mock.patch.object(sys, "exit", sys.exit))
        runpy.run_path(str(CHECKOUT / "__main__.py"))


def _run(
    program: Callable[[], object],
    config: Mapping[str, Any],
    secrets: tuple[str, ...],
    *,
    preview: bool,
    recorded: Recorded | None = None,
) -> Recording:
    recorded = Recorded() if recorded is None else recorded
    run = functools.partial(_run_in_context, program, config, secrets, preview, recorded)
    return contextvars.copy_context().run(run)


class ImmediateLoop(asyncio.SelectorEventLoop):
    """Calls the monitor directly, which the SDK does in a thread: this keeps the order and is faster.

    It keeps its own list of tasks. ``asyncio.all_tasks`` goes through the tasks of all loops, and those of earlier
    builds still exist where no garbage is collected: after 300 small builds, this took 40 percent of a build.
    """

    def __init__(self) -> None:
        super().__init__()
        self.tasks: list[asyncio.Task[Any]] = []

    def create_task(self, *args: Any, **options: Any) -> asyncio.Task[Any]:
        """Create a task as asyncio does, and keep it."""
        task: asyncio.Task[Any] = super().create_task(*args, **options)
        self.tasks.append(task)
        return task

    def run_in_executor(  # type: ignore[override] # its own type has type variables of Python 3.11
        self,
        executor: Executor | None,  # noqa: ARG002 the signature is asyncio's
        func: Callable[..., Any],
        *args: Any,
    ) -> asyncio.Future[Any]:
        """Return a completed future."""
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 the future keeps it
            future.set_exception(error)
        return future


def _run_in_context(
    program: Callable[[], object],
    config: Mapping[str, Any],
    secrets: tuple[str, ...],
    preview: bool,
    recorded: Recorded,
) -> Recording:
    loop = ImmediateLoop()
    asyncio.set_event_loop(loop)
    # A failed build leaves failed outputs behind; asyncio would log each one when it is collected.
    loop.set_exception_handler(lambda _loop, _context: None)
    try:
        # It precedes set_mocks, which creates a root only if there is none.
        settings.ROOT.set(None)
        monitor = RecordingMonitor(recorded, preview=preview)
        logger = _message_logger(recorded)
        mocks.set_mocks(monitor.mocks, PROJECT, "test", preview=preview, logger=logger, monitor=monitor)
        # The engine passes every value as text, and values that are not text in the file as JSON.
        texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in config.items()}
        pulumi.runtime.set_all_config(texts, list(secrets))
        # The program silences the SDK for its own process.
        with mock.patch.object(resource, "_get_stack_trace", source_pb2.StackTrace), mock.patch.dict(vars(pulumi.log)):
            pulumi.runtime.test(program)()  # type: ignore[no-untyped-call]
        exports, secret_exports = loop.run_until_complete(_read_exports())
        left = [task for task in loop.tasks if not task.done()]
        assert not left, f"still running after the program: {left}"
    finally:
        loop.tasks.clear()
        loop.close()
        asyncio.set_event_loop(None)
    assert recorded.registrations, "the program registered nothing, so a test of it would always pass"
    assert not recorded.refused, recorded.refused
    return Recording(recorded.registrations, exports, secret_exports, recorded.calls, recorded.messages)


async def _read_exports() -> tuple[dict[str, Any], frozenset[str]]:
    root = settings.get_root_resource()
    assert isinstance(root, stack.Stack)
    outputs = {name: pulumi.Output.from_input(value) for name, value in root.outputs.items()}
    values = {name: await output.future(with_unknowns=True) for name, output in outputs.items()}
    secret = frozenset([name for name, output in outputs.items() if await output.is_secret()])
    return values, secret


def _message_logger(recorded: Recorded) -> logging.Logger:
    """Collect the messages of the program."""
    logger = logging.getLogger(f"{__name__}.{id(recorded)}")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    handler = logging.Handler()
    handler.emit = lambda record: recorded.messages.append(record.getMessage())  # type: ignore[method-assign]
    logger.handlers = [handler]
    return logger
