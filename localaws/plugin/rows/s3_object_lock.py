"""The default lock of new objects in a bucket."""

from __future__ import annotations

from localaws.plugin.api import Api
from localaws.plugin.mapping import Members, Nested, from_api, supported, to_api
from localaws.plugin.row import Inputs, Property, State
from localaws.plugin.rows.s3 import BUCKET_GONE, setting_row

RULE: Members = {
    "defaultRetention": Nested("DefaultRetention", {"mode": "Mode", "days": "Days", "years": "Years"}),
}
NO_LOCK = "ObjectLockConfigurationNotFoundError"


def _put(api: Api, name: str, inputs: Inputs) -> None:
    rule = {"Rule": to_api(RULE, inputs["rule"])} if inputs.get("rule") else {}
    api.s3.put_object_lock_configuration(
        Bucket=name, ObjectLockConfiguration={"ObjectLockEnabled": inputs["objectLockEnabled"], **rule}
    )


def _read(api: Api, name: str) -> State | None:
    answer = api.found(api.s3.get_object_lock_configuration, NO_LOCK, *BUCKET_GONE, Bucket=name)
    if answer is None:
        return None
    found = answer["ObjectLockConfiguration"]
    rule = {"rule": from_api(RULE, found["Rule"])} if found.get("Rule") else {}
    return {"objectLockEnabled": found["ObjectLockEnabled"], **rule}


def _delete(api: Api, name: str) -> None:
    """Stop locking new objects; existing locks cannot be removed."""
    api.s3.put_object_lock_configuration(Bucket=name, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled"})


ROWS = [
    setting_row(
        "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
        "S3 Bucket Object Lock Configuration",
        {"objectLockEnabled": Property(replace=True, default="Enabled"), "rule": Property(fields=supported(RULE))},
        _put,
        _read,
        _delete,
    ),
]
