"""Configurations with one mistake each, and their messages.

A config lists its additions to the smallest valid config.
"""

from __future__ import annotations

from tests.harness.mistakes import Mistake, cluster, vpc, worker
from tests.unit.program.bad_arns import ARNS
from tests.unit.program.bad_containers import CONTAINERS
from tests.unit.program.bad_endpoints import ENDPOINTS_FOR_SETTINGS
from tests.unit.program.bad_instances import INSTANCES
from tests.unit.program.bad_load_balancers import LOAD_BALANCERS
from tests.unit.program.bad_network import NETWORK
from tests.unit.program.bad_platform import PLATFORM
from tests.unit.program.bad_references import REFERENCES
from tests.unit.program.bad_services import SERVICES


def named(name: str) -> Mistake:
    """Return a service name that ECS refuses."""
    service = {"topology": "private-worker"}
    config = {"services": {"worker": None, name: service}}
    return Mistake(config, f"services.{name}", f'"{name}"', "a name of 1 to 180 letters, digits, hyphens and")


UNKNOWN_KEY = [
    Mistake({"vcp": {}}, "vcp", "{}", "did you mean vpc?"),
    Mistake({"region": "x"}, "region", '"x"', "there is no such key"),
    vpc("natGatway", '"none"', "did you mean natGateways?", natGatway="none"),
    cluster("instancetype", '"c5.large"', "did you mean instanceType?", instancetype="c5.large"),
    worker("build.contxt", '"."', "did you mean context?", build={"contxt": "."}, image=None),
]

NO_SUCH_TOPOLOGY = [
    worker("topology", r'"private-worker\u200b"', "did you mean private-worker?", topology="private-worker\u200b"),
    Mistake({"services": {"other": {"cpu": 256}}}, "services.other.topology", "null", "it is required"),
]

NO_SERVICES = [
    Mistake({"services": {"worker": None}}, "services", "{}", ""),
    Mistake({"services": []}, "services", "[]", "keys with values are allowed, not a list"),
    Mistake(
        {"services": "worker"}, "services", '"worker"', "keys with values are allowed, each on a line below services"
    ),
]

SERVICE_NAMES = [
    named("bad name"),
    named("-leads"),
    named("a.b"),
    named("größe"),
    named("a" * 181)._replace(value='"aaaa'),
]

CPU_AND_MEMORY = [
    worker("cpu", "127", "128 CPU units or more is allowed", cpu=127),
    worker("cpu", "0", "128 CPU units or more is allowed", cpu=0),
    worker("cpu", "-256", "128 CPU units or more is allowed", cpu=-256),
    worker("cpu", "196609", "196608 CPU units or less is allowed", cpu=196609),
    worker("cpu", "4097", "c5.xlarge has 4096 CPU units", cpu=4097),
    worker("memory", "0", "6 MiB or more", memory=0),
    worker("memory", "-1", "6 MiB or more", memory=-1),
    worker("memory", "8192", "c5.xlarge has 8192 MiB, of which the system leaves 7612 to tasks", memory=8192),
    worker("memory", "7613", "at most that", memory=7613),
]

PORTS = [
    worker("containerPort", "0", "1 or more is allowed", containerPort=0),
    worker("containerPort", "-80", "1 or more is allowed", containerPort=-80),
    worker("containerPort", "70000", "65535 or less is allowed", containerPort=70000),
]


SIZES = [
    cluster("maxSize", "3", "minSize, 5, or more", minSize=5, maxSize=3),
    cluster("maxSize", "", "minSize, 200, or more", minSize=200),
    cluster("maxSize", "0", "1 or more is allowed", maxSize=0),
    cluster("minSize", "-1", "0 or more is allowed", minSize=-1),
    cluster("desiredCapacity", "1", "from minSize, 2, to maxSize, 100", minSize=2, desiredCapacity=1),
    cluster("desiredCapacity", "11", "from minSize, 0, to maxSize, 10", maxSize=10, desiredCapacity=11),
    cluster("desiredCapacity", "-1", "0", desiredCapacity=-1),
    worker("desiredCount", "-1", "0 or more is allowed", desiredCount=-1),
    worker("desiredCount", "5001", "5000 or less is allowed", desiredCount=5001),
]

