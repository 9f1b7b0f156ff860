"""Controls of the whole account, and controls of resources that prod does not have."""

from __future__ import annotations

from .breaks import added
from .control import Control, each, has, has_none
from .resource import Resource, Resources
from .tagged import is_tagged

ACCOUNT = "the setting applies to all stacks in the region, so no stack should change it: set it once, with {}"


def logs_both_tunnels(connection: Resource, _resources: Resources) -> bool:
    options = [f"tunnel{number}LogOptions.cloudwatchLogOptions.logEnabled" for number in (1, 2)]
    return all(connection.at(option) is True for option in options)


def encrypts_volumes(request: Resource, _resources: Resources) -> bool:
    devices = [
        device
        for launch in request.inputs.get("launchSpecifications", [])
        for device in [*launch.get("ebsBlockDevices", []), *launch.get("rootBlockDevices", [])]
    ]
    return all(device.get("encrypted") is not False for device in devices)


CONTROLS = (
    Control(
        "EC2.7",
        "Medium",
        "the account encrypts new volumes by default",
        each("ebs.EncryptionByDefault", good=has_none("enabled", False)),
        (added("ebs.EncryptionByDefault", enabled=False),),
        result="not applicable",
        is_the_accounts=True,
        because=ACCOUNT.format("`aws ec2 enable-ebs-encryption-by-default`"),
    ),
    Control(
        "EC2.171",
        "Medium",
        "both tunnels of a VPN connection write logs",
        each("ec2.VpnConnection", good=logs_both_tunnels),
        (added("ec2.VpnConnection", tunnel1LogOptions={"cloudwatchLogOptions": {"logEnabled": True}}),),
        result="not applicable",
        because="there is no VPN",
    ),
    Control(
        "EC2.172",
        "Medium",
        "the account blocks traffic through internet gateways",
        each(
            "ec2.VpcBlockPublicAccessOptions",
            good=has("internetGatewayBlockMode", "block-bidirectional", "block-ingress"),
        ),
        (added("ec2.VpcBlockPublicAccessOptions", internetGatewayBlockMode="off"),),
        result="not applicable",
        is_the_accounts=True,
        because="the setting applies to all stacks in the region; if it is on, `web` needs an exclusion for its VPC",
    ),
    Control(
        "EC2.173",
        "Medium",
        "spot fleets encrypt the volumes that they define",
        each("ec2.SpotFleetRequest", good=encrypts_volumes),
        (added("ec2.SpotFleetRequest", launchSpecifications=[{"rootBlockDevices": [{"encrypted": False}]}]),),
        result="not applicable",
        because="an Auto Scaling group starts all instances, including spot instances",
    ),
    *[
        Control(
            f"EC2.{number}",
            "Low",
            f"{what} are tagged",
            each(kind, good=is_tagged),
            (added(kind),),
            result="not applicable",
            because="there are none",
        )
        for number, what, kind in (
            (176, "prefix lists", "ec2.ManagedPrefixList"),
            (177, "traffic mirror sessions", "ec2.TrafficMirrorSession"),
            (178, "traffic mirror filters", "ec2.TrafficMirrorFilter"),
            (179, "traffic mirror targets", "ec2.TrafficMirrorTarget"),
        )
    ],
    Control(
        "EC2.182",
        "High",
        "the account blocks public access to snapshots",
        each("ebs.SnapshotBlockPublicAccess", good=has("state", "block-all-sharing")),
        (added("ebs.SnapshotBlockPublicAccess", state="block-new-sharing"),),
        result="not applicable",
        is_the_accounts=True,
        because=ACCOUNT.format("`aws ec2 enable-snapshot-block-public-access --state block-all-sharing`"),
    ),
)
