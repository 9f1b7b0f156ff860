"""Rules for the keys of a task, in a service or a job, that depend on each other."""

from __future__ import annotations

from hypothesis.strategies import DrawFn

from .container_rules import relate_containers
from .schema_strategies import BEYOND, CLASSES, Values

LEAST_MEMORY = 6
SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:key-AbCdEf"
"""A secret that KMS keys of the region can encrypt."""


def task(draw: DrawFn, args: Values) -> None:
    """Keep one source of the image, room for all containers, and settings that are valid together."""
    variables_once(draw, args)
    if args.get("build") is not None:
        args.pop("image", None)
    elif args.get("image", "") is None:
        del args["image"]
    _use_existing_resources(args)
    _writable_for_execute_command(args)
    make_room_for_sidecars(args, CLASSES["JobArgs"]["properties"]["cpu"]["maximum"], BEYOND)
    relate_containers(args)


def job(draw: DrawFn, args: Values) -> None:
    """Keep one command and an image; without a schedule, remove its settings."""
    task(draw, args)
    if args.get("build") is None:
        args.setdefault("image", "busybox:1")
    if args.get("schedule") is None:
        for key in ("timezone", "retries", "enabled"):
            args.pop(key, None)
    if args.get("command"):
        args.get("container", {}).pop("command", None)


def service_connect(_draw: DrawFn, args: Values) -> None:
    """Remove the request timeout if the protocol has no requests."""
    if args.get("protocol") == "tcp":
        args.pop("requestTimeoutSeconds", None)


def variables_once(_draw: DrawFn, args: Values) -> None:
    """Remove secrets that have the name of a variable."""
    for name in args.get("environment", {}):
        args.get("secrets", {}).pop(name, None)


def _for_proxy(args: Values, cpu: int, memory: int) -> tuple[int, int]:
    """Return the CPU units and MiB of the proxy and the smallest container; without room for both, remove the proxy."""
    proxy = args.get("serviceConnect", {}).get("proxy")
    if proxy is None:
        return 0, LEAST_MEMORY
    needed = proxy.get("cpu", 256) + 1, proxy.get("memory", 64) + LEAST_MEMORY
    if needed[0] > cpu or needed[1] > memory:
        args["serviceConnect"].pop("proxy")
        return 0, LEAST_MEMORY
    return needed


def make_room_for_sidecars(args: Values, cpu: int, memory: int) -> None:
    """Remove sidecars that do not fit a task of the given size, and enlarge the task for the others."""
    sidecars = args.get("sidecars", {})
    needed_cpu, needed_memory = _for_proxy(args, cpu, memory)
    for name, sidecar in list(sidecars.items()):
        if needed_cpu + sidecar.get("cpu", 0) > cpu or needed_memory + sidecar["memory"] > memory:
            del sidecars[name]
        else:
            needed_cpu += sidecar.get("cpu", 0)
            needed_memory += sidecar["memory"]
    args["cpu"] = min(cpu, max(args.get("cpu", 256), needed_cpu))
    args["memory"] = min(memory, max(args.get("memory", 512), needed_memory))


def _use_existing_resources(args: Values) -> None:
    if args.get("secretsKeyArns"):
        args.get("environment", {}).pop("KEY", None)
        args.setdefault("secrets", {})["KEY"] = SECRET


def _writable_for_execute_command(args: Values) -> None:
    if args.get("executeCommand"):
        for container in (args.get("container", {}), *args.get("sidecars", {}).values()):
            container.pop("readonlyRootFilesystem", None)
