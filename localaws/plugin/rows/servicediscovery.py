"""AWS Cloud Map: namespaces and their services."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from localaws.plugin.api import Api, RefusedError
from localaws.plugin.mapping import Members, Nested, from_api, supported, to_api
from localaws.plugin.row import PLAIN, REPLACE, REPLACE_COMPUTED, AutoName, Inputs, Property, Row, State
from localaws.plugin.rows.ec2_tags import tag_list

NAMESPACE_GONE = "NamespaceNotFound"
SERVICE_GONE = "ServiceNotFound"
BUSY = frozenset({"ResourceInUse"})
RECORD: Members = {"type": "Type", "ttl": "TTL"}
DNS: Members = {
    "namespaceId": "NamespaceId",
    "routingPolicy": "RoutingPolicy",
    "dnsRecords": Nested("DnsRecords", RECORD),
}
HEALTH_CHECK: Members = {"failureThreshold": "FailureThreshold", "resourcePath": "ResourcePath", "type": "Type"}
SERVICE: Members = {
    "name": "Name",
    "description": "Description",
    "namespaceId": "NamespaceId",
    "type": "Type",
    "dnsConfig": Nested("DnsConfig", DNS),
    "healthCheckConfig": Nested("HealthCheckConfig", HEALTH_CHECK),
    "healthCheckCustomConfig": Nested("HealthCheckCustomConfig", {"failureThreshold": "FailureThreshold"}),
}


def _common(inputs: Inputs) -> dict[str, Any]:
    tags = inputs.get("tagsAll") or {}
    return {
        "CreatorRequestId": str(uuid.uuid4()),
        **to_api({"name": "Name", "description": "Description"}, inputs),
        **({"Tags": tag_list(tags)} if tags else {}),
    }


def _finished(api: Api, operation_id: str) -> dict[str, Any]:
    """Wait for an operation, and return it. Raises ``RefusedError`` with AWS's reason if it failed."""
    operation: dict[str, Any] = {}

    def done() -> bool:
        operation.update(api.servicediscovery.get_operation(OperationId=operation_id)["Operation"])
        return operation["Status"] in ("SUCCESS", "FAIL")

    api.wait(done, f"Service Discovery operation {operation_id} to finish")
    if operation["Status"] == "FAIL":
        raise RefusedError(f"{operation.get('ErrorCode', '')}: {operation.get('ErrorMessage', '')}")
    return operation


def _create_private_namespace(api: Api, inputs: Inputs) -> str:
    answer = api.servicediscovery.create_private_dns_namespace(Vpc=inputs["vpc"], **_common(inputs))
    return str(_finished(api, answer["OperationId"])["Targets"]["NAMESPACE"])


def _create_http_namespace(api: Api, inputs: Inputs) -> str:
    answer = api.servicediscovery.create_http_namespace(**_common(inputs))
    return str(_finished(api, answer["OperationId"])["Targets"]["NAMESPACE"])


def _tags_of(api: Api, arn: str) -> dict[str, str]:
    tags = api.servicediscovery.list_tags_for_resource(ResourceARN=arn)["Tags"]
    return {tag["Key"]: tag["Value"] for tag in tags}


def _namespace(api: Api, namespace_id: str, kind: str) -> dict[str, Any] | None:
    answer = api.found(api.servicediscovery.get_namespace, NAMESPACE_GONE, Id=namespace_id)
    return None if answer is None or answer["Namespace"]["Type"] != kind else answer["Namespace"]


def _read_private_namespace(api: Api, namespace_id: str, state: State) -> State | None:
    # An import id also names the VPC, which AWS does not return: NAMESPACE:VPC.
    namespace_id, _, vpc_id = namespace_id.partition(":")
    namespace = _namespace(api, namespace_id, "DNS_PRIVATE")
    if namespace is None:
        return None
    return {
        "id": namespace_id,
        "arn": namespace["Arn"],
        "description": namespace.get("Description", ""),
        "hostedZone": namespace["Properties"]["DnsProperties"]["HostedZoneId"],
        "name": namespace["Name"],
        "vpc": vpc_id or None,
        "tagsAll": _tags_of(api, namespace["Arn"]),
    }


def _read_http_namespace(api: Api, namespace_id: str, state: State) -> State | None:
    namespace = _namespace(api, namespace_id, "HTTP")
    if namespace is None:
        return None
    return {
        "arn": namespace["Arn"],
        "description": namespace.get("Description", ""),
        "httpName": namespace["Properties"]["HttpProperties"]["HttpName"],
        "name": namespace["Name"],
        "tagsAll": _tags_of(api, namespace["Arn"]),
    }


def _update_private_namespace(
    api: Api, namespace_id: str, state: State, inputs: Inputs, changed: frozenset[str]
) -> None:
    answer = api.servicediscovery.update_private_dns_namespace(
        Id=namespace_id,
        UpdaterRequestId=str(uuid.uuid4()),
        Namespace={"Description": inputs.get("description", "")},
    )
    _finished(api, answer["OperationId"])


