"""Listeners of load balancers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from localaws.plugin.api import Api
from localaws.plugin.mapping import Members, Nested, from_api, supported, to_api
from localaws.plugin.row import Inputs, Property, Row, State, plain
from localaws.plugin.rows.ec2_tags import tag_list

LISTENER_GONE = ("ListenerNotFound", "LoadBalancerNotFound")
FORWARD: Members = {
    "targetGroups": Nested("TargetGroups", {"arn": "TargetGroupArn", "weight": "Weight"}),
    "stickiness": Nested("TargetGroupStickinessConfig", {"enabled": "Enabled", "duration": "DurationSeconds"}),
}
ACTION: Members = {
    "type": "Type",
    "order": "Order",
    "targetGroupArn": "TargetGroupArn",
    "forward": Nested("ForwardConfig", FORWARD),
    "fixedResponse": Nested(
        "FixedResponseConfig",
        {"contentType": "ContentType", "messageBody": "MessageBody", "statusCode": "StatusCode"},
    ),
    "redirect": Nested(
        "RedirectConfig",
        {
            "host": "Host",
            "path": "Path",
            "port": "Port",
            "protocol": "Protocol",
            "query": "Query",
            "statusCode": "StatusCode",
        },
    ),
}
ACTION_RULES = supported(ACTION)
ACTION_RULES["forward"] = Property(
    filled=True,
    fields={
        **ACTION_RULES["forward"].fields,
        "targetGroups": Property(
            unordered=True, filled=True, fields=ACTION_RULES["forward"].fields["targetGroups"].fields
        ),
    },
)
# The load balancer may not know a new certificate yet.
CERTIFICATE_UNKNOWN = frozenset({"CertificateNotFound"})
WITH_CERTIFICATE = frozenset({"HTTPS", "TLS"})
PAYLOAD_OF = {
    "authenticate-cognito": "authenticateCognito",
    "authenticate-oidc": "authenticateOidc",
    "fixed-response": "fixedResponse",
    "jwt-validation": "jwtValidation",
    "redirect": "redirect",
}
BLOCKS = frozenset(PAYLOAD_OF.values())


def _parameters(inputs: Inputs) -> dict[str, Any]:
    direct = {"port": "Port", "protocol": "Protocol", "sslPolicy": "SslPolicy"}
    parameters: dict[str, Any] = {parameter: inputs[name] for name, parameter in direct.items() if name in inputs}
    parameters["DefaultActions"] = to_actions(inputs["defaultActions"])
    if inputs.get("certificateArn"):
        parameters["Certificates"] = [{"CertificateArn": inputs["certificateArn"]}]
    if inputs.get("alpnPolicy"):
        parameters["AlpnPolicy"] = [inputs["alpnPolicy"]]
    return parameters


def to_actions(actions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the actions in AWS's form: each with its order, and without the blocks of other types."""
    sent = []
    for position, action in enumerate(actions, start=1):
        if action["type"] == "forward":
            omitted = BLOCKS
        else:
            omitted = (BLOCKS | {"forward", "targetGroupArn"}) - {PAYLOAD_OF.get(action["type"])}
        kept = {name: value for name, value in action.items() if name not in omitted}
        sent.append(to_api(ACTION, {**kept, "order": action.get("order") or position}))
    return sent


def _create(api: Api, inputs: Inputs) -> str:
    tags = inputs.get("tagsAll") or {}
    answer = api.retry(
        CERTIFICATE_UNKNOWN,
        api.elbv2.create_listener,
        LoadBalancerArn=inputs["loadBalancerArn"],
        **_parameters(inputs),
        **({"Tags": tag_list(tags)} if tags else {}),
    )
    return str(answer["Listeners"][0]["ListenerArn"])


