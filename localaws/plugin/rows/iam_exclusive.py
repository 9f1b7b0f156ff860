"""The exclusive inline and attached policies of a role: all other policies are removed."""

from __future__ import annotations

from collections.abc import Callable, Collection

from localaws.plugin.api import Api
from localaws.plugin.row import Inputs, Property, Row, State

GONE = "NoSuchEntity"


def _exclusive_row(
    name: str,
    label: str,
    listed: str,
    found: Callable[[Api, str], Collection[str] | None],
    add: Callable[[Api, str, str], object],
    remove: Callable[[Api, str, str], object],
) -> Row:
    """Return the row of a role's exclusive items: ``listed`` is their property, ``found`` returns the existing ones."""

    def synchronize(api: Api, role: str, wanted: Collection[str]) -> None:
        existing = set(found(api, role) or ())
        for item in sorted(set(wanted) - existing):
            add(api, role, item)
        for item in sorted(existing - set(wanted)):
            remove(api, role, item)

    def create(api: Api, inputs: Inputs) -> str:
        synchronize(api, inputs["roleName"], inputs[listed])
        return str(inputs["roleName"])

    def read(api: Api, role: str, state: State) -> State | None:
        items = found(api, role)
        return None if items is None else {"roleName": role, listed: sorted(items)}

    def update(api: Api, role: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
        synchronize(api, role, inputs[listed])

    return Row(
        resource_type=f"aws:iam/{name[0].lower()}{name[1:]}:{name}",
        label=label,
        properties={"roleName": Property(replace=True), listed: Property(unordered=True)},
        global_service=True,
        create=create,
        read=read,
        update=update,
        delete=_forget,
        import_id="role name",
    )


def _forget(api: Api, role: str, state: State) -> None:
    """Do nothing: the role keeps its policies, which are no longer managed."""


def _inline(api: Api, role: str) -> list[str] | None:
    answer = api.found(api.iam.list_role_policies, GONE, RoleName=role)
    return list(answer["PolicyNames"]) if answer else None


def _put_without_document(api: Api, role: str, name: str) -> None:
    """Fail like the provider, which sends a missing policy without a document: the program must create it first."""
    api.iam.put_role_policy(RoleName=role, PolicyName=name)


def _attached(api: Api, role: str) -> list[str] | None:
    answer = api.found(api.iam.list_attached_role_policies, GONE, RoleName=role)
    return [policy["PolicyArn"] for policy in answer["AttachedPolicies"]] if answer else None


def _attach(api: Api, role: str, arn: str) -> None:
    api.retry({"ConcurrentModification"}, api.iam.attach_role_policy, RoleName=role, PolicyArn=arn)


def _detach(api: Api, role: str, arn: str) -> None:
    api.retry({"ConcurrentModification"}, api.iam.detach_role_policy, RoleName=role, PolicyArn=arn)


ROWS = [
    _exclusive_row(
        "RolePoliciesExclusive",
        "IAM Role Policies Exclusive",
        "policyNames",
        _inline,
        _put_without_document,
        lambda api, role, name: api.iam.delete_role_policy(RoleName=role, PolicyName=name),
    ),
    _exclusive_row(
        "RolePolicyAttachmentsExclusive",
        "IAM Role Policy Attachments Exclusive",
        "policyArns",
        _attached,
        _attach,
        _detach,
    ),
]
