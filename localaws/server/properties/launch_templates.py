"""Launch templates: versions that copy a source version, deletion of versions, and tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.ec2.exceptions import InvalidLaunchTemplateVersionNotFound
from moto.ec2.models.launch_templates import LaunchTemplate, LaunchTemplateVersion
from moto.ec2.utils import parse_user_data

from localaws.server.operations import AwsError, after, before, instead

if TYPE_CHECKING:
    from localaws.server.operations import Call


def find_template(call: Call) -> LaunchTemplate:
    """Return the template of a call, by identifier or name."""
    ec2 = call.backend("ec2")
    if call.params.get("LaunchTemplateId"):
        found: LaunchTemplate = ec2.get_launch_template(call.params["LaunchTemplateId"])
    else:
        found = ec2.get_launch_template_by_name(call.params["LaunchTemplateName"])
    return found


@after("ec2", "CreateLaunchTemplate")
def separate_own_tags(call: Call) -> None:
    """Remove the template's own tags from its version; moto would set them on instances."""
    template = next(reversed(call.backend("ec2").launch_templates.values()))
    data = template.versions[0].data
    data["TagSpecifications"] = [
        each for each in data.get("TagSpecifications", []) if each["ResourceType"] != "launch-template"
    ]
    if not data["TagSpecifications"]:
        del data["TagSpecifications"]
    if data["UserData"] is None:
        del data["UserData"]


@before("ec2", "DescribeLaunchTemplates")
def show_current_tags(call: Call) -> None:
    """Show the current tags; moto shows those from the creation of a template."""
    for template in call.backend("ec2").launch_templates.values():
        template.tags = template.get_tags()


@before("ec2", "CreateLaunchTemplateVersion")
def source_version_exists(call: Call) -> None:
    """Refuse a missing source version."""
    if call.params.get("SourceVersion"):
        find_template(call).get_version(call.params["SourceVersion"])


@after("ec2", "CreateLaunchTemplateVersion")
def build_on_source_version(call: Call) -> None:
    """Copy the source version's values that the new version does not set; moto ignores ``SourceVersion``."""
    template = find_template(call)
    version = template.versions[-1]
    if "UserData" in version.data:
        version.data["UserData"] = parse_user_data(version.data["UserData"])
    if call.params.get("SourceVersion"):
        source = template.get_version(call.params["SourceVersion"])
        version.data = {**source.data, **version.data}


@instead("ec2", "DeleteLaunchTemplateVersions")
def delete_versions(call: Call) -> dict[str, Any]:
    """Delete versions; report the default version and unknown ones as not deleted."""
    template = find_template(call)
    deleted, kept = [], []
    for number in call.params["Versions"]:
        version = next((each for each in template.versions if str(each.number) == str(number)), None)
        if version is None:
            kept.append(_not_deleted(template, number, "launchTemplateVersionDoesNotExist", "does not exist"))
        elif template.is_default(version):
            message = "cannot be deleted because it is the default version of the launch template"
            kept.append(_not_deleted(template, number, "unexpectedError", message))
        else:
            template.versions.remove(version)
            deleted.append(_described(template, number))
    return {
        "SuccessfullyDeletedLaunchTemplateVersions": deleted,
        "UnsuccessfullyDeletedLaunchTemplateVersions": kept,
    }


def _described(template: LaunchTemplate, number: object) -> dict[str, Any]:
    return {
        "LaunchTemplateId": template.id,
        "LaunchTemplateName": template.name,
        "VersionNumber": int(str(number)) if str(number).isdigit() else 0,
    }


def _not_deleted(template: LaunchTemplate, number: object, code: str, message: str) -> dict[str, Any]:
    error = {"Code": code, "Message": f"Launch template version {number} {message}"}
    return {**_described(template, number), "ResponseError": error}


@before("ec2", "CreateLaunchTemplateVersion", "ModifyLaunchTemplate", "DeleteLaunchTemplate")
def template_exists(call: Call) -> None:
    """Refuse a missing template."""
    if not call.params.get("LaunchTemplateId") and not call.params.get("LaunchTemplateName"):
        raise AwsError("MissingParameter", "The request must contain the parameter LaunchTemplateId")
    find_template(call)


# moto uses a version's number as its index in the list, but deletions change the index.


def _get_version(template: LaunchTemplate, number: Any) -> LaunchTemplateVersion:
    wanted = {"$latest": template.versions[-1].number, "$default": template.default_version_number}
    resolved = str(wanted.get(str(number).lower(), number))
    for version in template.versions:
        if str(version.number) == resolved:
            return version
    raise InvalidLaunchTemplateVersionNotFound(template_id=template.id, version=number)


def _default_version(template: LaunchTemplate) -> LaunchTemplateVersion:
    return _get_version(template, "$Default")


def _create_version(template: LaunchTemplate, data: dict[str, Any], description: str) -> LaunchTemplateVersion:
    template.highest_number = getattr(template, "highest_number", 0) + 1  # type: ignore[attr-defined]
    version = LaunchTemplateVersion(template, template.highest_number, data, description)  # type: ignore[attr-defined]
    template.versions.append(version)
    return version


LaunchTemplate.get_version = _get_version  # type: ignore[method-assign,assignment]
LaunchTemplate.default_version = _default_version  # type: ignore[method-assign,assignment]
LaunchTemplate.create_version = _create_version  # type: ignore[method-assign,assignment]
