"""Everything with addresses in a VPC: tasks, instances, load balancers, interface endpoints, and other interfaces.

Each is read twice: from declarations (a service's subnets, a group's launch template), because a task or an instance
can start there at any time, and from the existing network interfaces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.engine.reachability.groups import Peer, Ports, tcp
from tests.engine.reachability.routing import Routing

INSTANCES = "instances"
ENDPOINTS = "interface endpoints"


def tasks_of(service: str) -> str:
    """Return the name of a service's tasks in findings."""
    return f"tasks of {service}"


def load_balancer_of(service: str) -> str:
    """Return the name of a service's load balancer in findings."""
    return f"load balancer of {service}"


def unused_load_balancer(name: str) -> str:
    """Return the name in findings of a load balancer that no service uses."""
    return f"unused load balancer {name}"


@dataclass(frozen=True)
class Place:
    """The subnet, the groups and the addresses of an interface, existing or possible."""

    subnet_id: str
    groups: frozenset[str]
    has_public_address: bool = False


@dataclass
class Member:
    """Interfaces of one kind, to which the same rules apply."""

    name: str
    places: set[Place] = field(default_factory=set)
    listener_ports: frozenset[int] = frozenset()

    @property
    def listening(self) -> frozenset[Ports]:
        """The ports of the listeners."""
        return frozenset(tcp(port) for port in self.listener_ports)

    def peers(self, routing: Routing) -> list[Peer]:
        """Return the member as a peer of rules, from each place."""
        return [
            Peer(self.name, (routing.subnets[place.subnet_id].block,), place.groups)
            for place in sorted(self.places, key=lambda place: (place.subnet_id, sorted(place.groups)))
        ]


