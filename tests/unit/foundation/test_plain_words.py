"""Messages for common mistakes in YAML: indentation, quotes, units, and misspelled words."""

from __future__ import annotations

from typing import Any

import pytest

from components.foundation.refusal import RefusedError
from settings import parse

TOPOLOGY = {"topology": "private-worker"}

VCPU = "a whole number of CPU units, 1024 to a vCPU, is allowed"
NESTED = "keys with values are allowed"


def mistakes_of(config: dict[str, Any]) -> list[str]:
    """Return the mistakes of a config."""
    with pytest.raises(RefusedError) as caught:
        parse(config)
    return [str(problem) for problem in caught.value.problems]


def of_worker(**keys: Any) -> dict[str, Any]:
    """Return the config of a service."""
    return {"services": {"worker": {**TOPOLOGY, **keys}}}


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"memory": "512MB"}, 'memory: "512MB" is refused: a whole number of MiB is allowed: write 512'),
        ({"memory": "0.5 GB"}, 'memory: "0.5 GB" is refused: a whole number of MiB is allowed: write 512'),
        ({"memory": "2Gi"}, 'memory: "2Gi" is refused: a whole number of MiB is allowed: write 2048'),
        ({"memory": "lots"}, 'memory: "lots" is refused: a whole number of MiB is allowed'),
        ({"memory": 1.5e29}, "memory: 1.5e+29 is refused: a whole number of MiB is allowed"),
        ({"memory": 4}, "memory: 4 is refused: 6 MiB or more is allowed"),
        ({"cpu": 0.25}, f"cpu: 0.25 is refused: {VCPU}: write 256"),
        ({"cpu": "2 vCPU"}, f'cpu: "2 vCPU" is refused: {VCPU}: write 2048'),
        ({"cpu": "256"}, f'cpu: "256" is refused: {VCPU}: write 256'),
        ({"cpu": 1}, "cpu: 1 is refused: 128 CPU units or more is allowed"),
        ({"cpu": float("nan")}, f"cpu: NaN is refused: {VCPU}"),
        ({"desiredCount": "3"}, 'desiredCount: "3" is refused: a whole number is allowed: write 3'),
        ({"image": 5}, 'image: 5 is refused: a string is allowed: write "5", in quotes'),
        ({"image": ["nginx"]}, 'image: ["nginx"] is refused: a string is allowed, not a list'),
        ({"environment": {"ON": True}}, 'environment.ON: true is refused: a string is allowed: write "true", in'),
        ({"environment": ["A=1"]}, f'environment: ["A=1"] is refused: {NESTED}, not a list: remove the hyphens'),
        ({"container": [1]}, f"container: [1] is refused: {NESTED}, not a list: remove the hyphens"),
        ({"executeCommand": "yes"}, 'executeCommand: "yes" is refused: true or false is allowed: write true, without'),
        ({"allowFrom": "web"}, 'allowFrom: "web" is refused: a list is allowed: write [web]'),
        (
            {"taskRole": {"statements": [{"actions": ["s3:GetObject"], "resources": "*"}]}},
            'taskRole.statements[0].resources: "*" is refused: a list is allowed: write ["*"]',
        ),
        ({"allowFrom": {"web": None}}, 'allowFrom: {"web": null} is refused: a list is allowed, not keys: start'),
        ({"topology": "public"}, 'topology: "public" is refused: private-worker or public-api is allowed; did'),
        ({"containrPort": 80}, "containrPort: 80 is refused: there is no such key; did you mean containerPort?"),
        ({"health_check_path": "/"}, 'health_check_path: "/" is refused: health_check_path moved to loadBalancer.'),
        (
            {"healthCheck": {}},
            "healthCheck: {} is refused: healthCheck is a key of services.worker.container and of services.worker.load",
        ),
        (
            {"loadBalancer": None, "healthCheck": {}},
            "healthCheck: {} is refused: healthCheck is a key of services.worker.loadBalancer: indent it below that",
        ),
        ({"cpu": 256.0}, f"cpu: 256.0 is refused: {VCPU}: write 256"),
        ({"cpu": "256.0"}, f'cpu: "256.0" is refused: {VCPU}: write 256'),
        ({"cpu": "128 vCPU"}, f'cpu: "128 vCPU" is refused: {VCPU}: write 131072'),
        (
            {"container": {"command": "sleep 5"}},
            'container.command: "sleep 5" is refused: a list is allowed: write [sleep, "5"]',
        ),
        (
            {"container": {"entryPoint": "exec app $PORT"}},
            'container.entryPoint: "exec app $PORT" is refused: a list is allowed: write [sh, "-c", "exec app $PORT"]',
        ),
        (
            {"container": {"healthCheck": {"command": "curl localhost"}}},
            'container.healthCheck.command: "curl localhost" is refused: a list is allowed: write [CMD-SHELL, "curl l',
        ),
        ({"allowFrom": "on"}, 'allowFrom: "on" is refused: a list is allowed: write ["on"]'),
        (
            {"web": {"topology": "public-api"}},
            'web: {"topology": "public-api"} is refused: it has keys of services.NAME: indent it less, as far',
        ),
        ({"container": {"cpu": 5}}, "container.cpu: 5 is refused: cpu is a key of services.worker: indent it less"),
        (
            {"loadBalancer": {"domains": ["API.example.com"], "hostedZone": "example.com"}},
            'loadBalancer.domains[0]: "API.example.com" is refused: it has uppercase letters',
        ),
        ({"secrets": {"KEY": 12345}}, "secrets.KEY: [not shown] is refused: a string is allowed"),
        (
            {"secretss": {"KEY": "hush"}},
            "secretss: [not shown] is refused: there is no such key; did you mean secrets?",
        ),
        (
            {"sidecars": {"a": {"image": "x", "memory": 9, "secrets": {"K": "hush"}}}},
            "sidecars.a.secrets.K: [not shown]",
        ),
        (
            {"sidecar": {"secrets": {"K": "hush"}}},
            'sidecar: {"secrets": "[not shown]"} is refused: there is no such key',
        ),
    ],
)
def test_a_mistake_in_a_service_is_refused_with_the_remedy(keys: dict[str, Any], message: str) -> None:
    (mistake,) = mistakes_of(of_worker(**keys))
    assert mistake.startswith(f"services.worker.{message}")
    assert "hush" not in mistake
    assert "12345" not in mistake


