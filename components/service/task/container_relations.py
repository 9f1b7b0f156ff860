"""Checks of the relations between the containers of a task: dependencies, log routing and mounts.

Pure: no Pulumi, no AWS. Each check returns the problems that it finds, with paths relative to the arguments.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from ...cluster.logging_drivers import FIRELENS
from ...foundation.refusal import KeyPath, Problem
from .container_args import ContainerArgs, SidecarArgs
from .task_args import TaskArgs

ENDS = ("COMPLETE", "SUCCESS")


def check_containers(name: str, args: TaskArgs) -> list[Problem]:
    """Find mistakes in the relations of containers; ``name`` is the name of the task's own container."""
    return [*_check_mounts(args), *_check_log_router(args), *_check_dependencies(name, args)]


def _check_mounts(args: TaskArgs) -> Iterator[Problem]:
    """Yield mounts without a volume, mounts at the same path, and volumes that no container mounts."""
    there = ", ".join(args.volumes) or "there are none"
    own: dict[KeyPath, str] = {
        ("volumes", volume): found.container_path for volume, found in args.volumes.items() if found.container_path
    }
    yield from _mounted_twice({**own, **_tmpfs(("container",), args.container)})
    for name, sidecar in args.sidecars.items():
        path: KeyPath = ("sidecars", name)
        for volume, mount in sidecar.volumes.items():
            if volume not in args.volumes:
                allowed = f"the name of a volume in volumes is allowed: {there}"
                yield Problem((*path, "volumes", volume), mount.container_path, allowed)
        mounts = {(*path, "volumes", volume): mount.container_path for volume, mount in sidecar.volumes.items()}
        yield from _mounted_twice({**mounts, **_tmpfs(path, sidecar)})
    mounted = {volume for sidecar in args.sidecars.values() for volume in sidecar.volumes}
    for name, found in args.volumes.items():
        if found.container_path is None and name not in mounted:
            yield Problem(("volumes", name, "containerPath"), None, "a path is needed, or a sidecar that mounts it")


def _tmpfs(path: KeyPath, args: ContainerArgs) -> dict[KeyPath, str]:
    return {(*path, "tmpfs", index): mount.container_path for index, mount in enumerate(args.tmpfs)}


def _mounted_twice(mounts: Mapping[KeyPath, str]) -> Iterator[Problem]:
    """Yield mounts of one container at the path of another; Docker starts no container with two of them."""
    seen: set[str] = set()
    for path, mounted in mounts.items():
        place = posixpath.normpath(mounted)
        if place in seen:
            yield Problem((*path, "containerPath"), mounted, "each containerPath is allowed once in a container")
        seen.add(place)


def _check_log_router(args: TaskArgs) -> Iterator[Problem]:
    """Yield senders without a log router, a router without senders, and additional routers."""
    logging = {("logging",): args.logging} | {
        ("sidecars", name, "logging"): sidecar.logging for name, sidecar in args.sidecars.items()
    }
    senders = [path for path, found in logging.items() if found.driver == FIRELENS]
    routers = [name for name, sidecar in args.sidecars.items() if sidecar.firelens is not None]
    if senders and not routers:
        yield Problem((*senders[0], "driver"), FIRELENS, "a sidecar with firelens is needed, to route the logs")
    for router in routers[1:]:
        allowed = f"one log router is allowed, and {routers[0]} is one"
        yield Problem(("sidecars", router), router, allowed)
    for router in routers:
        if args.sidecars[router].logging.driver == FIRELENS:
            yield Problem(("sidecars", router, "logging", "driver"), FIRELENS, "a log router cannot send to itself")
    if routers and not senders:
        allowed = f"with firelens, a container whose logging.driver is {FIRELENS} is needed"
        yield Problem(("sidecars", routers[0]), routers[0], allowed)


def _check_dependencies(name: str, args: TaskArgs) -> list[Problem]:
    """Find containers that wait for a condition that is never met."""
    containers: dict[str, ContainerArgs] = {**args.sidecars, name: args.container}
    problems = [
        Problem((*_path(name, waiting), other), condition, allowed)
        for waiting, found in containers.items()
        for other, condition in found.depends_on.items()
        if (allowed := _refusal(waiting, other, condition, containers))
    ]
    return problems or list(_find_circle(name, containers))


def _path(name: str, container: str) -> KeyPath:
    return ("container", "dependsOn") if container == name else ("sidecars", container, "dependsOn")


def _refusal(waiting: str, other: str, condition: str, containers: Mapping[str, ContainerArgs]) -> str:
    if other == waiting or other not in containers:
        others = ", ".join(each for each in containers if each != waiting) or "there are none"
        return f"the name of another container of the task is allowed: {others}"
    args = containers[other]
    if condition in ENDS and not (isinstance(args, SidecarArgs) and not args.essential):
        return f"the task stops when {other} does; {condition} is allowed for a sidecar with essential: false"
    if condition == "HEALTHY" and args.health_check is None:
        return f"{other} has no healthCheck; START is allowed, or a healthCheck there"
    return ""


def _find_circle(name: str, containers: Mapping[str, ContainerArgs]) -> Iterator[Problem]:
    """Yield a problem if containers wait for each other: remove those that can start, until none can."""
    left = {container: set(args.depends_on) for container, args in containers.items()}
    while free := [container for container, others in left.items() if not others & left.keys()]:
        for container in free:
            del left[container]
    if left:
        circle = _circle(left)
        waits_for = circle[1 % len(circle)]
        path = (*_path(name, circle[0]), waits_for)
        allowed = f"{', '.join(circle)} wait for each other, and none starts: one of them must not wait"
        yield Problem(path, containers[circle[0]].depends_on[waits_for], allowed)


def _circle(left: Mapping[str, set[str]]) -> list[str]:
    chain = [min(left)]
    while True:
        following = min(other for other in left[chain[-1]] if other in left)
        if following in chain:
            return chain[chain.index(following) :]
        chain.append(following)