INSTANCE_TYPES = [
    cluster("instanceType", '"c9.huge"', "us-east-1 has no instance type with that name", instanceType="c9.huge"),
    cluster("instanceType", '"xlarge"', "an instance type such as c5.xlarge", instanceType="xlarge"),
    cluster("instanceType", '""', "an instance type such as c5.xlarge", instanceType=""),
    cluster("ami", '"ubuntu"', "an AMI's id (ami-...) or an SSM parameter", ami="ubuntu"),
    cluster("ami", '"ami-0eeeeeeeeeeeeeeee"', "us-east-1 has no such AMI", ami="ami-0eeeeeeeeeeeeeeee"),
    cluster("ami", '"/no/such"', "us-east-1 has no such AMI, or no such SSM parameter", ami="/no/such"),
    cluster("ami", '"/golden/deleted"', "us-east-1 has no such AMI", ami="/golden/deleted"),
]

ZONES_OF_TYPES = [
    cluster(
        "instanceType",
        '"c6a.2xlarge"',
        "the network is in us-east-1b, and us-east-1 has c6a.2xlarge in us-east-1a: name such zones",
        instanceType="c6a.2xlarge",
    ),
    Mistake(
        {"vpc": {"availabilityZones": ["us-east-1b", "us-east-1a"]}, "cluster": {"instanceType": "c6i.2xlarge"}},
        "cluster.instanceType",
        '"c6i.2xlarge"',
        "the network is in us-east-1a, and us-east-1 has c6i.2xlarge in us-east-1b, us-east-1c",
    ),
    Mistake(
        {
            "vpc": {"availabilityZones": 3},
            "cluster": {"instanceType": "c6a.2xlarge", "furtherInstanceTypes": ["c5a.large"]},
        },
        "cluster.instanceType",
        '"c6a.2xlarge"',
        "the network is in us-east-1c, and us-east-1 has c6a.2xlarge or c5a.large in us-east-1a, us-east-1b",
    ),
]

ARCHITECTURES = [
    cluster(
        "ami",
        '"/golden/x86"',
        "it is x86_64 and m6g.large is arm64: both must have the same architecture",
        ami="/golden/x86",
        instanceType="m6g.large",
    ),
    cluster(
        "ami",
        '"ami-0b2c3d4e5f6071829"',
        "it is arm64 and c5.xlarge is x86_64",
        ami="ami-0b2c3d4e5f6071829",
    ),
]

CALLERS = [
    worker("allowFrom[0]", '"web"', "the name of a service or job is allowed: worker", allowFrom=["web"]),
    worker("allowFrom[1]", '"wrker"', "the name of a service", allowFrom=["worker", "wrker"]),
    worker("allowFrom", "[]", "at least 1", allowFrom=[]),
    worker("allowFrom", '["worker"]', "open to the internet", allowFrom=["worker"], topology="public-api"),
]

IMAGES = [
    worker("build", '{"context": "."}', "either image or build", image="nginx", build={"context": "."}),
    worker("image", "null", "image or build is required", image=None),
    worker("image", '""', "an image such as nginx:1.29", image=""),
    worker("build.platform", '"linux/s390x"', "linux/amd64 or linux/arm64", build={"platform": "linux/s390x"}),
]

CAPACITY_PROVIDER_NAMES = [
    *(
        cluster("capacityProviderName", f'"{name}"', "does not start with aws, ecs, fargate", capacityProviderName=name)
        for name in ("aws-one", "ecs", "fargate-spot", "ECS-one", "Aws")
    ),
    *(
        cluster("capacityProviderName", f'"{name[:4]}', "1 to 255 letters", capacityProviderName=name)
        for name in ("one two", "", "a" * 256, "a.b")
    ),
]