def _delete_private_namespace(api: Api, namespace_id: str, state: State) -> None:
    # Not retried: the provider retries the deletion only for HTTP namespaces.
    answer = api.servicediscovery.delete_namespace(Id=namespace_id)
    _finished(api, answer["OperationId"])


def _delete_http_namespace(api: Api, namespace_id: str, state: State) -> None:
    answer = api.retry(BUSY, api.servicediscovery.delete_namespace, Id=namespace_id)
    _finished(api, answer["OperationId"])


def _write_tags(api: Api, resource_id: str, state: State, changed: Mapping[str, str], removed: list[str]) -> None:
    if removed:
        api.servicediscovery.untag_resource(ResourceARN=state["arn"], TagKeys=removed)
    if changed:
        api.servicediscovery.tag_resource(ResourceARN=state["arn"], Tags=tag_list(changed))


def _create_service(api: Api, inputs: Inputs) -> str:
    parameters = {**_common(inputs), **to_api(SERVICE, inputs)}
    return str(api.servicediscovery.create_service(**parameters)["Service"]["Id"])


def _read_service(api: Api, service_id: str, state: State) -> State | None:
    answer = api.found(api.servicediscovery.get_service, SERVICE_GONE, Id=service_id)
    if answer is None:
        return None
    service = answer["Service"]
    return {
        **from_api(SERVICE, service),
        "description": service.get("Description", ""),
        "arn": service["Arn"],
        "tagsAll": _tags_of(api, service["Arn"]),
    }


def _update_service(api: Api, service_id: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    if changed <= {"forceDestroy", "tags", "tagsAll"}:
        return
    change: dict[str, Any] = {"Description": inputs.get("description", "")}
    if inputs.get("dnsConfig"):
        change["DnsConfig"] = {"DnsRecords": [to_api(RECORD, each) for each in inputs["dnsConfig"]["dnsRecords"]]}
    if inputs.get("healthCheckConfig"):
        change["HealthCheckConfig"] = to_api(HEALTH_CHECK, inputs["healthCheckConfig"])
    answer = api.servicediscovery.update_service(Id=service_id, Service=change)
    _finished(api, answer["OperationId"])


def _delete_service(api: Api, service_id: str, state: State) -> None:
    if state.get("forceDestroy"):
        for instance in api.servicediscovery.list_instances(ServiceId=service_id)["Instances"]:
            answer = api.servicediscovery.deregister_instance(ServiceId=service_id, InstanceId=instance["Id"])
            _finished(api, answer["OperationId"])
    # Not retried, as in the provider (terraform-provider-aws#4853).
    api.servicediscovery.delete_service(Id=service_id)


NAMESPACE_PROPERTIES = {"name": REPLACE, "description": PLAIN}
ROWS = [
    Row(
        resource_type="aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace",
        label="Service Discovery Private DNS Namespace",
        properties={**NAMESPACE_PROPERTIES, "vpc": REPLACE},
        outputs=frozenset({"arn", "hostedZone"}),
        auto_name=AutoName(),
        create=_create_private_namespace,
        read=_read_private_namespace,
        update=_update_private_namespace,
        delete=_delete_private_namespace,
        write_tags=_write_tags,
        import_id="namespace id:VPC id",
        not_stored={"vpc": "AWS does not return the VPC of a namespace"},
    ),
    Row(
        resource_type="aws:servicediscovery/httpNamespace:HttpNamespace",
        label="Service Discovery HTTP Namespace",
        properties={**NAMESPACE_PROPERTIES, "description": REPLACE},
        outputs=frozenset({"arn", "httpName"}),
        auto_name=AutoName(),
        create=_create_http_namespace,
        read=_read_http_namespace,
        delete=_delete_http_namespace,
        write_tags=_write_tags,
        import_id="namespace id",
    ),
    Row(
        resource_type="aws:servicediscovery/service:Service",
        label="Service Discovery Service",
        properties={
            **NAMESPACE_PROPERTIES,
            "dnsConfig": Property(
                fields={
                    "dnsRecords": Property(fields={"type": REPLACE, "ttl": PLAIN}),
                    "namespaceId": REPLACE,
                    "routingPolicy": Property(replace=True, filled=True),
                }
            ),
            "healthCheckConfig": Property(fields={**supported(HEALTH_CHECK), "type": REPLACE}),
            "healthCheckCustomConfig": Property(replace=True, fields=supported({"failureThreshold": ""})),
            "namespaceId": REPLACE_COMPUTED,
            "type": REPLACE_COMPUTED,
            "forceDestroy": Property(default=False),
        },
        outputs=frozenset({"arn"}),
        auto_name=AutoName(),
        create=_create_service,
        read=_read_service,
        update=_update_service,
        delete=_delete_service,
        write_tags=_write_tags,
        import_id="service id",
        not_stored={"forceDestroy": "a setting of the provider, not of AWS"},
    ),
]
