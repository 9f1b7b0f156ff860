"""What a creation whose answer is lost leaves behind on AWS, where the SDK repeats it; here a token prevents it.

By the API's own description where that tells (a client token, the word idempotent, an error for what exists), else by
the table below, from the API references and the error codes of EC2. Nothing of this was run on AWS.
"""

from __future__ import annotations

import re

import botocore.session
from botocore.model import OperationModel

from tests.faults.fault_rules import Operation

CREATIONS = ("Add", "Allocate", "Associate", "Attach", "Authorize", "Create", "Register", "Request")

TOKEN = "client token: once"
IDEMPOTENT = "idempotent: once"
SECOND = "a second one; the first is an orphan"
TAKEN = "refused as taken; the first is an orphan"
PART = "refused as there already; goes with what it is part of"

TOKENS = {"ClientToken", "clientToken", "CreatorRequestId", "IdempotencyToken"}
EXISTS = re.compile(r"AlreadyExists|^Duplicate(?!Tag)|PriorityInUse")

NOT_IN_THE_DESCRIPTION = {
    "ec2 AllocateAddress": SECOND,
    "ec2 AssociateRouteTable": PART,
    "ec2 AssociateVpcCidrBlock": PART,
    "ec2 AttachInternetGateway": PART,
    "ec2 AuthorizeSecurityGroupEgress": PART,
    "ec2 AuthorizeSecurityGroupIngress": PART,
    "ec2 CreateInternetGateway": SECOND,
    "ec2 CreateRoute": PART,
    "ec2 CreateSecurityGroup": TAKEN,
    "ec2 CreateSubnet": f"{TAKEN}, and its block is in the way of the next run",
    "ec2 CreateTags": IDEMPOTENT,
    "ec2 CreateVpc": SECOND,
    "ecs CreateCapacityProvider": TAKEN,
    "ecs CreateCluster": IDEMPOTENT,
    "ecs RegisterTaskDefinition": SECOND,
    "iam AddRoleToInstanceProfile": PART,
    "iam AttachRolePolicy": IDEMPOTENT,
    "application-autoscaling RegisterScalableTarget": IDEMPOTENT,
    "s3 CreateBucket": "us-east-1: idempotent; elsewhere refused as taken, the first is an orphan",
    "sns CreateTopic": IDEMPOTENT,
    "wafv2 AssociateWebACL": IDEMPOTENT,
}


def repeated(operation: Operation) -> str:
    """What the repetition of ``operation`` does on AWS; empty for what creates nothing."""
    if not operation.name.startswith(CREATIONS):
        return ""
    if str(operation) in NOT_IN_THE_DESCRIPTION:
        return NOT_IN_THE_DESCRIPTION[str(operation)]
    return _described(
        botocore.session.get_session().get_service_model(operation.service).operation_model(operation.name)
    )


def _described(model: OperationModel) -> str:
    if model.input_shape and TOKENS & model.input_shape.members.keys():
        return TOKEN
    if "This operation is idempotent" in (model.documentation or ""):
        return IDEMPOTENT
    if any(EXISTS.search(error.name) for error in model.error_shapes):
        return TAKEN
    raise LookupError(f"{model.name}: say in {__name__} what its repetition does on AWS")