OTHERS = [
    worker(
        "loadBalancer.healthCheck.path",
        '"health"',
        "a path of 1 to 1024 characters",
        loadBalancer={"healthCheck": {"path": "health"}},
    ),
    worker(
        "loadBalancer.healthCheck.path",
        '"/a b"',
        "a path of 1 to 1024 characters",
        loadBalancer={"healthCheck": {"path": "/a b"}},
    ),
    worker("logRetentionDays", "31", "30", logRetentionDays=31),
    worker("environment.PORT", "8080", 'a string is allowed: write "8080", in quotes', environment={"PORT": 8080}),
    worker(
        "loadBalancer.healthCheck.codes",
        '"399-200"',
        "ranges that end with the larger code",
        loadBalancer={"healthCheck": {"codes": "200,399-200"}},
    )._replace(value='"200,399-200"'),
    worker(
        "scaling.metrics.load.namespace",
        '":Shop"',
        "a namespace that does not start with a colon",
        scaling={
            "minCount": 1,
            "maxCount": 2,
            "metrics": {"load": {"namespace": ":Shop", "metricName": "a", "target": 1}},
        },
    ),
    worker("deployment.alarmNames", '["a", "a"]', "each alarm is allowed once", deployment={"alarmNames": ["a", "a"]}),
    worker(
        "deployment.alarmNames",
        '["arn:aws:cloudwatch',
        "names are allowed, not ARNs, such as high",
        deployment={"alarmNames": ["arn:aws:cloudwatch:us-east-1:123456789012:alarm:high"]},
    ),
    worker("environment.EMPTY", "null", "string", environment={"EMPTY": None}),
]

TAGS = [
    Mistake(
        {"tags": {key: "x"}},
        f"tags.{key}",
        '"x"',
        f"a key that differs from {key.lower()} in more than case is allowed: IAM ignores case",
    )
    for key in ("Project", "STACK", "Service")
]
TAGS += [
    Mistake({"tags": {first: "x", second: "y"}}, f"tags.{second}", '"y"', f"differs from {first} in more than case")
    for first, second in (("team", "Team"), ("cost.center", "Cost.Center"))
]

NAMES_BY_CASE = [
    Mistake(
        {
            "cluster": {"discovery": "dns"},
            "services": {"Worker": {"topology": "private-worker"}},
        },
        "services.Worker",
        '"Worker"',
        "with cluster.discovery dns, a name that differs from worker in more than case is allowed",
    )
]

POLICIES = [
    worker(
        "taskRole.policyArns",
        '["arn:aws:iam::aws:policy/A0"',
        "at most 20",
        taskRole={"policyArns": [f"arn:aws:iam::aws:policy/A{number}" for number in range(21)]},
    )
]

ALL = {
    "names by case": NAMES_BY_CASE,
    "managed policies": POLICIES,
    "tags": TAGS,
    "unknown key": UNKNOWN_KEY,
    "unknown topology": NO_SUCH_TOPOLOGY,
    "no services": NO_SERVICES,
    "service name": SERVICE_NAMES,
    "cpu and memory": CPU_AND_MEMORY,
    "port": PORTS,
    **NETWORK,
    "endpoints for settings": ENDPOINTS_FOR_SETTINGS,
    "sizes": SIZES,
    "instance type": INSTANCE_TYPES,
    "zones of types": ZONES_OF_TYPES,
    "architecture": ARCHITECTURES,
    "callers": CALLERS,
    "image and build": IMAGES,
    "capacity provider name": CAPACITY_PROVIDER_NAMES,
    "others": OTHERS,
    **SERVICES,
    **LOAD_BALANCERS,
    **INSTANCES,
    **PLATFORM,
    **ARNS,
    **REFERENCES,
    **CONTAINERS,
}
