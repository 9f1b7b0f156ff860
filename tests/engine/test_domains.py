"""A domain moves to another service or stack, and keeps its certificate if the service or the program changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.engine.described import Account, Described
from tests.engine.edge_settings_checks import assert_domain_leads_to, records_of
from tests.engine.engine_stack import PROJECT, EngineStack, StackConfig

pytestmark = pytest.mark.nightly

WWW, API = "www.example.com", "api.example.com"


def services_with_domains(**domains: str | None) -> Callable[[StackConfig], None]:
    """Configure services by name, each with a domain or none."""
    on_defaults = {"topology": "public-api"}
    services = {
        name.replace("_", "-"): {
            **on_defaults,
            **({"loadBalancer": {"domains": [domain], "hostedZone": "example.com"}} if domain else {}),
        }
        for name, domain in domains.items()
    }

    def configure(config: StackConfig) -> None:
        config[f"{PROJECT}:services"] = services
        config[f"{PROJECT}:vpc"] = {"natGateways": "single"}

    return configure


@pytest.fixture(scope="module")
def stack(stack_of: Callable[[str], EngineStack]) -> EngineStack:
    stack = stack_of("dev")
    stack.change(services_with_domains(web=None, other=None))
    stack.up()
    stack.local_aws.client("route53").create_hosted_zone(Name="example.com", CallerReference="1")
    return stack


@pytest.fixture(scope="module")
def account(stack: EngineStack) -> Account:
    return Account(stack)


def certificates(account: Account) -> dict[str, Described]:
    """Return the account's certificates by ARN."""
    acm = account.client("acm")
    arns = [found["CertificateArn"] for found in acm.list_certificates()["CertificateSummaryList"]]
    return {arn: acm.describe_certificate(CertificateArn=arn)["Certificate"] for arn in arns}


def assert_renewable(account: Account) -> None:
    """Assert that the validation record of every certificate exists, so ACM can renew it."""
    found = certificates(account)
    assert found
    names = {name for name, kind in records_of(account) if kind == "CNAME"}
    for certificate in found.values():
        [option] = certificate["DomainValidationOptions"]
        assert option["ResourceRecord"]["Name"].rstrip(".") in names, f"{certificate['DomainName']} cannot be renewed"


def steps_of(stack: EngineStack, change: Callable[[StackConfig], None]) -> dict[str, set[str]]:
    """Change the configuration and update; return the steps for certificates and records."""
    stack.change(change)
    changed = stack.up().changed
    return {name: steps for name, steps in changed.items() if name.startswith(("aws:acm/", "aws:route53/"))}


def test_a_domain_moves_to_another_service_and_back(stack: EngineStack, account: Account) -> None:
    steps_of(stack, services_with_domains(web=WWW, other=None))
    before = certificates(account)
    for owner, change in (
        ("other", services_with_domains(web=None, other=WWW)),
        ("web", services_with_domains(web=WWW, other=None)),
    ):
        assert set().union(*steps_of(stack, change).values()) == {"update"}
        assert_domain_leads_to(account, owner, WWW)
        assert certificates(account).keys() == before.keys()
    assert_renewable(account)


def test_two_services_swap_their_domains(stack: EngineStack, account: Account) -> None:
    steps_of(stack, services_with_domains(web=WWW, other=API))
    before = certificates(account)
    assert set().union(*steps_of(stack, services_with_domains(web=API, other=WWW)).values()) == {"update"}
    assert_domain_leads_to(account, "web", API)
    assert_domain_leads_to(account, "other", WWW)
    assert certificates(account).keys() == before.keys()
    assert_renewable(account)


def test_a_service_with_a_domain_is_renamed_in_both_directions(stack: EngineStack, account: Account) -> None:
    steps_of(stack, services_with_domains(web=WWW))
    before = certificates(account)
    for owner, change in (("web-v2", services_with_domains(web_v2=WWW)), ("web", services_with_domains(web=WWW))):
        steps_of(stack, change)
        assert_domain_leads_to(account, owner, WWW)
        assert certificates(account).keys() == before.keys()
        assert_renewable(account)


def test_resource_names_of_an_older_version_are_adopted_without_changes(
    stack: EngineStack, account: Account, tmp_path: Path
) -> None:
    before = certificates(account)
    rename_in_state(stack, tmp_path / "state.json", WWW, "web")
    planned = stack.preview()
    assert planned.is_unchanged, planned.changed
    stack.up()
    assert certificates(account).keys() == before.keys()
    [proof] = [found for found in stack.export() if found["urn"].endswith(f"::{WWW}-validation")]
    assert proof["retainOnDelete"]


def rename_in_state(stack: EngineStack, file: Path, now: str, formerly: str) -> None:
    """Rename the certificate and its records to their former names, which came from the service."""
    local_aws = stack.local_aws
    exported = local_aws.pulumi("stack", "export", "--stack", stack.name).succeeded().stdout
    for kind in ("acm/certificate:Certificate", "acm/certificateValidation:CertificateValidation"):
        exported = exported.replace(f"{kind}::{now}", f"{kind}::{formerly}")
    exported = exported.replace(f"route53/record:Record::{now}", f"route53/record:Record::{formerly}")
    state = json.loads(exported)
    for resource in state["deployment"]["resources"]:
        resource.pop("retainOnDelete", None)
    file.write_text(json.dumps(state))
    local_aws.pulumi("stack", "import", "--stack", stack.name, "--file", str(file)).succeeded()


def test_the_validation_record_outlives_a_replaced_certificate(stack: EngineStack, account: Account) -> None:
    # A certificate from another stack, or created manually, needs the same record.
    theirs = account.client("acm").request_certificate(DomainName=WWW, ValidationMethod="DNS")["CertificateArn"]

    def use_certificate(config: StackConfig) -> None:
        config[f"{PROJECT}:services"]["web"]["loadBalancer"]["certificateArns"] = [theirs]

    assert certificates(account)[theirs]["Status"] == "ISSUED"
    steps_of(stack, use_certificate)
    assert certificates(account).keys() == {theirs}
    assert_renewable(account)
    stack.destroy()
    assert_renewable(account)
    account.client("acm").delete_certificate(CertificateArn=theirs)


def moved(block: str) -> Callable[[StackConfig], None]:
    """Configure a stack with another CIDR block, whose service has the domain."""

    def configure(config: StackConfig) -> None:
        services_with_domains(web=WWW)(config)
        config[f"{PROJECT}:vpc"]["cidrBlock"] = block

    return configure


def test_a_domain_moves_to_a_parallel_stack(
    stack: EngineStack, account: Account, stack_of: Callable[[str], EngineStack]
) -> None:
    blue, green = stack, stack_of("public-api")
    blue.change(moved("10.0.0.0/16"))
    blue.up()
    green.change(moved("10.20.0.0/16"))
    refused: Any = green.local_aws.pulumi(*green.arguments("up", "--yes", "--skip-preview", "--json"))
    # The domain points to blue until blue no longer has it.
    assert refused.returncode != 0
    assert "already exists" in refused.output
    blue.forget_outputs()
    assert_domain_leads_to(Account(blue), "web", WWW)
    blue.destroy()
    assert_renewable(account)
    green.up()
    assert_domain_leads_to(Account(green), "web", WWW)
    assert_renewable(account)
    green.destroy()
    left = {kind for _, kind in records_of(account)}
    assert left == {"NS", "SOA", "CNAME"}
