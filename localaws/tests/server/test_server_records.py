"""Records of a hosted zone: each exists once, and can be created again after its deletion."""

from __future__ import annotations

from typing import Any

from localaws.tests.server.account import Account, refused


def change(aws: Account, zone: str, action: str, name: str) -> None:
    record: dict[str, Any] = {"Name": name, "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}
    batch = {"Changes": [{"Action": action, "ResourceRecordSet": record}]}
    aws.route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=batch)


def test_a_deleted_record_can_be_created_again(aws: Account) -> None:
    zone = aws.route53.create_hosted_zone(Name="example.com", CallerReference="once")["HostedZone"]["Id"]
    change(aws, zone, "CREATE", "api.example.com")
    with refused("InvalidChangeBatch", "already exists"):
        change(aws, zone, "CREATE", "api.example.com")
    change(aws, zone, "CREATE", "www.example.com")
    change(aws, zone, "DELETE", "api.example.com")
    change(aws, zone, "CREATE", "api.example.com")
    records = aws.route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    assert [record["Name"] for record in records if record["Type"] == "A"] == ["api.example.com.", "www.example.com."]