class Members:
    """Everything with an address in the VPC except NAT gateways, by name."""

    def __init__(self, client: Callable[[str], Any], vpc_id: str, routing: Routing) -> None:
        self._client = client
        self._vpc_id = vpc_id
        self._routing = routing
        in_vpc = [{"Name": "vpc-id", "Values": [vpc_id]}]
        described = client("ec2").describe_network_interfaces(Filters=in_vpc)["NetworkInterfaces"]
        self._interfaces = {interface["NetworkInterfaceId"]: interface for interface in described}
        self._unclaimed = {
            interface_id
            for interface_id, interface in self._interfaces.items()
            if interface.get("InterfaceType") != "nat_gateway"
        }
        self.by_name: dict[str, Member] = {}
        self._read_services()
        self._read_unused_load_balancers()
        self._read_instances()
        self._read_endpoints()
        for interface_id in self._unclaimed:
            self.by_name[interface_id] = Member(interface_id, {_place(self._interfaces[interface_id])})

    def _claim(self, interface_ids: Iterable[str]) -> set[Place]:
        claimed = set(interface_ids)
        self._unclaimed -= claimed
        return {_place(self._interfaces[interface_id]) for interface_id in claimed}

    def _read_services(self) -> None:
        ecs = self._client("ecs")
        for cluster in ecs.list_clusters()["clusterArns"]:
            arns = ecs.list_services(cluster=cluster)["serviceArns"]
            described = ecs.describe_services(cluster=cluster, services=arns)["services"] if arns else []
            for service in described:
                network = service["networkConfiguration"]["awsvpcConfiguration"]
                tasks = Member(tasks_of(service["serviceName"]))
                tasks.places = {
                    Place(subnet, frozenset(network["securityGroups"]), network.get("assignPublicIp") == "ENABLED")
                    for subnet in network["subnets"]
                } | self._claim(self._task_interfaces(cluster, service["serviceName"]))
                self.by_name[tasks.name] = tasks
                self._read_load_balancer(service)

    def _task_interfaces(self, cluster: str, service_name: str) -> list[str]:
        ecs = self._client("ecs")
        arns = ecs.list_tasks(cluster=cluster, serviceName=service_name)["taskArns"]
        tasks = ecs.describe_tasks(cluster=cluster, tasks=arns)["tasks"] if arns else []
        return [
            detail["value"]
            for task in tasks
            for attachment in task["attachments"]
            for detail in attachment["details"]
            if detail["name"] == "networkInterfaceId"
        ]

    def _read_load_balancer(self, service: dict[str, Any]) -> None:
        elbv2 = self._client("elbv2")
        target_groups = [item["targetGroupArn"] for item in service["loadBalancers"]]
        if not target_groups:  # AWS returns all target groups for an empty list.
            return
        described = elbv2.describe_target_groups(TargetGroupArns=target_groups)["TargetGroups"]
        balancer_arns = sorted({arn for group in described for arn in group["LoadBalancerArns"]})
        for balancer in elbv2.describe_load_balancers(LoadBalancerArns=balancer_arns)["LoadBalancers"]:
            self._add_load_balancer(load_balancer_of(service["serviceName"]), balancer)

    def _read_unused_load_balancers(self) -> None:
        for balancer in self._client("elbv2").describe_load_balancers()["LoadBalancers"]:
            if self._unclaimed.intersection(self._interfaces_of(balancer)):
                self._add_load_balancer(unused_load_balancer(balancer["LoadBalancerName"].rpartition("-")[0]), balancer)

    def _add_load_balancer(self, name: str, balancer: dict[str, Any]) -> None:
        elbv2 = self._client("elbv2")
        listeners = elbv2.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
        groups, public = frozenset(balancer["SecurityGroups"]), balancer["Scheme"] == "internet-facing"
        places = {Place(zone["SubnetId"], groups, public) for zone in balancer["AvailabilityZones"]}
        ports = frozenset(listener["Port"] for listener in listeners)
        self.by_name[name] = Member(name, places | self._claim(self._interfaces_of(balancer)), ports)

    def _interfaces_of(self, balancer: dict[str, Any]) -> list[str]:
        own = f"ELB {balancer['LoadBalancerArn'].split(':loadbalancer/')[1]}"
        return [name for name, interface in self._interfaces.items() if interface["Description"] == own]

    def _read_instances(self) -> None:
        member = Member(INSTANCES)
        for group in self._client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]:
            member.places |= self._declared_by_group(group)
        member.places |= self._claim(
            interface_id
            for interface_id, interface in self._interfaces.items()
            if interface.get("Attachment", {}).get("InstanceId") and self._is_ours(interface)
        )
        self.by_name[member.name] = member

    def _is_ours(self, interface: dict[str, Any]) -> bool:
        """Whether an Auto Scaling group started the instance of an interface."""
        instance = self._client("ec2").describe_instances(InstanceIds=[interface["Attachment"]["InstanceId"]])
        tags = instance["Reservations"][0]["Instances"][0].get("Tags", [])
        return any(tag["Key"] == "aws:autoscaling:groupName" for tag in tags)

    def _declared_by_group(self, group: dict[str, Any]) -> set[Place]:
        policy = group.get("MixedInstancesPolicy", {}).get("LaunchTemplate", {})
        template = policy.get("LaunchTemplateSpecification") or group["LaunchTemplate"]
        data = self._client("ec2").describe_launch_template_versions(
            LaunchTemplateId=template["LaunchTemplateId"], Versions=[template["Version"]]
        )["LaunchTemplateVersions"][0]["LaunchTemplateData"]
        return {
            Place(
                subnet_id,
                frozenset(data["SecurityGroupIds"]),
                self._routing.subnets[subnet_id].gives_public_addresses,
            )
            for subnet_id in group["VPCZoneIdentifier"].split(",")
        }

    def _read_endpoints(self) -> None:
        in_vpc = [{"Name": "vpc-id", "Values": [self._vpc_id]}]
        member = Member(ENDPOINTS)
        for endpoint in self._client("ec2").describe_vpc_endpoints(Filters=in_vpc)["VpcEndpoints"]:
            if endpoint["VpcEndpointType"] != "Interface":
                continue
            groups = frozenset(group["GroupId"] for group in endpoint["Groups"])
            member.places |= {Place(subnet_id, groups) for subnet_id in endpoint["SubnetIds"]}
            member.places |= self._claim(endpoint["NetworkInterfaceIds"])
        if member.places:
            self.by_name[member.name] = member


def _place(interface: dict[str, Any]) -> Place:
    return Place(
        interface["SubnetId"],
        frozenset(group["GroupId"] for group in interface["Groups"]),
        bool(interface.get("Association", {}).get("PublicIp")),
    )
