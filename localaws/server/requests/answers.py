"""The code and the message with which each service refuses a request that breaks its model.

Published logs show the codes: ``1 validation error detected`` with ``InvalidInput`` of Cloud Map and
``ValidationError`` of the query services (hashicorp/terraform-provider-aws#4701, #46496); ``UnknownParameter`` of EC2
(aws/aws-sdk-js#57); ``InvalidInput`` with ``Invalid XML`` of Route 53 (aws/aws-sdk-js#71); ``MalformedInput`` of
CloudWatch (brendanhay/amazonka#495); ECS's message for a wrong type (artilleryio/artillery#3727). The JSON services and
the query services other than EC2 ignore unknown names. No source shows every message: rely on the codes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from localaws.server.requests.constraints import Broken

# By service where it differs from its protocol.
_CONSTRAINT_CODES = {
    "cloudwatch": "ValidationError",
    "ec2": "InvalidParameterValue",
    "ecr": "InvalidParameterException",
    "ecs": "InvalidParameterException",
    "logs": "InvalidParameterException",
    "route53": "InvalidInput",
    "s3": "MalformedXML",
    "servicediscovery": "InvalidInput",
}
_TYPE_CODES = {
    "ec2": "InvalidParameterValue",
    "ecs": "InvalidParameterException",
    "route53": "InvalidInput",
    "s3": "MalformedXML",
}
_MALFORMED_XML = "The XML you provided was not well-formed or did not validate against our published schema"
_JAVA_TYPES = {"string": "String", "boolean": "Boolean", "byte": "Byte", "short": "Short", "integer": "Integer"}
_JAVA_TYPES |= {"long": "Long", "float": "Float", "double": "Double", "timestamp": "Date"}


def unreadable(service: str, protocol: str) -> tuple[str, str]:
    """Return the answer to a body that is not in the protocol's format."""
    if protocol == "rest-xml":
        return ("InvalidInput", "Invalid XML") if service == "route53" else ("MalformedXML", _MALFORMED_XML)
    return "SerializationException", "Unexpected token in the body: it is not JSON."


def unknown(service: str, name: str) -> tuple[str, str] | None:
    """Return the answer to a name that is not in the model, or None if AWS ignores it."""
    if service == "ec2":
        return "UnknownParameter", f"The parameter {name} is not recognized"
    if service == "route53":
        return (
            "InvalidInput",
            f"Invalid XML ; cvc-complex-type.2.4.a: Invalid content was found starting with '{name}'.",
        )
    return ("MalformedXML", _MALFORMED_XML) if service == "s3" else None


def refused(service: str, protocol: str, found: Sequence[Broken]) -> tuple[str, str]:
    """Return the answer to a request that breaks constraints."""
    is_query = protocol in {"query", "ec2"}
    mismatch = next((each for each in found if each.rule == "type"), None)
    if service == "ec2":
        return _of_ec2(found[0])
    if service == "s3":
        return "MalformedXML", _MALFORMED_XML
    if mismatch:
        code = _TYPE_CODES.get(service) or ("MalformedInput" if is_query else "SerializationException")
        return code, _of_type(mismatch, is_text=is_query)
    count = f"{len(found)} validation error{'s' if len(found) > 1 else ''} detected: "
    code = _CONSTRAINT_CODES.get(service) or ("ValidationError" if is_query else "ValidationException")
    return code, count + "; ".join(map(_sentence, found))


def _of_ec2(broken: Broken) -> tuple[str, str]:
    # EC2 numbers list entries without ``member``, and capitalizes names as in the request.
    name = ".".join(broken.path)
    if broken.rule == "required":
        return "MissingParameter", f"The request must contain the parameter {name}"
    return "InvalidParameterValue", f"Value ({_shown(broken.value)}) for parameter {name} is invalid. {_demand(broken)}"


def _of_type(broken: Broken, *, is_text: bool) -> str:
    kind = _JAVA_TYPES.get(str(broken.allowed))
    if is_text and kind == "Date":
        return "timestamp must follow ISO8601"
    if is_text:
        return f"'{broken.value}' at '{_path(broken)}' is no {kind}"
    if not kind or isinstance(broken.value, dict | list):
        return "Start of structure or map found where not expected." if kind else "Unexpected field type"
    sent = "STRING_VALUE" if isinstance(broken.value, str) else "NUMBER_VALUE"
    if isinstance(broken.value, bool):
        sent = f"{str(broken.value).upper()}_VALUE"
    return f"{sent} cannot be converted to {kind}"


def _sentence(broken: Broken) -> str:
    value = "null" if broken.value is None else f"'{_shown(broken.value)}'"
    return f"Value {value} at '{_path(broken)}' failed to satisfy constraint: {_demand(broken)}"


def _path(broken: Broken) -> str:
    parts = (f"{part}.member" if part.isdecimal() else part[:1].lower() + part[1:] for part in broken.path)
    return ".".join(parts)


def _demand(broken: Broken) -> str:
    allowed = broken.allowed
    demands = {
        "required": "Member must not be null",
        "enum": f"Member must satisfy enum value set: [{', '.join(allowed) if broken.rule == 'enum' else ''}]",
        "pattern": f"Member must satisfy regular expression pattern: {allowed}",
        "shortest": f"Member must have length greater than or equal to {allowed}",
        "longest": f"Member must have length less than or equal to {allowed}",
        "least": f"Member must have value greater than or equal to {allowed}",
        "most": f"Member must have value less than or equal to {allowed}",
        "type": f"It must be of the type {allowed}.",
    }
    return demands[broken.rule]


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)
