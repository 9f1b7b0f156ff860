"""The sums in docs/cost.md are right, and count the resources of the stacks."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal

import pytest

from components.foundation.region import InstanceType
from components.service.awsvpc_service_args import AwsvpcServiceArgs
from components.service.task_density import tasks_that_fit
from tests.harness.aws_functions import INSTANCE_TYPES
from tests.harness.build import CHECKOUT, build_stack

TEXT = (CHECKOUT / "docs" / "cost.md").read_text(encoding="utf-8")
TIMES = "\N{MULTIPLICATION SIGN}"
HOURS = Decimal(730)
VOLUME = Decimal(50)

OPERATORS: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}

Row = dict[str, str]


def tables(text: str) -> Iterator[list[Row]]:
    """Yield each table as rows by the names of its columns."""
    for block in re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE):
        heading, _, *lines = [[cell.strip() for cell in line.strip("| ").split("|")] for line in block.splitlines()]
        yield [dict(zip(heading, line, strict=True)) for line in lines]


def value(arithmetic: str) -> Decimal:
    """Compute a sum, product, difference or quotient of numbers."""

    def evaluate(node: ast.expr) -> Decimal:
        if isinstance(node, ast.BinOp):
            return OPERATORS[type(node.op)](evaluate(node.left), evaluate(node.right))
        assert isinstance(node, ast.Constant), ast.dump(node)
        return Decimal(str(node.value))

    return evaluate(ast.parse(arithmetic.replace(TIMES, "*"), mode="eval").body)


def rounded(amount: Decimal) -> str:
    return str(amount.quantize(Decimal("0.01"), ROUND_HALF_UP))


TABLES = list(tables(TEXT))
PRICES = {row["What"]: Decimal(row["Price"]) for row in TABLES[0]}
SUMS = [row for table in TABLES for row in table if "Arithmetic" in row]


def test_the_prices_and_sums_are_found_in_the_document() -> None:
    assert len(PRICES) >= 10
    assert len(SUMS) >= 20
    assert all(row["Date"] and "](https://aws.amazon.com/" in row[list(row)[-1]] for row in TABLES[0])


@pytest.mark.parametrize("row", SUMS, ids=lambda row: next(iter(row.values())))
def test_a_sum_is_correct(row: Row) -> None:
    _, result = list(row.values())[-2:]
    assert result == rounded(value(row["Arithmetic"]))


@pytest.mark.parametrize("row", SUMS, ids=lambda row: next(iter(row.values())))
def test_a_sum_uses_prices_from_the_table(row: Row) -> None:
    numbers = [Decimal(number) for number in re.findall(r"\d+\.\d+", row["Arithmetic"])]
    assert numbers
    assert set(numbers) <= set(PRICES.values())


@pytest.mark.parametrize(
    ("arithmetic", "result"),
    [(f"2 {TIMES} 0.045 {TIMES} 730", "65.70"), ("1 / (2 * 0.5) - 3 + 0.005", "-2.00"), ("0.0225 * 730", "16.43")],
)
def test_arithmetic_expressions_are_evaluated(arithmetic: str, result: str) -> None:
    assert rounded(value(arithmetic)) == result


def test_other_expressions_are_not_evaluated() -> None:
    with pytest.raises(AssertionError):
        value("2 * price")


def sum_of(name: str, column: str) -> str:
    (row,) = [row for row in SUMS if row.get(column, "").startswith(name)]
    return row["A month"]


def base_cost(stack: str) -> Decimal:
    """Count the resources of a stack with an hourly price, without instances."""
    recording = build_stack(stack)
    balancers = recording.all("lb.LoadBalancer")
    public_addresses = sum(len(balancer.inputs["subnets"]) for balancer in balancers if not balancer.inputs["internal"])
    endpoints = [found for found in recording.all("ec2.VpcEndpoint") if found.at("vpcEndpointType") == "Interface"]
    hourly = (
        len(recording.all("ec2.NatGateway")) * PRICES["NAT gateway"]
        + (len(recording.all("ec2.Eip")) + public_addresses) * PRICES["Public IPv4 address"]
        + len(balancers) * PRICES["Application Load Balancer"]
        + sum(len(endpoint.inputs["subnetIds"]) for endpoint in endpoints) * PRICES["Interface endpoint"]
    )
    return hourly * HOURS


@pytest.mark.parametrize("stack", ["dev", "public-api", "prod"])
def test_the_base_cost_counts_the_resources_of_a_stack(stack: str) -> None:
    assert sum_of(f"`{stack}`:", "Stack") == rounded(base_cost(stack))


def test_the_instances_of_prod_are_counted() -> None:
    recording = build_stack("prod")
    template, group = recording.one("ec2.LaunchTemplate"), recording.one("autoscaling.Group")
    instance = PRICES[template.inputs["instanceType"]] * HOURS + VOLUME * PRICES["gp3 volume"]
    assert template.at("blockDeviceMappings.0.ebs.volumeSize") == VOLUME
    assert sum_of("`prod`:", "Instances, each with a volume of 50 GB") == rounded(group.inputs["minSize"] * instance)


def test_the_tasks_that_fit_match_the_program() -> None:
    (table,) = [table for table in TABLES if "By interfaces" in table[0]]
    args = AwsvpcServiceArgs(topology="private-worker", cpu=256, memory=512)
    for row in table:
        vcpus, memory, interfaces, architectures = INSTANCE_TYPES[row["Instance"]]
        fit = tasks_that_fit(args, InstanceType(row["Instance"], vcpus, memory, interfaces, tuple(architectures)))
        assert (row["By interfaces"], row["By CPU"], row["By memory"]) == tuple(str(number) for number in fit)
        assert int(row["By interfaces, with trunking"]) > int(row["By CPU"])


def test_the_code_contains_no_price() -> None:
    prices = {str(price) for price in PRICES.values() if price not in {Decimal("0.50"), Decimal("0.01")}}
    code = [*CHECKOUT.glob("*.py"), *CHECKOUT.glob("components/**/*.py")]
    assert len(code) > 40
    found = [(path.name, price) for path in code for price in prices if re.search(rf"\b{price}\b", path.read_text())]
    assert found == []
