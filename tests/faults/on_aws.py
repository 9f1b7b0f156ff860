"""The effect on AWS of a creation that the SDK repeats after a lost response. On the local AWS, a token prevents it.

Taken from the API's own description where it is explicit (a client token, the word idempotent, an error for an existing
resource), otherwise from the table below, based on the API references and the error codes of EC2. Not run on AWS.
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
TAKEN = "refused as a duplicate; the first is an orphan"
PART = "refused as a duplicate; deleted with its parent"

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
    "ec2 CreateSubnet": f"{TAKEN}, and its block conflicts with the next run",
    "ec2 CreateTags": IDEMPOTENT,
    "ec2 CreateVpc": SECOND,
    "ecs CreateCapacityProvider": TAKEN,
    "ecs CreateCluster": IDEMPOTENT,
    "ecs RegisterTaskDefinition": SECOND,
    "iam AddRoleToInstanceProfile": PART,
    "iam AttachRolePolicy": IDEMPOTENT,
    "application-autoscaling RegisterScalableTarget": IDEMPOTENT,
    "s3 CreateBucket": "us-east-1: idempotent; elsewhere refused as a duplicate, the first is an orphan",
    "sns CreateTopic": IDEMPOTENT,
    "wafv2 AssociateWebACL": IDEMPOTENT,
}


def repeated(operation: Operation) -> str:
    """Return the effect of a repeated ``operation`` on AWS; empty if it creates nothing."""
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
    raise LookupError(f"{model.name}: add the effect of its repetition on AWS to {__name__}")
