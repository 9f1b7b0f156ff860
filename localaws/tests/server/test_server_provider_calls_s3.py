"""The additional calls of Pulumi's own AWS plugin for buckets."""

from __future__ import annotations

import boto3
import pytest
from botocore.config import Config

from localaws.tests.conftest import Server
from localaws.tests.server.account import REGION, Account, refused


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        ("get_bucket_policy", "NoSuchBucketPolicy"),
        ("get_bucket_cors", "NoSuchCORSConfiguration"),
        ("get_bucket_website", "NoSuchWebsiteConfiguration"),
        ("get_bucket_lifecycle_configuration", "NoSuchLifecycleConfiguration"),
        ("get_bucket_replication", "ReplicationConfigurationNotFoundError"),
        ("get_object_lock_configuration", "ObjectLockConfigurationNotFoundError"),
        ("get_bucket_tagging", "NoSuchTagSet"),
        ("get_bucket_acl", None),
        ("get_bucket_versioning", None),
        ("get_bucket_accelerate_configuration", None),
        ("get_bucket_request_payment", None),
        ("get_bucket_logging", None),
        ("get_bucket_encryption", None),
        ("get_bucket_location", None),
        ("get_bucket_ownership_controls", None),
        ("get_public_access_block", None),
        ("head_bucket", None),
    ],
)
def test_a_new_bucket_has_the_settings_or_the_error_of_s3(aws: Account, operation: str, code: str | None) -> None:
    aws.s3.create_bucket(Bucket="logs")
    if code:
        with refused(code):
            getattr(aws.s3, operation)(Bucket="logs")
    else:
        getattr(aws.s3, operation)(Bucket="logs")


def test_a_bucket_without_its_encryption_setting_encrypts_with_aes256(aws: Account) -> None:
    aws.s3.create_bucket(Bucket="logs")
    aws.s3.delete_bucket_encryption(Bucket="logs")
    (rule,) = aws.s3.get_bucket_encryption(Bucket="logs")["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    aws.s3.delete_public_access_block(Bucket="logs")
    with refused("NoSuchPublicAccessBlockConfiguration"):
        aws.s3.get_public_access_block(Bucket="logs")


def test_s3_control_changes_the_tags_of_a_bucket(server: Server, aws: Account) -> None:
    """The plugin calls a host that is named after the account, which only the server as its proxy can resolve."""
    aws.s3.create_bucket(Bucket="logs")
    tags = [{"Key": "Name", "Value": "logs"}]
    control = boto3.client(
        "s3control",
        endpoint_url=server.url,
        region_name=REGION,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        config=Config(retries={"total_max_attempts": 1}, proxies={"http": server.url}),
    )
    named = {"AccountId": "123456789012", "ResourceArn": "arn:aws:s3:::logs"}
    assert control.list_tags_for_resource(**named)["Tags"] == []
    control.tag_resource(**named, Tags=tags)
    assert control.list_tags_for_resource(**named)["Tags"] == tags
    assert aws.s3.get_bucket_tagging(Bucket="logs")["TagSet"] == tags
    control.untag_resource(**named, TagKeys=["Name"])
    assert control.list_tags_for_resource(**named)["Tags"] == []


def test_a_lifecycle_configuration_keeps_its_minimum_object_size(aws: Account) -> None:
    """The plugin waits until it reads the values that it wrote, including this one."""
    aws.s3.create_bucket(Bucket="logs")
    for given, chosen, read in (
        ({}, {"Prefix": ""}, "all_storage_classes_128K"),
        ({}, {}, "all_storage_classes_128K"),
        ({"TransitionDefaultMinimumObjectSize": "varies_by_storage_class"}, {"Prefix": "a"}, "varies_by_storage_class"),
    ):
        rule = {"ID": "end", "Status": "Enabled", "Filter": chosen, "Expiration": {"Days": 90}}
        aws.s3.put_bucket_lifecycle_configuration(Bucket="logs", LifecycleConfiguration={"Rules": [rule]}, **given)
        described = aws.s3.get_bucket_lifecycle_configuration(Bucket="logs")
        assert described["TransitionDefaultMinimumObjectSize"] == read
        assert described["Rules"] == [rule]
