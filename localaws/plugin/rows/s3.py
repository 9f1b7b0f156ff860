"""S3 buckets, and the settings of a bucket that are separate resources."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import ClientError

from localaws.plugin.api import Api, RefusedError, error_code
from localaws.plugin.diff import json_document
from localaws.plugin.row import PLAIN, REPLACE, REPLACE_COMPUTED, AutoName, Inputs, Property, Row, State
from localaws.plugin.rows.ec2_tags import tag_list

BUCKET_GONE = ("404", "NoSuchBucket")
ACCESS_BLOCK = {
    "blockPublicAcls": "BlockPublicAcls",
    "blockPublicPolicy": "BlockPublicPolicy",
    "ignorePublicAcls": "IgnorePublicAcls",
    "restrictPublicBuckets": "RestrictPublicBuckets",
}
PROVIDER_SETTING = "a setting of the provider, not of AWS"


def _exists(api: Api, name: str) -> bool:
    """Whether this account has the bucket. S3 itself refuses a bucket of another account."""
    try:
        api.s3.head_bucket(Bucket=name)
    except ClientError:
        return False
    return True


def _create_bucket(api: Api, inputs: Inputs) -> str:
    # In us-east-1, S3 accepts the creation of an owned bucket again, and resets its access.
    if api.region == "us-east-1" and _exists(api, inputs["bucket"]):
        raise RefusedError(f"creating S3 Bucket ({inputs['bucket']}): BucketAlreadyExists")
    location = {} if api.region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": api.region}}
    lock = {"ObjectLockEnabledForBucket": True} if inputs.get("objectLockEnabled") else {}
    api.retry({"OperationAborted"}, api.s3.create_bucket, Bucket=inputs["bucket"], **location, **lock)
    return str(inputs["bucket"])


def _finish_bucket(api: Api, name: str, inputs: Inputs) -> None:
    if inputs.get("tagsAll"):
        api.s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": tag_list(inputs["tagsAll"])})


def _bucket_tags(api: Api, name: str) -> dict[str, str]:
    answer = api.found(api.s3.get_bucket_tagging, "NoSuchTagSet", Bucket=name)
    return {tag["Key"]: tag["Value"] for tag in answer["TagSet"]} if answer else {}


def _read_bucket(api: Api, name: str, state: State) -> State | None:
    if api.found(api.s3.head_bucket, *BUCKET_GONE, Bucket=name) is None:
        return None
    lock = api.found(api.s3.get_object_lock_configuration, "ObjectLockConfigurationNotFoundError", Bucket=name)
    region = api.s3.get_bucket_location(Bucket=name).get("LocationConstraint") or "us-east-1"
    return {
        "arn": f"arn:aws:s3:::{name}",
        "bucket": name,
        "bucketDomainName": f"{name}.s3.amazonaws.com",
        "bucketRegion": region,
        "bucketRegionalDomainName": f"{name}.s3.{region}.amazonaws.com",
        "objectLockEnabled": lock is not None,
        "tagsAll": _bucket_tags(api, name),
    }


def _update_bucket(api: Api, name: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    """Do nothing: besides tags, only ``forceDestroy`` changes in place, which is a setting of the provider."""


def _empty_bucket(api: Api, name: str, *, locked: bool) -> None:
    """Delete every version, then every delete marker.

    If the state has a lock (``locked``), governance mode is bypassed and legal holds are removed; objects in compliance
    mode cannot be deleted.
    """
    for kind, bypass in (("Versions", locked), ("DeleteMarkers", False)):
        for page in api.s3.get_paginator("list_object_versions").paginate(Bucket=name):
            objects = [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in page.get(kind, [])]
            if objects:
                _delete_objects(api, name, objects, bypass=bypass)


def _delete_objects(api: Api, name: str, objects: list[dict[str, str]], *, bypass: bool) -> None:
    force = {"BypassGovernanceRetention": True} if bypass else {}
    answer = api.s3.delete_objects(Bucket=name, Delete={"Objects": objects, "Quiet": True}, **force)
    for error in answer.get("Errors", []):
        raise RefusedError(f"S3 object ({error['Key']}): {error['Code']}: {error.get('Message', '')}")


def _delete_bucket(api: Api, name: str, state: State) -> None:
    if api.found(api.s3.head_bucket, *BUCKET_GONE, Bucket=name) is None:
        return
    try:
        api.s3.delete_bucket(Bucket=name)
    except Exception as error:
        if error_code(error) != "BucketNotEmpty" or not state.get("forceDestroy"):
            raise
        _empty_bucket(api, name, locked=bool(state.get("objectLockEnabled")))
        api.s3.delete_bucket(Bucket=name)


def _write_bucket_tags(api: Api, name: str, state: State, changed: Mapping[str, str], removed: list[str]) -> None:
    kept = {key: value for key, value in _bucket_tags(api, name).items() if key not in removed}
    if kept or changed:
        api.s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": tag_list({**kept, **changed})})
    else:
        api.s3.delete_bucket_tagging(Bucket=name)


def setting_row(
    resource_type: str,
    label: str,
    properties: Mapping[str, Property],
    put: Callable[[Api, str, Inputs], None],
    read: Callable[[Api, str], State | None],
    delete: Callable[[Api, str], None],
    **options: Any,
) -> Row:
    """Return the row of a setting of one bucket, whose id is the bucket's name."""

    def create(api: Api, inputs: Inputs) -> str:
        # A new bucket may not be visible yet.
        api.retry(api.retried, lambda: put(api, inputs["bucket"], inputs))
        return str(inputs["bucket"])

    def read_setting(api: Api, name: str, state: State) -> State | None:
        found = read(api, name)
        return None if found is None else {"bucket": name, **found}

    def update(api: Api, name: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
        api.retry(api.retried, lambda: put(api, name, inputs))

    def delete_setting(api: Api, name: str, state: State) -> None:
        if not state.get("skipDestroy") and api.found(api.s3.head_bucket, *BUCKET_GONE, Bucket=name) is not None:
            api.retry(api.retried, lambda: delete(api, name))

    return Row(
        resource_type=resource_type,
        label=label,
        properties={"bucket": REPLACE, **properties},
        create=create,
        read=read_setting,
        update=update,
        delete=delete_setting,
        import_id="bucket name",
        **options,
    )


def _put_policy(api: Api, name: str, inputs: Inputs) -> None:
    api.s3.put_bucket_policy(Bucket=name, Policy=inputs["policy"])


def _read_policy(api: Api, name: str) -> State | None:
    answer = api.found(api.s3.get_bucket_policy, "NoSuchBucketPolicy", *BUCKET_GONE, Bucket=name)
    return {"policy": answer["Policy"]} if answer else None


def _delete_policy(api: Api, name: str) -> None:
    api.s3.delete_bucket_policy(Bucket=name)


def _put_access_block(api: Api, name: str, inputs: Inputs) -> None:
    configuration = {parameter: bool(inputs.get(key)) for key, parameter in ACCESS_BLOCK.items()}
    api.s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=configuration)


