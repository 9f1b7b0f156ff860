"""Rules for the keys of a task's containers that depend on each other."""

from __future__ import annotations

from hypothesis.strategies import DrawFn

from .schema_strategies import Values


def logging(_draw: DrawFn, args: Values) -> None:
    """Remove duplicate options, and options that the driver does not have."""
    for name in args.get("options", {}):
        args.get("secretOptions", {}).pop(name, None)
    driver = args.get("driver", "awslogs")
    if driver == "awslogs":
        args.pop("secretOptions", None)
    if driver != "awsfirelens" and args.get("options"):
        args["options"] = {"tag": next(iter(args["options"].values()))}


def capabilities(_draw: DrawFn, args: Values) -> None:
    """Drop no capability that is also added."""
    if args.get("drop"):
        args["drop"] = [name for name in args["drop"] if name not in args.get("add", ())]


def execution_role(_draw: DrawFn, args: Values) -> None:
    """Remove added permissions from an existing role."""
    if args.get("arn") is not None:
        args.pop("statements", None)


def task_role(_draw: DrawFn, args: Values) -> None:
    """Remove added permissions from an existing role."""
    if args.get("arn") is not None:
        args.pop("statements", None)
        args.pop("policyArns", None)


def relate_containers(args: Values) -> None:
    """Make containers depend on earlier ones, mount existing volumes, and send logs to an existing router."""
    sidecars: Values = args.get("sidecars", {})
    before: Values = {}
    for name, sidecar in sidecars.items():
        _wait(sidecar, before)
        before[name] = sidecar
        _mount(sidecar, args.get("volumes", {}))
    _wait(args.get("container", {}), before)
    mounted = {volume for sidecar in sidecars.values() for volume in sidecar.get("volumes", {})}
    for number, (name, volume) in enumerate(args.get("volumes", {}).items()):
        if volume.get("containerPath") is not None or name not in mounted:
            volume["containerPath"] = f"{volume.get('containerPath') or '/mounted'}{number}"
        else:
            volume.pop("readOnly", None)
    for container in (args.get("container", {}), *sidecars.values()):
        for number, mount in enumerate(container.get("tmpfs", ())):
            mount["containerPath"] = f"/tmpfs-{number}"
    _route(args, sidecars)


def _wait(container: Values, before: Values) -> None:
    conditions = container.pop("dependsOn", {}).values()
    container["dependsOn"] = {
        name: _met(condition, before[name]) for name, condition in zip(before, conditions, strict=False)
    }


def _met(condition: str, other: Values) -> str:
    if condition == "HEALTHY" and other.get("healthCheck") is None:
        return "START"
    return "START" if condition in ("COMPLETE", "SUCCESS") and other.get("essential", True) else condition


def _mount(sidecar: Values, volumes: Values) -> None:
    mounts = sidecar.pop("volumes", {}).values()
    sidecar["volumes"] = {
        name: {**mount, "containerPath": f"{mount['containerPath']}{number}"}
        for number, (name, mount) in enumerate(zip(volumes, mounts, strict=False))
    }


def _route(args: Values, sidecars: Values) -> None:
    routers = [name for name, sidecar in sidecars.items() if sidecar.get("firelens") is not None]
    for name in routers[1:]:
        sidecars[name].pop("firelens")
    for name, container in (("", args), *sidecars.items()):
        is_sender = container.get("logging", {}).get("driver") == "awsfirelens"
        if is_sender and (not routers or name == routers[0]):
            container.pop("logging")
    if routers:
        args["logging"] = {"driver": "awsfirelens"}
