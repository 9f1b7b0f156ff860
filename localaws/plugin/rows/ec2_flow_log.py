"""VPC flow logs: every change except of tags replaces a flow log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from localaws.plugin.api import Api, RefusedError
from localaws.plugin.mapping import Members, from_api, to_api
from localaws.plugin.row import Inputs, Property, Row, State, plain
from localaws.plugin.rows.ec2_tags import tag_specifications, tags_of, write_tags

RESOURCES = {"vpcId": "VPC", "subnetId": "Subnet", "eniId": "NetworkInterface"}
FLOW_LOG: Members = {
    "trafficType": "TrafficType",
    "logDestination": "LogDestination",
    "logDestinationType": "LogDestinationType",
    "logFormat": "LogFormat",
    "maxAggregationInterval": "MaxAggregationInterval",
    "iamRoleArn": "DeliverLogsPermissionArn",
}
PREFIXES = {"vpc-": "vpcId", "subnet-": "subnetId", "eni-": "eniId"}


def _without_suffix(destination: Any) -> Any:
    """Return the ARN of a log group without the suffix ``:*`` that IAM policies need."""
    return destination.removesuffix(":*") if isinstance(destination, str) else destination


def _create(api: Api, inputs: Inputs) -> str:
    name = next(name for name in RESOURCES if inputs.get(name))
    inputs = {**inputs, "logDestination": _without_suffix(inputs.get("logDestination"))}
    # A new role may not be known yet.
    answer = api.retry(
        {"InvalidParameter"},
        api.ec2.create_flow_logs,
        ResourceIds=[inputs[name]],
        ResourceType=RESOURCES[name],
        TagSpecifications=tag_specifications("vpc-flow-log", inputs),
        **to_api(FLOW_LOG, inputs),
    )
    for failed in answer.get("Unsuccessful", []):
        error = failed["Error"]
        raise RefusedError(f"{failed.get('ResourceId', inputs[name])}: {error.get('Code')}: {error.get('Message')}")
    return str(answer["FlowLogIds"][0])


def _read(api: Api, flow_log_id: str, state: State) -> State | None:
    flow_log = api.first(api.ec2.describe_flow_logs, "FlowLogs", "InvalidFlowLogId.NotFound", FlowLogIds=[flow_log_id])
    if flow_log is None:
        return None
    resource_id = str(flow_log["ResourceId"])
    resource = next((name for prefix, name in PREFIXES.items() if resource_id.startswith(prefix)), "vpcId")
    return {
        **from_api(FLOW_LOG, flow_log),
        resource: resource_id,
        "arn": f"arn:aws:ec2:{api.region}:{api.account}:vpc-flow-log/{flow_log_id}",
        "tagsAll": tags_of(flow_log),
    }


def _delete(api: Api, flow_log_id: str, state: State) -> None:
    answer: dict[str, Any] = api.ec2.delete_flow_logs(FlowLogIds=[flow_log_id])
    for failed in answer.get("Unsuccessful", []):
        if failed["Error"]["Code"] != "InvalidFlowLogId.NotFound":
            raise RefusedError(f"{failed['Error']['Code']}: {failed['Error'].get('Message', '')}")


def _check(inputs: Inputs) -> Iterable[tuple[str, str]]:
    if "trafficType" not in inputs:
        yield "trafficType", '"trafficType": required with a VPC, a subnet or a network interface'


ROWS = [
    Row(
        resource_type="aws:ec2/flowLog:FlowLog",
        label="EC2 Flow Log",
        properties={
            **plain(
                *RESOURCES, "iamRoleArn", "logDestinationType", "logFormat", "maxAggregationInterval", "trafficType"
            ),
            "logDestination": Property(canonical=_without_suffix),
        },
        outputs=frozenset({"arn"}),
        check=_check,
        create=_create,
        read=_read,
        delete=_delete,
        write_tags=write_tags,
        import_id="flow log id",
    ),
]