def _read_access_block(api: Api, name: str) -> State | None:
    gone = ("NoSuchPublicAccessBlockConfiguration", *BUCKET_GONE)
    answer = api.found(api.s3.get_public_access_block, *gone, Bucket=name)
    if answer is None:
        return None
    found = answer["PublicAccessBlockConfiguration"]
    return {key: found.get(parameter, False) for key, parameter in ACCESS_BLOCK.items()}


def _delete_access_block(api: Api, name: str) -> None:
    api.s3.delete_public_access_block(Bucket=name)


def _put_ownership(api: Api, name: str, inputs: Inputs) -> None:
    rule = {"ObjectOwnership": inputs["rule"]["objectOwnership"]}
    api.s3.put_bucket_ownership_controls(Bucket=name, OwnershipControls={"Rules": [rule]})


def _read_ownership(api: Api, name: str) -> State | None:
    gone = ("OwnershipControlsNotFoundError", *BUCKET_GONE)
    answer = api.found(api.s3.get_bucket_ownership_controls, *gone, Bucket=name)
    if answer is None:
        return None
    return {"rule": {"objectOwnership": answer["OwnershipControls"]["Rules"][0]["ObjectOwnership"]}}


def _delete_ownership(api: Api, name: str) -> None:
    api.s3.delete_bucket_ownership_controls(Bucket=name)


def _put_versioning(api: Api, name: str, inputs: Inputs) -> None:
    given = inputs["versioningConfiguration"]
    # S3 cannot disable versioning that was never enabled.
    if given["status"] != "Disabled":
        api.s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": given["status"]})


def _read_versioning(api: Api, name: str) -> State | None:
    answer = api.found(api.s3.get_bucket_versioning, *BUCKET_GONE, Bucket=name)
    if answer is None:
        return None
    return {"versioningConfiguration": {"status": answer.get("Status", "Disabled")}}


def _delete_versioning(api: Api, name: str) -> None:
    if "Status" in api.s3.get_bucket_versioning(Bucket=name):
        # The versioning of a bucket with an object lock cannot be suspended, which counts as success.
        suspended = {"Status": "Suspended"}
        api.found(api.s3.put_bucket_versioning, "InvalidBucketState", Bucket=name, VersioningConfiguration=suspended)


ROWS = [
    Row(
        resource_type="aws:s3/bucket:Bucket",
        label="S3 Bucket",
        properties={
            "bucket": REPLACE_COMPUTED,
            "forceDestroy": Property(default=False),
            "objectLockEnabled": REPLACE_COMPUTED,
        },
        outputs=frozenset({"arn", "bucketDomainName", "bucketRegion", "bucketRegionalDomainName"}),
        auto_name=AutoName(property="bucket", max_length=63, lower=True),
        create=_create_bucket,
        finish=_finish_bucket,
        read=_read_bucket,
        update=_update_bucket,
        delete=_delete_bucket,
        write_tags=_write_bucket_tags,
        import_id="bucket name",
        not_stored={"forceDestroy": PROVIDER_SETTING},
    ),
    setting_row(
        "aws:s3/bucketPolicy:BucketPolicy",
        "S3 Bucket Policy",
        {"policy": Property(canonical=json_document)},
        _put_policy,
        _read_policy,
        _delete_policy,
    ),
    setting_row(
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        "S3 Bucket Public Access Block",
        {**{name: Property(default=False) for name in ACCESS_BLOCK}, "skipDestroy": PLAIN},
        _put_access_block,
        _read_access_block,
        _delete_access_block,
        not_stored={"skipDestroy": PROVIDER_SETTING},
    ),
    setting_row(
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
        "S3 Bucket Ownership Controls",
        {"rule": PLAIN},
        _put_ownership,
        _read_ownership,
        _delete_ownership,
    ),
    setting_row(
        "aws:s3/bucketVersioning:BucketVersioning",
        "S3 Bucket Versioning",
        {"versioningConfiguration": Property(fields={"status": Property()})},
        _put_versioning,
        _read_versioning,
        _delete_versioning,
    ),
]
