"""Instance types, images and endpoint services."""

from __future__ import annotations

import re
from typing import Any

from localaws.plugin.api import Api, RefusedError
from localaws.plugin.functions.filters import filters_of
from localaws.plugin.functions.function import Function


def _get_instance_type(api: Api, arguments: dict[str, Any]) -> dict[str, Any]:
    name = arguments["instanceType"]
    answer = api.found(api.ec2.describe_instance_types, "InvalidInstanceType", InstanceTypes=[name])
    if not answer or not answer["InstanceTypes"]:
        raise RefusedError(f"reading EC2 Instance Type ({name}): no matching EC2 Instance Type found")
    found = answer["InstanceTypes"][0]
    vcpus, network = found["VCpuInfo"], found["NetworkInfo"]
    return {
        "id": name,
        "instanceType": name,
        "region": api.region,
        "bareMetal": found.get("BareMetal", False),
        "burstablePerformanceSupported": found.get("BurstablePerformanceSupported", False),
        "currentGeneration": found.get("CurrentGeneration", True),
        "defaultCores": vcpus.get("DefaultCores", 0),
        "defaultThreadsPerCore": vcpus.get("DefaultThreadsPerCore", 0),
        "defaultVcpus": vcpus["DefaultVCpus"],
        "gpuses": [_gpu(each) for each in found.get("GpuInfo", {}).get("Gpus", [])],
        "totalGpuMemory": found.get("GpuInfo", {}).get("TotalGpuMemoryInMiB", 0),
        "memorySize": found["MemoryInfo"]["SizeInMiB"],
        "hypervisor": found.get("Hypervisor", ""),
        "instanceStorageSupported": found.get("InstanceStorageSupported", False),
        "ebsOptimizedSupport": found.get("EbsInfo", {}).get("EbsOptimizedSupport", ""),
        "encryptionInTransitSupported": network.get("EncryptionInTransitSupported", False),
        "enaSupport": network.get("EnaSupport", ""),
        "ipv6Supported": network.get("Ipv6Supported", False),
        "maximumIpv4AddressesPerInterface": network.get("Ipv4AddressesPerInterface", 0),
        "maximumNetworkInterfaces": network["MaximumNetworkInterfaces"],
        "networkPerformance": network.get("NetworkPerformance", ""),
        "supportedArchitectures": found["ProcessorInfo"]["SupportedArchitectures"],
        "sustainedClockSpeed": found["ProcessorInfo"].get("SustainedClockSpeedInGhz", 0),
        "supportedUsagesClasses": found.get("SupportedUsageClasses", []),
        "supportedVirtualizationTypes": found.get("SupportedVirtualizationTypes", []),
    }


def _gpu(gpu: dict[str, Any]) -> dict[str, Any]:
    return {
        "count": gpu.get("Count", 0),
        "manufacturer": gpu.get("Manufacturer", ""),
        "memorySize": gpu.get("MemoryInfo", {}).get("SizeInMiB", 0),
        "name": gpu.get("Name", ""),
    }


def _get_instance_type_offerings(api: Api, arguments: dict[str, Any]) -> dict[str, Any]:
    location_type = arguments.get("locationType", "region")
    pages = api.ec2.get_paginator("describe_instance_type_offerings").paginate(
        Filters=filters_of(arguments), LocationType=location_type
    )
    found = [offering for page in pages for offering in page["InstanceTypeOfferings"]]
    return {
        "id": api.region,
        "region": api.region,
        "locationType": location_type,
        "instanceTypes": [offering["InstanceType"] for offering in found],
        "locationTypes": [offering["LocationType"] for offering in found],
        "locations": [offering["Location"] for offering in found],
    }


def _get_instances(api: Api, arguments: dict[str, Any]) -> dict[str, Any]:
    filters = filters_of(arguments)
    states = arguments.get("instanceStateNames") or ["running"]
    filters.append({"Name": "instance-state-name", "Values": states})
    pages = api.ec2.get_paginator("describe_instances").paginate(Filters=filters)
    found = [each for page in pages for group in page["Reservations"] for each in group["Instances"]]
    return {
        "id": api.region,
        "region": api.region,
        "ids": [instance["InstanceId"] for instance in found],
        "instanceStateNames": states,
        "ipv6Addresses": [],
        "privateIps": [instance["PrivateIpAddress"] for instance in found if instance.get("PrivateIpAddress")],
        "publicIps": [instance["PublicIpAddress"] for instance in found if instance.get("PublicIpAddress")],
    }


def _get_ami(api: Api, arguments: dict[str, Any]) -> dict[str, Any]:
    parameters: dict[str, Any] = {"Filters": filters_of(arguments)}
    for name, parameter in (("owners", "Owners"), ("executableUsers", "ExecutableUsers")):
        if name in arguments:
            parameters[parameter] = arguments[name]
    if "includeDeprecated" in arguments:
        parameters["IncludeDeprecated"] = arguments["includeDeprecated"]
    images = api.ec2.describe_images(**parameters)["Images"]
    if "nameRegex" in arguments:
        images = [image for image in images if re.search(arguments["nameRegex"], image.get("Name", ""))]
    if not images:
        raise RefusedError("Your query returned no results. Please change your search criteria and try again.")
    if len(images) > 1 and not arguments.get("mostRecent"):
        raise RefusedError(
            "Your query returned more than one result. Please try a more specific search criteria, or set "
            "`mostRecent` attribute to true."
        )
    return _image(api, arguments, max(images, key=lambda image: str(image.get("CreationDate", ""))))