def test_the_values_of_a_service_called_secrets_are_shown() -> None:
    (mistake,) = mistakes_of({"services": {"secrets": {**TOPOLOGY, "cpu": 1}}})
    assert mistake.startswith("services.secrets.cpu: 1 is refused")


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (
            {"services": {"worker": None, "image": "nginx", "container": {"user": "1"}, "topology": "private-worker"}},
            "services.worker: null is refused: its keys are needed below it, indented further than worker: image, cont",
        ),
        (
            {"services": {"image": "nginx", "topology": "private-worker"}},
            'services.image: "nginx" is refused: write a name first, and image, topology on the lines below it, ind',
        ),
        (
            {"services": {"worker": TOPOLOGY}, "natGateways": "none"},
            'natGateways: "none" is refused: natGateways is a key of vpc',
        ),
        (
            {"services": {"worker": TOPOLOGY}, "vpc": {"instanceType": "c5.large"}},
            'vpc.instanceType: "c5.large" is refused: instanceType is a key of cluster: indent it below that',
        ),
        (
            {"services": {"worker": TOPOLOGY}, "vpc": []},
            f"vpc: [] is refused: {NESTED}, not a list: remove the hyphens",
        ),
        (
            {"services": {"worker": TOPOLOGY}, "vpc": None},
            "vpc: null is refused: keys are needed, each on a line below vpc",
        ),
        (
            {"services": {"worker": {**TOPOLOGY, "deployment": None, "strategy": "canary"}}},
            'services.worker.strategy: "canary" is refused: strategy is a key of services.worker.deployment: indent it',
        ),
        (
            {"services": "", "worker": TOPOLOGY},
            'worker: {"topology": "private-worker"} is refused: it has keys of services.NAME: indent it below services',
        ),
        (
            {"services": {"worker": {"topolgy": "private-worker"}}},
            'services.worker.topolgy: "private-worker" is refused: there is no such key; did you mean topology?',
        ),
        (
            {"services": {"worker": {**TOPOLOGY, "idleTimeout": 30}}},
            "services.worker.idleTimeout: 30 is refused: idleTimeout is a key of services.worker.loadBalancer: indent",
        ),
        (
            {"services": {"worker": TOPOLOGY}, "cluster": {"rootVolume": {"size": "50GB"}}},
            'cluster.rootVolume.size: "50GB" is refused: a whole number of GiB is allowed: write 50',
        ),
        (
            {"services": {"worker": TOPOLOGY}, "cluster": {"rootVolumeSize": 50}},
            "cluster.rootVolumeSize: 50 is refused: rootVolumeSize moved to rootVolume.size",
        ),
    ],
)
def test_wrong_indentation_gives_one_message(config: dict[str, Any], message: str) -> None:
    (mistake,) = mistakes_of(config)
    assert mistake.startswith(message)


def test_a_service_can_have_the_name_of_a_key() -> None:
    assert set(parse({"services": {"image": TOPOLOGY, "container": TOPOLOGY}}).services) == {"image", "container"}