def _read(api: Api, arn: str, state: State) -> State | None:
    listener = api.first(api.elbv2.describe_listeners, "Listeners", *LISTENER_GONE, ListenerArns=[arn])
    if listener is None:
        return None
    before = state.get("defaultActions", [])
    described = api.elbv2.describe_tags(ResourceArns=[arn])["TagDescriptions"]
    return {
        "arn": arn,
        "loadBalancerArn": listener["LoadBalancerArn"],
        "port": listener.get("Port"),
        "protocol": listener.get("Protocol"),
        "sslPolicy": listener.get("SslPolicy", ""),
        "certificateArn": next((each["CertificateArn"] for each in listener.get("Certificates", [])), ""),
        "alpnPolicy": next(iter(listener.get("AlpnPolicy", [])), ""),
        "defaultActions": [
            read_action(action, before[index] if index < len(before) else {})
            for index, action in enumerate(listener["DefaultActions"])
        ],
        "tagsAll": {tag["Key"]: tag.get("Value", "") for each in described for tag in each["Tags"]},
    }


def read_action(action: dict[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """Keep the program's form: AWS returns one target group both as ``TargetGroupArn`` and as ``ForwardConfig``."""
    found = from_api(ACTION, action)
    if found["type"] != "forward":
        return found
    stickiness = found.get("forward", {}).get("stickiness", {})
    if not stickiness.get("enabled") and "stickiness" not in before.get("forward", {}):
        found.get("forward", {}).pop("stickiness", None)
    groups = found.get("forward", {}).get("targetGroups", [])
    arn = found.pop("targetGroupArn", None) or (groups[0]["arn"] if groups else None)
    plain = len(groups) <= 1 and all(group.get("weight", 1) == 1 for group in groups)
    if "forward" not in before and ("targetGroupArn" in before or plain):
        found.pop("forward", None)
        return {**found, "targetGroupArn": arn}
    found.setdefault("forward", {"targetGroups": [{"arn": arn, "weight": 1}]})
    return found


def _update(api: Api, arn: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    api.retry(CERTIFICATE_UNKNOWN, api.elbv2.modify_listener, ListenerArn=arn, **_parameters(inputs))


def _delete(api: Api, arn: str, state: State) -> None:
    api.elbv2.delete_listener(ListenerArn=arn)


def write_tags(api: Api, arn: str, state: State, changed: Mapping[str, str], removed: list[str]) -> None:
    """Set and remove tags of a listener or rule."""
    if removed:
        api.elbv2.remove_tags(ResourceArns=[arn], TagKeys=removed)
    if changed:
        api.elbv2.add_tags(ResourceArns=[arn], Tags=tag_list(changed))


def _check(inputs: Inputs) -> Iterable[tuple[str, str]]:
    if inputs.get("protocol") in WITH_CERTIFICATE and not inputs.get("certificateArn"):
        yield "certificateArn", f'"certificateArn": required when protocol is "{inputs["protocol"]}"'
    yield from action_problems("defaultActions", inputs["defaultActions"])


def _of_one_group(action: Mapping[str, Any]) -> bool:
    """Whether both forms of an action name the same target group."""
    groups = (action.get("forward") or {}).get("targetGroups", [])
    arn = action.get("targetGroupArn")
    return not arn or all(group.get("arn") in (arn, None, "") for group in groups)


def action_problems(name: str, actions: list[dict[str, Any]]) -> Iterable[tuple[str, str]]:
    """Yield the problems of the actions in the property ``name``."""
    for index, action in enumerate(actions):
        path = f"{name}[{index}]"
        payload = PAYLOAD_OF.get(action["type"])
        if action["type"] == "forward" and not (action.get("forward") or action.get("targetGroupArn")):
            yield path, f'{path}: forward or targetGroupArn required when type is "forward"'
        elif action["type"] == "forward" and not _of_one_group(action):
            yield path, f"{path}: targetGroupArn and the target groups of forward must be the same"
        elif payload and not action.get(payload):
            yield path, f'{path}: {payload} required when type is "{action["type"]}"'


ROWS = [
    Row(
        resource_type="aws:lb/listener:Listener",
        label="ELBv2 Listener",
        properties={
            **plain("loadBalancerArn", "port", "protocol", "sslPolicy", "certificateArn", "alpnPolicy"),
            "defaultActions": Property(fields=ACTION_RULES),
        },
        outputs=frozenset({"arn"}),
        check=_check,
        create=_create,
        read=_read,
        update=_update,
        delete=_delete,
        write_tags=write_tags,
        import_id="listener ARN",
    ),
]
