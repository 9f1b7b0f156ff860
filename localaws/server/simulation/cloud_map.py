"""AWS Cloud Map: namespaces with a hosted zone, and the tasks that ECS registers in services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.backends import get_backend
from moto.core.utils import unix_time
from moto.servicediscovery.models import Namespace, ServiceInstance

from localaws.server.operations import AwsError, after, before, instead, settle
from localaws.server.simulation.world import World

if TYPE_CHECKING:
    from localaws.server.operations import Call

SERVICE = "servicediscovery"


def _zones(call: Call) -> Any:
    return get_backend("route53")[call.account]["aws"]


def _identifier(zone: Any) -> str:
    """Return a zone's id in Cloud Map's form, without Route 53's ``/hostedzone/``."""
    return str(zone.id).rpartition("/")[2]


@instead(SERVICE, "CreatePrivateDnsNamespace")
def create_private_namespace(call: Call) -> dict[str, Any]:
    """Create the namespace and its hosted zone; a VPC can have several with different names."""
    backend, given = call.backend(SERVICE), call.params
    name, vpc_id = given["Name"], given["Vpc"]
    if vpc_id not in call.backend("ec2").vpcs:
        raise AwsError("InvalidInput", f"The VPC {vpc_id} does not exist in region {call.region}")
    if any(each.vpc == vpc_id and each.name == name for each in backend.namespaces.values()):
        raise AwsError(
            "ConflictingDomainExists", f"A namespace with the name {name} is already associated with the VPC {vpc_id}."
        )
    zone = _zones(call).create_hosted_zone(
        f"{name}.", private_zone=True, vpcid=vpc_id, vpcregion=call.region, comment="Created by AWS Cloud Map"
    )
    properties = {**(given.get("Properties") or {}).get("DnsProperties", {}), "HostedZoneId": _identifier(zone)}
    namespace = Namespace(
        call.account,
        call.region,
        name,
        "DNS_PRIVATE",
        given.get("CreatorRequestId", ""),
        given.get("Description", ""),
        properties,
        {"HttpName": name},
        vpc=vpc_id,
    )
    backend.namespaces[namespace.id] = namespace
    if given.get("Tags"):
        backend.tagger.tag_resource(namespace.arn, given["Tags"])
    return {"OperationId": backend._create_operation("CREATE_NAMESPACE", targets={"NAMESPACE": namespace.id})}


@before(SERVICE, "CreateHttpNamespace")
def namespace_name_is_free(call: Call) -> None:
    """An HTTP namespace's name is unique in the account."""
    name = call.params["Name"]
    for namespace in call.backend(SERVICE).namespaces.values():
        if namespace.type == "HTTP" and namespace.name == name:
            raise AwsError("NamespaceAlreadyExists", f"Namespace {name} already exists: {namespace.id}")


@instead(SERVICE, "UpdateHttpNamespace")
def update_http_namespace(call: Call) -> dict[str, Any]:
    """Change the description, and return the operation's id, which moto omits."""
    given = call.params
    operation = call.backend(SERVICE).update_http_namespace(given["Id"], given["Namespace"])
    return {"OperationId": operation}


@after(SERVICE, "UpdatePrivateDnsNamespace")
def keep_hosted_zone(call: Call) -> None:
    """Keep the hosted zone; moto replaces all DNS properties with the given ones."""
    namespace = call.backend(SERVICE).namespaces[call.params["Id"]]
    change = call.params["Namespace"]
    namespace.description = change.get("Description", namespace.description)
    if "HostedZoneId" not in namespace.dns_properties:
        zone = next(each for each in _zones(call).zones.values() if each.name == f"{namespace.name}.")
        namespace.dns_properties = {**namespace.dns_properties, "HostedZoneId": _identifier(zone)}
    namespace.updated = unix_time()


@before(SERVICE, "DeleteNamespace")
def namespace_is_empty(call: Call) -> None:
    """A namespace with services cannot be deleted; its hosted zone is deleted with it."""
    backend, identifier = call.backend(SERVICE), call.params["Id"]
    namespace = backend.namespaces.get(identifier)
    if namespace is None:
        raise AwsError("NamespaceNotFound", f"The namespace {identifier} cannot be found.")
    if any(service.namespace_id == identifier for service in backend.services.values()):
        raise AwsError("ResourceInUse", f"Namespace {identifier} can't be deleted because it contains services")
    if namespace.type != "HTTP":
        del _zones(call).zones[namespace.dns_properties["HostedZoneId"]]


