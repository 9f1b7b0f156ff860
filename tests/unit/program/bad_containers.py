"""Settings of containers that ECS accepts, and that Docker or the agent refuses or ignores."""

from __future__ import annotations

from typing import Any

from tests.harness.mistakes import Mistake, cluster, worker

PARAMETER = "arn:aws:ssm:us-east-1:123456789012:parameter/token"
PROXY = {"image": "envoy", "memory": 64}
ONCE = "each containerPath is allowed once in a container"
TEMPORARY = {"size": 10}


def option(name: str, value: str, allowed: str, driver: str = "awslogs", **others: str) -> Mistake:
    """Return a mistake in an option of a log driver."""
    logging = {"driver": driver, "options": {**others, name: value}}
    return worker(f"logging.options.{name}", f'"{value}"', allowed, logging=logging)


def with_agents(driver: str, allowed: str, **keys: Any) -> Mistake:
    """Return a log driver that the agents of the cluster do not use."""
    return Mistake(
        {"cluster": keys, "services": {"worker": {"logging": {"driver": driver}}}},
        "services.worker.logging.driver",
        f'"{driver}"',
        allowed,
    )


CONTAINERS = {
    "log options": [
        option("awslogs-datetime-fromat", "%H", "awslogs has no such option; did you mean awslogs-datetime-format?"),
        option("labels", "team", "awslogs has no such option, only awslogs-create-group,"),
        option("splunk-url", "https://a.b", "it is an option of splunk, and driver is fluentd", driver="fluentd"),
        option("awslogs-stream", "one", "it is an option of awslogs, and driver is json-file", driver="json-file"),
        option("mode", "fast", "blocking or non-blocking is allowed"),
        option("max-buffer-size", "1m", "it is only for mode non-blocking", mode="blocking"),
        option("max-buffer-size", "1m", "it is only for mode non-blocking", driver="json-file"),
        option(
            "awslogs-multiline-pattern",
            "^A",
            "either awslogs-datetime-format or awslogs-multiline-pattern",
            **{"awslogs-datetime-format": "%H"},
        ),
        worker(
            "logging.secretOptions.splunk-token",
            "[not shown]",
            "it is an option of splunk, and driver is gelf",
            logging={"driver": "gelf", "secretOptions": {"splunk-token": PARAMETER}},
        ),
    ],
    "log drivers": [
        with_agents("splunk", "cluster.agentConfig must have ECS_AVAILABLE_LOGGING_DRIVERS: '[\"splunk\"]'"),
        with_agents("journald", "agents use awsfirelens, awslogs, fluentd, json-file, syslog"),
        with_agents("syslog", "agents use awsfirelens, awslogs, json-file;", operatingSystem="bottlerocket"),
        with_agents("awslogs", "use awsfirelens, gelf", agentConfig={"ECS_AVAILABLE_LOGGING_DRIVERS": '["gelf"]'}),
        worker(
            "sidecars.proxy.logging.driver",
            '"gelf"',
            '\'["awslogs", "gelf"]\'',
            sidecars={"proxy": {**PROXY, "logging": {"driver": "gelf"}}},
        ),
        Mistake(
            {"cluster": {}, "jobs": {"report": {"image": "a", "logging": {"driver": "gelf"}}}},
            "jobs.report.logging.driver",
            '"gelf"',
            '\'["awslogs", "gelf"]\'',
        ),
        *(
            cluster(
                "agentConfig",
                "{",
                "of ECS_AVAILABLE_LOGGING_DRIVERS, a JSON array",
                agentConfig={"ECS_AVAILABLE_LOGGING_DRIVERS": text},
            )
            for text in ("splunk", "[splunk]", '{"splunk": 1}', "[1]")
        ),
    ],
    "mounts": [
        *(
            worker("volumes.files.containerPath", f'"{path}"', "below / and without a colon", volumes={"files": mount})
            for path in ("/", "//", "/a:b")
            for mount in [{"containerPath": path}]
        ),
        worker(
            "volumes.files.hostPath",
            '"/a:ro"',
            "an absolute path without a colon",
            volumes={"files": {"hostPath": "/a:ro", "containerPath": "/a"}},
        ),
        worker(
            "volumes.files.readOnly",
            "true",
            "it is for the mount in the service's own container; containerPath is missing",
            volumes={"files": {"readOnly": True}},
            sidecars={"proxy": {**PROXY, "volumes": {"files": {"containerPath": "/a"}}}},
        ),
        worker(
            "container.tmpfs[0].containerPath",
            '"/a/"',
            ONCE,
            volumes={"files": {"containerPath": "/a"}},
            container={"tmpfs": [{"containerPath": "/a/", **TEMPORARY}]},
        ),
        worker(
            "container.tmpfs[1].containerPath",
            '"/b/../a"',
            ONCE,
            container={"tmpfs": [{"containerPath": path, **TEMPORARY} for path in ("/a", "/b/../a")]},
        ),
        worker(
            "volumes.two.containerPath",
            '"/a/"',
            ONCE,
            volumes={"one": {"containerPath": "/a"}, "two": {"containerPath": "/a/"}},
        ),
        worker(
            "sidecars.proxy.tmpfs[0].containerPath",
            '"/a"',
            ONCE,
            volumes={"files": {}},
            sidecars={
                "proxy": {
                    **PROXY,
                    "volumes": {"files": {"containerPath": "/a"}},
                    "tmpfs": [{"containerPath": "/a", **TEMPORARY}],
                }
            },
        ),
    ],
    "variables": [
        worker(
            "environment",
            "70",
            "and ECS allows 65536: put some into a file, by container.environmentFiles",
            environment={f"A{number}": "x" * 1000 for number in range(70)},
        ),
        worker(
            "environment",
            "70",
            "the variables make a task definition of more than 7",
            environment={f"A{number}": "x" * 1000 for number in range(35)},
            sidecars={"proxy": {**PROXY, "environment": {f"A{number}": "x" * 1000 for number in range(35)}}},
        ),
    ],
    "reserved memory": [
        Mistake(
            {
                "cluster": {"agentConfig": {"ECS_RESERVED_MEMORY": "7000"}},
                "services": {"worker": {"memory": 1024}},
            },
            "services.worker.memory",
            "1024",
            "c5.xlarge has 8192 MiB, of which the system leaves 612 to tasks",
        ),
        cluster(
            "agentConfig",
            "{",
            "of ECS_RESERVED_MEMORY, a whole number is allowed",
            agentConfig={"ECS_RESERVED_MEMORY": "lots"},
        ),
    ],
    "commands and capabilities": [
        worker(
            "container.healthCheck.command",
            '["CMD-SHELL", "curl", "-f"]',
            'after CMD-SHELL, one text is allowed, as a shell takes it: [CMD-SHELL, "curl -f"]',
            container={"healthCheck": {"command": ["CMD-SHELL", "curl", "-f"]}},
        ),
        worker(
            "container.capabilities.drop",
            '["ALL", "NET_RAW"]',
            "add has NET_RAW, too",
            container={"capabilities": {"add": ["NET_RAW"], "drop": ["ALL", "NET_RAW"]}},
        ),
    ],
}
