"""What the containers of one task have to do with each other: who waits for whom, who routes logs, who mounts what.

Pure: no Pulumi, no AWS.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...foundation.args import refusal_at
from ...foundation.refusal import KeyPath, Problem
from .container_args import ContainerArgs, SidecarArgs
from .logging_args import LoggingArgs
from .volume_args import VolumeArgs

ENDS = ("COMPLETE", "SUCCESS")


def check_mounts(volumes: Mapping[str, VolumeArgs], sidecars: Mapping[str, SidecarArgs]) -> None:
    """Raise for a sidecar's mount of no volume, for two at one path, and for a volume that no container mounts."""
    for name, sidecar in sidecars.items():
        paths: set[str] = set()
        for volume, mount in sidecar.volumes.items():
            key = f"sidecars.{name}.volumes.{volume}"
            if volume not in volumes:
                there = ", ".join(volumes) or "there are none"
                raise refusal_at(key, f"the name of a volume in volumes is allowed: {there}")
            if mount.container_path in paths:
                raise refusal_at(f"{key}.containerPath", "each containerPath is allowed once in a container")
            paths.add(mount.container_path)
    mounted = {volume for sidecar in sidecars.values() for volume in sidecar.volumes}
    for name, args in volumes.items():
        if args.container_path is None and name not in mounted:
            raise refusal_at(f"volumes.{name}", "a containerPath is needed, or a sidecar that mounts the volume")


def check_log_router(logging: LoggingArgs, sidecars: Mapping[str, SidecarArgs]) -> None:
    """Raise where containers send to a log router that is not there, or a router gets nothing."""
    routers = [name for name, sidecar in sidecars.items() if sidecar.firelens is not None]
    senders = [
        key
        for key, args in (
            ("logging", logging),
            *((f"sidecars.{name}.logging", s.logging) for name, s in sidecars.items()),
        )
        if args.driver == "awsfirelens"
    ]
    if senders and not routers:
        raise refusal_at(f"{senders[0]}.driver", "awsfirelens needs a sidecar with firelens, which routes the logs")
    if len(routers) > 1:
        raise refusal_at(f"sidecars.{routers[1]}.firelens", f"one log router is allowed, and {routers[0]} is one")
    for router in routers:
        if sidecars[router].logging.driver == "awsfirelens":
            raise refusal_at(f"sidecars.{router}.logging.driver", "the log router cannot send to itself")
        if not senders:
            raise refusal_at(f"sidecars.{router}.firelens", "a container with logging.driver awsfirelens is needed")


def check_dependencies(name: str, own: ContainerArgs, sidecars: Mapping[str, SidecarArgs]) -> list[Problem]:
    """Find containers that wait for what never comes. ``name`` is the own container's; paths start with it."""
    containers: dict[str, ContainerArgs] = {name: own, **sidecars}
    problems = [
        Problem((*_path(name, waiting), other), condition, allowed)
        for waiting, args in containers.items()
        for other, condition in args.depends_on.items()
        if (allowed := _refusal(waiting, other, condition, containers))
    ]
    return problems or list(_circle(name, containers))


def _path(name: str, container: str) -> KeyPath:
    return (name, "container", "dependsOn") if container == name else (name, "sidecars", container, "dependsOn")


def _refusal(waiting: str, other: str, condition: str, containers: Mapping[str, ContainerArgs]) -> str:
    if other == waiting or other not in containers:
        others = ", ".join(each for each in containers if each != waiting) or "there are none"
        return f"the name of another container of the task is allowed: {others}"
    args = containers[other]
    if condition in ENDS and not (isinstance(args, SidecarArgs) and not args.essential):
        return f"the task ends with {other}; {condition} is allowed for a sidecar with essential: false"
    if condition == "HEALTHY" and args.health_check is None:
        return f"{other} has no healthCheck; START is allowed, or a healthCheck there"
    return ""


def _circle(name: str, containers: Mapping[str, ContainerArgs]) -> Iterator[Problem]:
    """Yield a problem where containers wait for each other: leave out those that can start until none can."""
    left = {container: set(args.depends_on) for container, args in containers.items()}
    while free := [container for container, others in left.items() if not others & left.keys()]:
        for container in free:
            del left[container]
    if left:
        first = min(left)
        path = _path(name, first)
        yield Problem(path, dict(containers[first].depends_on), f"{_chain(first, left)} wait for each other")


def _chain(first: str, left: Mapping[str, set[str]]) -> str:
    chain = [first]
    while True:
        following = min(other for other in left[chain[-1]] if other in left)
        if following in chain:
            return ", ".join(chain[chain.index(following) :])
        chain.append(following)