@before(SERVICE, "CreateService")
def service_is_valid(call: Call) -> None:
    """A service's namespace exists and has no other service of its name."""
    backend, given = call.backend(SERVICE), call.params
    identifier = given.get("NamespaceId") or given.get("DnsConfig", {}).get("NamespaceId")
    if identifier not in backend.namespaces:
        raise AwsError("NamespaceNotFound", f"The namespace {identifier} cannot be found.")
    for service in backend.services.values():
        if service.name == given["Name"] and service.namespace_id == identifier:
            raise AwsError("ServiceAlreadyExists", f"Service {given['Name']} already exists: {service.id}")


@after(SERVICE, "CreateService")
def complete_service(call: Call) -> None:
    """Add the namespace and AWS's defaults to a service."""
    backend = call.backend(SERVICE)
    service = next(reversed(backend.services.values()))
    dns = service.dns_config
    service.namespace_id = service.namespace_id or dns["NamespaceId"]
    is_http = backend.namespaces[service.namespace_id].type == "HTTP"
    service.service_type = service.service_type or ("HTTP" if is_http else "DNS_HTTP")
    if dns:
        service.dns_config = {"RoutingPolicy": "MULTIVALUE", **dns, "NamespaceId": service.namespace_id}


@before(SERVICE, "DeleteService")
def service_is_empty(call: Call) -> None:
    """A service with instances cannot be deleted."""
    identifier = call.params["Id"]
    service = call.backend(SERVICE).services.get(identifier)
    if service is None:
        raise AwsError("ServiceNotFound", f"The service {identifier} cannot be found.")
    if service.instances:
        raise AwsError(
            "ResourceInUse", "Service contains registered instances; delete the instances before the service"
        )


@settle
def register_tasks(call: Call) -> None:
    """Register the running tasks of each ECS service in its Cloud Map service, and update the DNS records."""
    if call.service not in ("ecs", "autoscaling", "ec2"):
        return
    services = call.backend(SERVICE).services
    if not services:
        return
    world = World.of(call)
    addresses: dict[str, dict[str, str]] = {identifier: {} for identifier in services}
    for ecs_service in world.active_services():
        for registry in ecs_service.service_registries or []:
            identifier = str(registry["registryArn"]).rpartition("/")[2]
            tasks = world.tasks_of(ecs_service)
            if identifier in addresses:
                addresses[identifier] |= {task.id: task.private_address for task in tasks if task.private_address}
    for identifier, by_task in addresses.items():
        _register(call, services[identifier], by_task)


def _register(call: Call, service: Any, by_task: dict[str, str]) -> None:
    others = [each for each in service.instances if "ECS_SERVICE_NAME" not in each.attributes]
    before_ids = {each.instance_id for each in service.instances} - {each.instance_id for each in others}
    if before_ids == set(by_task):
        return
    service.instances = [
        *others,
        *(
            ServiceInstance(
                service.id, task_id, attributes={"AWS_INSTANCE_IPV4": address, "ECS_SERVICE_NAME": service.name}
            )
            for task_id, address in by_task.items()
        ),
    ]
    namespace = call.backend(SERVICE).namespaces[service.namespace_id]
    if service.dns_config and namespace.type != "HTTP":
        _publish(call, service, namespace, sorted(by_task.values()))


def _publish(call: Call, service: Any, namespace: Any, addresses: list[str]) -> None:
    zone = _zones(call).zones[namespace.dns_properties["HostedZoneId"]]
    name = f"{service.name}.{namespace.name}."
    zone.rrsets = [each for each in zone.rrsets if (each.name, each.type) != (name, "A")]
    record = next((each for each in service.dns_config["DnsRecords"] if each["Type"] == "A"), None)
    if record is not None and addresses:
        zone.add_rrset({"Name": name, "Type": "A", "TTL": record["TTL"], "ResourceRecords": addresses})
