"""Security group rules: the ports and protocols that EC2 supports, and reserved tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.server.operations import AwsError, before

if TYPE_CHECKING:
    from localaws.server.operations import Call

WITH_PORTS = ("tcp", "udp", "6", "17")
# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html; numbers are allowed up to 255.
PROTOCOLS = ("-1", "tcp", "udp", "icmp", "icmpv6")
MAX_PORT = 65535


def _invalid(message: str) -> AwsError:
    return AwsError("InvalidParameterValue", message)


@before("ec2", "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress", "ModifySecurityGroupRules")
def rules_are_valid(call: Call) -> None:
    """A rule has a protocol, and with TCP and UDP a range of ports."""
    changed = [each["SecurityGroupRule"] for each in call.params.get("SecurityGroupRules") or []]
    for rule in [*(call.params.get("IpPermissions") or []), *changed]:
        _check(rule)


def _check(rule: dict[str, Any]) -> None:
    protocol = str(rule.get("IpProtocol", "-1")).lower()
    if protocol not in PROTOCOLS and not (protocol.isdecimal() and int(protocol) <= 255):
        raise _invalid(f"Invalid value '{protocol}' for IP protocol. Unknown protocol.")
    if protocol not in WITH_PORTS:
        return
    first, last = rule.get("FromPort", -1), rule.get("ToPort", -1)
    if not 0 <= int(first) <= int(last) <= MAX_PORT:
        raise _invalid(f"Invalid TCP/UDP port range ({first}:{last})")


@before("ec2", "CreateTags")
def tags_have_no_reserved_prefix(call: Call) -> None:
    """Only AWS can write tags with its prefix."""
    for tag in call.params["Tags"]:
        if str(tag.get("Key", "")).lower().startswith("aws:"):
            raise _invalid(
                f"Value ( {tag['Key']} ) for parameter key is invalid. Tag keys starting with 'aws:' are reserved for "
                "internal use"
            )
