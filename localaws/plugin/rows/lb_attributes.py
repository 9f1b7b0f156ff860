"""The key-and-value attributes of load balancers and target groups, as properties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from localaws.plugin.row import Inputs, State


@dataclass(frozen=True)
class Attribute:
    """An attribute: AWS's key and the type of the property.

    ``keys`` instead of a key: the property is an object of several attributes.
    """

    key: str
    kind: type
    keys: Mapping[str, tuple[str, type]] | None = None


def _logs(kind: str) -> Attribute:
    keys = {
        "bucket": (f"{kind}.s3.bucket", str),
        "enabled": (f"{kind}.s3.enabled", bool),
        "prefix": (f"{kind}.s3.prefix", str),
    }
    return Attribute("", dict, keys)


BALANCER_ATTRIBUTES = {
    "accessLogs": _logs("access_logs"),
    "clientKeepAlive": Attribute("client_keep_alive.seconds", int),
    "connectionLogs": _logs("connection_logs"),
    "desyncMitigationMode": Attribute("routing.http.desync_mitigation_mode", str),
    "dropInvalidHeaderFields": Attribute("routing.http.drop_invalid_header_fields.enabled", bool),
    "enableCrossZoneLoadBalancing": Attribute("load_balancing.cross_zone.enabled", bool),
    "enableDeletionProtection": Attribute("deletion_protection.enabled", bool),
    "enableHttp2": Attribute("routing.http2.enabled", bool),
    "enableTlsVersionAndCipherSuiteHeaders": Attribute(
        "routing.http.x_amzn_tls_version_and_cipher_suite.enabled", bool
    ),
    "enableWafFailOpen": Attribute("waf.fail_open.enabled", bool),
    "enableXffClientPort": Attribute("routing.http.xff_client_port.enabled", bool),
    "idleTimeout": Attribute("idle_timeout.timeout_seconds", int),
    "preserveHostHeader": Attribute("routing.http.preserve_host_header.enabled", bool),
    "xffHeaderProcessingMode": Attribute("routing.http.xff_header_processing.mode", str),
}
GROUP_ATTRIBUTES = {
    "deregistrationDelay": Attribute("deregistration_delay.timeout_seconds", int),
    "lambdaMultiValueHeadersEnabled": Attribute("lambda.multi_value_headers.enabled", bool),
    "loadBalancingAlgorithmType": Attribute("load_balancing.algorithm.type", str),
    "loadBalancingAnomalyMitigation": Attribute("load_balancing.algorithm.anomaly_mitigation", str),
    "loadBalancingCrossZoneEnabled": Attribute("load_balancing.cross_zone.enabled", str),
    "proxyProtocolV2": Attribute("proxy_protocol_v2.enabled", bool),
    "slowStart": Attribute("slow_start.duration_seconds", int),
    "stickiness": Attribute(
        "",
        dict,
        {
            "type": ("stickiness.type", str),
            "enabled": ("stickiness.enabled", bool),
            "cookieDuration": ("stickiness.lb_cookie.duration_seconds", int),
            "cookieName": ("stickiness.app_cookie.cookie_name", str),
        },
    ),
}


def read_attributes(table: Mapping[str, Attribute], attributes: list[dict[str, str]]) -> State:
    """Return the properties for the attributes from the API."""
    values = {each["Key"]: each.get("Value", "") for each in attributes}
    properties: State = {}
    for name, attribute in table.items():
        if attribute.keys is None:
            if attribute.key in values:
                properties[name] = _parse(attribute.kind, values[attribute.key])
            continue
        found = {member: _parse(kind, values[key]) for member, (key, kind) in attribute.keys.items() if key in values}
        if found:
            properties[name] = found
    return properties


def changed_attributes(table: Mapping[str, Attribute], inputs: Inputs, changed: frozenset[str]) -> list[dict[str, str]]:
    """Return the ``Attributes`` of a modify call for the properties in ``changed``."""
    found: dict[str, str] = {}
    for name in sorted(changed & table.keys()):
        attribute, value = table[name], inputs.get(name)
        if attribute.keys is not None:
            for member, given in (value or {"enabled": False}).items():
                found[attribute.keys[member][0]] = _text(given)
        elif value is None:
            found[attribute.key] = _text(attribute.kind())
        else:
            found[attribute.key] = _text(value)
    return [{"Key": key, "Value": value} for key, value in found.items()]


def _parse(kind: type, text: Any) -> Any:
    if kind is bool:
        return str(text).lower() == "true"
    return int(text) if kind is int else str(text)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