def _image(api: Api, arguments: dict[str, Any], image: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": image["ImageId"],
        "imageId": image["ImageId"],
        "arn": f"arn:aws:ec2:{api.region}::image/{image['ImageId']}",
        "architecture": image.get("Architecture", ""),
        "creationDate": str(image.get("CreationDate", "")),
        "description": image.get("Description", ""),
        "hypervisor": image.get("Hypervisor", ""),
        "imageLocation": image.get("ImageLocation", ""),
        "imageOwnerAlias": image.get("ImageOwnerAlias", ""),
        "imageType": image.get("ImageType", ""),
        "mostRecent": arguments.get("mostRecent", False),
        "name": image.get("Name", ""),
        "ownerId": image.get("OwnerId", ""),
        "owners": arguments.get("owners", []),
        "platform": image.get("Platform", ""),
        "public": image.get("Public", False),
        "region": api.region,
        "rootDeviceName": image.get("RootDeviceName", ""),
        "rootDeviceType": image.get("RootDeviceType", ""),
        "rootSnapshotId": next(
            (
                mapping["Ebs"].get("SnapshotId", "")
                for mapping in image.get("BlockDeviceMappings", [])
                if "Ebs" in mapping
            ),
            "",
        ),
        "state": image.get("State", ""),
        "tags": {tag["Key"]: tag["Value"] for tag in image.get("Tags", [])},
        "virtualizationType": image.get("VirtualizationType", ""),
    }


def _get_vpc_endpoint_service(api: Api, arguments: dict[str, Any]) -> dict[str, Any]:
    parameters: dict[str, Any] = {"Filters": filters_of(arguments)}
    if "serviceType" in arguments:
        parameters["Filters"].append({"Name": "service-type", "Values": [arguments["serviceType"]]})
    name = arguments.get("serviceName")
    if "service" in arguments:
        name = f"com.amazonaws.{api.region}.{arguments['service']}"
    if name:
        parameters["ServiceNames"] = [name]
    answer = api.found(api.ec2.describe_vpc_endpoint_services, "InvalidServiceName", **parameters)
    details = [each for each in (answer or {}).get("ServiceDetails", []) if not name or each["ServiceName"] == name]
    if "serviceType" in arguments:
        details = [each for each in details if _service_type(each) == arguments["serviceType"]]
    if not details:
        raise RefusedError("no matching EC2 VPC Endpoint Service found")
    if len(details) > 1:
        raise RefusedError(
            "multiple EC2 VPC Endpoint Services matched; use additional constraints to reduce matches to a single one"
        )
    return _endpoint_service(api, details[0])


def _service_type(detail: dict[str, Any]) -> str:
    return str(next((each["ServiceType"] for each in detail.get("ServiceType", [])), ""))


def _endpoint_service(api: Api, detail: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": detail.get("ServiceId", detail["ServiceName"]),
        "acceptanceRequired": detail.get("AcceptanceRequired", False),
        "arn": f"arn:aws:ec2:{api.region}:amazon:vpc-endpoint-service/{detail.get('ServiceId', '')}",
        "availabilityZones": detail.get("AvailabilityZones", []),
        "baseEndpointDnsNames": detail.get("BaseEndpointDnsNames", []),
        "managesVpcEndpoints": detail.get("ManagesVpcEndpoints", False),
        "owner": detail.get("Owner", ""),
        "privateDnsName": detail.get("PrivateDnsName", ""),
        "privateDnsNames": [each["PrivateDnsName"] for each in detail.get("PrivateDnsNames", [])],
        "region": api.region,
        "serviceId": detail.get("ServiceId", ""),
        "serviceName": detail["ServiceName"],
        "serviceRegion": detail.get("ServiceRegion", api.region),
        "serviceType": _service_type(detail),
        "supportedIpAddressTypes": detail.get("SupportedIpAddressTypes", []),
        "tags": {tag["Key"]: tag["Value"] for tag in detail.get("Tags", [])},
        "vpcEndpointPolicySupported": detail.get("VpcEndpointPolicySupported", False),
    }


FUNCTIONS = [
    Function("aws:ec2/getInstanceType:getInstanceType", frozenset({"instanceType"}), _get_instance_type),
    Function(
        "aws:ec2/getInstanceTypeOfferings:getInstanceTypeOfferings",
        frozenset({"filters", "locationType"}),
        _get_instance_type_offerings,
    ),
    Function(
        "aws:ec2/getInstances:getInstances",
        frozenset({"filters", "instanceStateNames"}),
        _get_instances,
    ),
    Function(
        "aws:ec2/getAmi:getAmi",
        frozenset({"executableUsers", "filters", "includeDeprecated", "mostRecent", "nameRegex", "owners", "tags"}),
        _get_ami,
    ),
    Function(
        "aws:ec2/getVpcEndpointService:getVpcEndpointService",
        frozenset({"filters", "service", "serviceName", "serviceType", "tags"}),
        _get_vpc_endpoint_service,
    ),
]
