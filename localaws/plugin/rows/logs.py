"""CloudWatch log groups."""

from __future__ import annotations

from collections.abc import Mapping

from localaws.plugin import naming
from localaws.plugin.api import Api
from localaws.plugin.row import PLAIN, REPLACE_COMPUTED, AutoName, Inputs, Property, Row, State

# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
RETENTION_DAYS = (
    0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
)  # fmt: skip


def _create(api: Api, inputs: Inputs) -> str:
    name = naming.given_name(inputs)
    optional = {"kmsKeyId": "kmsKeyId", "logGroupClass": "logGroupClass", "tagsAll": "tags"}
    api.logs.create_log_group(
        logGroupName=name, **{parameter: inputs[key] for key, parameter in optional.items() if inputs.get(key)}
    )
    return name


def _set_retention(api: Api, name: str, inputs: Inputs) -> None:
    if inputs.get("retentionInDays"):
        api.retry(
            {"AccessDeniedException"},
            api.logs.put_retention_policy,
            logGroupName=name,
            retentionInDays=inputs["retentionInDays"],
        )


def _read(api: Api, name: str, state: State) -> State | None:
    answer = api.logs.describe_log_groups(logGroupNamePrefix=name)
    group = next((each for each in answer["logGroups"] if each["logGroupName"] == name), None)
    if group is None:
        return None
    arn = group["arn"].removesuffix(":*")
    return {
        "arn": arn,
        "name": name,
        "kmsKeyId": group.get("kmsKeyId", ""),
        "logGroupClass": group.get("logGroupClass", "STANDARD"),
        "retentionInDays": group.get("retentionInDays", 0),
        "tagsAll": api.logs.list_tags_for_resource(resourceArn=arn)["tags"],
    }


def _update(api: Api, name: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    if "retentionInDays" in changed and not inputs.get("retentionInDays"):
        api.logs.delete_retention_policy(logGroupName=name)
    elif "retentionInDays" in changed:
        _set_retention(api, name, inputs)
    if "kmsKeyId" in changed and inputs.get("kmsKeyId"):
        api.logs.associate_kms_key(logGroupName=name, kmsKeyId=inputs["kmsKeyId"])
    elif "kmsKeyId" in changed:
        api.logs.disassociate_kms_key(logGroupName=name)


def _delete(api: Api, name: str, state: State) -> None:
    if not state.get("skipDestroy"):
        api.retry({"OperationAbortedException"}, api.logs.delete_log_group, logGroupName=name)


def _write_tags(api: Api, name: str, state: State, changed: Mapping[str, str], removed: list[str]) -> None:
    if removed:
        api.logs.untag_resource(resourceArn=state["arn"], tagKeys=removed)
    if changed:
        api.logs.tag_resource(resourceArn=state["arn"], tags=dict(changed))


def _check(inputs: Inputs) -> list[tuple[str, str]]:
    days = inputs.get("retentionInDays", 0)
    if days in RETENTION_DAYS:
        return []
    return [("retentionInDays", f"expected retentionInDays to be one of {list(RETENTION_DAYS)}, got {days}")]


ROWS = [
    Row(
        resource_type="aws:cloudwatch/logGroup:LogGroup",
        label="CloudWatch Logs Log Group",
        properties={
            "name": REPLACE_COMPUTED,
            "namePrefix": REPLACE_COMPUTED,
            "retentionInDays": PLAIN,
            "kmsKeyId": PLAIN,
            "logGroupClass": Property(replace=True, computed=True),
            "skipDestroy": Property(default=False),
        },
        outputs=frozenset({"arn"}),
        auto_name=AutoName(),
        check=_check,
        create=_create,
        finish=_set_retention,
        read=_read,
        update=_update,
        delete=_delete,
        write_tags=_write_tags,
        import_id="log group name",
        not_stored={"skipDestroy": "a setting of the provider, not of AWS"},
    ),
]
