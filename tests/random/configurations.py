"""Whole configurations of each kind of stack: an independent stack, a platform, and a stack on a platform."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from components.foundation.instance_memory import registered_memory
from components.foundation.tags import OWN_KEYS
from tests.harness.aws_functions import GPUS, INSTANCE_TYPES

from .cluster_rules import RESERVED, allow_every_log_driver
from .container_rules import relate_containers
from .meanings import MEANINGS, SERVICE_NAME
from .rules import RULES, something_scales
from .schema_strategies import TOP, SchemaStrategies, Values
from .task_rules import make_room_for_sidecars

STRATEGIES = SchemaStrategies(MEANINGS, RULES)

CPU_UNITS_PER_VCPU = 1024
LONGEST_OF_JOB = 56
"""The longest name of a job with a schedule, whose group adds a suffix to it."""


@st.composite
def configurations(draw: DrawFn) -> Values:
    """Draw a configuration that the program accepts."""
    config = draw(STRATEGIES.of_class(TOP))
    services = config.pop("services", {})
    # IAM does not distinguish the case of tags.
    unlike = {key.lower(): key for key in config.get("tags", {}) if key.lower() not in OWN_KEYS}
    config["tags"] = {key: config["tags"][key] for key in unlike.values()}
    if config.get("alarms") or config.get("dashboard"):
        config.get("cluster", {}).pop("containerInsights", None)
    if config.get("platformOnly"):
        config.pop("platform", None)
        config.pop("jobs", None)
        _reach_all_services(config)
        return config
    services = config["services"] = services or {draw(MEANINGS[SERVICE_NAME]): draw_service(draw)}
    if config.get("platform") is not None:
        config.pop("vpc", None)
        (config.get("audit") or {}).pop("flowLogs", None)
        if config["platform"].get("network") is None or config["platform"].get("cluster") is not None:
            config.pop("cluster", None)
    if discovery(config) != "none":
        services = config["services"] = {f"s{number}": args for number, args in enumerate(services.values())}
    shortened = {name[:LONGEST_OF_JOB]: args for name, args in config.pop("jobs", {}).items()}
    config["jobs"] = {name: args for name, args in shortened.items() if name not in services}
    for name, args in config["jobs"].items():
        fit_task(config, name, args)
    for name in services:
        fit_service(draw, config, name)
    _reach_all_services(config)
    platform = config.get("platform") or {}
    if platform.get("stack") is None and platform.get("cluster") is None:
        # Enough instances for the CPU, memory and interfaces of the tasks.
        config.setdefault("cluster", {})["maxSize"] = 10_000
        allow_every_log_driver(config)
    return config


def _reach_all_services(config: Values) -> None:
    """Add the endpoints of optional settings: a secret can be in any store, and a shell needs its own endpoint."""
    if config.get("vpc", {}).get("natGateways") == "none":
        needed = {"secretsmanager", "ssm", "ssmmessages"}
        config["vpc"]["interfaceEndpoints"] = sorted({*config["vpc"]["interfaceEndpoints"], *needed})


def draw_service(draw: DrawFn) -> Values:
    """Draw a service, possibly too large for the instances."""
    return draw(STRATEGIES.of_class("AwsvpcServiceArgs"))


def _domains(args: Values) -> list[str]:
    balancer = args.get("loadBalancer", {})
    return (balancer.get("domains") or []) if isinstance(balancer, dict) else []


def fit_service(draw: DrawFn, config: Values, name: str) -> None:
    """Make a service fit the instances, the cluster and the other services."""
    services, args = config["services"], config["services"][name]
    others = {domain for key, other in services.items() if key != name for domain in _domains(other)}
    while others.intersection(_domains(args)):
        args["loadBalancer"]["domains"] = [f"n.{domain}" for domain in _domains(args)]
    if discovery(config) != "service-connect":
        args.pop("serviceConnect", None)
    fit_task(config, name, args)
    if args.get("allowFrom") is not None:
        callers = st.sampled_from(sorted([*services, *config.get("jobs", {})]))
        chosen = draw(st.lists(callers, min_size=1, max_size=3, unique=True))
        # With TLS, the rule of a caller on 443 has the same name as the rule of this other caller on 80.
        args["allowFrom"] = [name for name in chosen if name.removesuffix("-https") not in {*chosen} - {name}]
    if args.get("scaling"):
        if config.get("cluster", {}).get("containerInsights") == "disabled":
            args["scaling"].pop("queue", None)
            something_scales(args["scaling"])
        schedules = args["scaling"].get("schedules", {})
        args["scaling"]["schedules"] = {f"{number}{key}"[:64]: schedules[key] for number, key in enumerate(schedules)}


def fit_task(config: Values, name: str, args: Values) -> None:
    """Make the task of a service or a job fit the instances and the cluster."""
    args.get("sidecars", {}).pop(name, None)
    relate_containers(args)
    make_room_for_sidecars(args, *smallest_instance(config))
    gpus = min((GPUS.get(name, 0) for name in instance_types(config)), default=args.get("gpu"))
    args["gpu"] = min(args.get("gpu") or 0, gpus or 0) or None
    if operating_system(config) == "bottlerocket":
        args.pop("volumes", None)
        for sidecar in args.get("sidecars", {}).values():
            sidecar.pop("volumes", None)
    if args.get("executeCommand") and not may_execute_commands(config):
        args["executeCommand"] = False


def smallest_instance(config: Values) -> tuple[int, int]:
    """Return the CPU units and MiB that a task can have."""
    known = [INSTANCE_TYPES[name] for name in instance_types(config)] or [(192, 10_000_000, 0, [])]
    memory = min(registered_memory(found[1]) for found in known) - RESERVED
    return min(found[0] for found in known) * CPU_UNITS_PER_VCPU, memory


def instance_types(config: Values) -> list[str]:
    """Return the known types of the instances."""
    cluster = (config.get("platform") or {}).get("cluster")
    if cluster is not None:
        return list(cluster.get("instanceTypes", []))
    own = config.get("cluster", {})
    return [own.get("instanceType", "c5.xlarge"), *own.get("furtherInstanceTypes", [])]


def operating_system(config: Values) -> str | None:
    """Return the operating system of the instances, if it is known."""
    cluster = (config.get("platform") or {}).get("cluster") or config.get("cluster", {})
    found: str | None = cluster.get("operatingSystem")
    return found


def discovery(config: Values) -> str:
    """Return the discovery settings of services."""
    platform = config.get("platform") or {}
    if platform.get("cluster") is not None:
        namespace = platform["cluster"].get("namespace") or {}
        return "dns" if namespace.get("domain") else "service-connect" if namespace else "none"
    found: str = config.get("cluster", {}).get("discovery", "none")
    return found


def may_execute_commands(config: Values) -> bool:
    """Whether a service can have ECS Exec."""
    platform = config.get("platform") or {}
    if platform.get("stack") is not None or platform.get("cluster") is not None:
        return True
    return bool(config.get("cluster", {}).get("executeCommand"))
