"""The bill of a stack as a table: before a change, after it, and the difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal

from tools.cost.bill import Line, bill, billed_by_use, types_of_unknown_cost
from tools.cost.prices import HOME, Price
from tools.plan import Plan
from tools.state import State

HEADINGS = ("What", "Before", "After", "Unit price", "Before, a month", "After, a month")
NONE = Line("", Decimal(0), None)


def report(plan: Plan) -> str:
    """Return the report of a plan as Markdown that is readable without rendering."""
    region = plan.after.region or HOME
    before, after = ({line.what: line for line in bill(state)} for state in (plan.before, plan.after))
    names = list(dict.fromkeys([*before, *after]))
    rows = [_row(before.get(name, NONE), after.get(name, NONE), region) for name in names]
    was, will_be = (total(lines.values(), region) for lines in (before, after))
    rows.append(("**In all**", "", "", "", f"**{dollars(was)}**", f"**{dollars(will_be)}**"))
    lines = [*before.values(), *after.values()]
    paragraphs = [
        f"### {_heading(plan.after.stack, was, will_be)}",
        "\n".join(_table(rows)),
        " ".join(_notes(plan.after, lines, region)),
    ]
    return "\n\n".join(paragraphs) + "\n"


def total(lines: Iterable[Line], region: str) -> Decimal:
    """Return the cost of lines for a month, in US dollars."""
    return sum((line.monthly_cost(region) for line in lines), Decimal(0))


def dollars(amount: Decimal) -> str:
    """Return an amount, rounded to a cent."""
    return str(amount.quantize(Decimal("0.01"), ROUND_HALF_UP))


def _heading(stack: str, was: Decimal, will_be: Decimal) -> str:
    cost = f"`{stack}` costs {dollars(will_be)} US dollars a month when idle"
    if dollars(was) == dollars(will_be):
        return f"{cost}, as before"
    return f"{cost}: {'+' if will_be > was else '-'}{dollars(abs(will_be - was))}"


def _row(before: Line, after: Line, region: str) -> tuple[str, ...]:
    line = after if after.count else before
    price = f"{line.price.in_region(region):f} {line.price.unit}" if line.price else "unknown"
    mark = "" if line.price is None or line.price.has_price_in(region) else " *"
    amounts = (dollars(side.monthly_cost(region)) if line.price else "?" for side in (before, after))
    return (line.what, _count(before), _count(after), price + mark, *amounts)


def _count(line: Line) -> str:
    return f"{line.count:f}+" if line.at_least and line.count else f"{line.count:f}"


def _table(rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in [HEADINGS, *rows]) for column in range(len(HEADINGS))]
    yield _cells(HEADINGS, widths)
    yield "|".join(["", *("-" * (width + 2) for width in widths), ""])
    yield from (_cells(row, widths) for row in rows)


def _cells(row: tuple[str, ...], widths: list[int]) -> str:
    return f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |"


def _notes(state: State, lines: list[Line], region: str) -> Iterator[str]:
    known: list[Price] = [line.price for line in lines if line.price]
    dates = sorted({price.date for price in known}) or ["no date"]
    read = dates[0] if dates[0] == dates[-1] else f"{dates[0]} to {dates[-1]}"
    yield f"Prices of {region}, read {read}, before tax, discounts and free tiers; their sources are in docs/cost.md."
    if any(line.at_least for line in lines):
        yield "Instances: the minimum number (+)."
    if state.region is None:
        yield f"The input names no region, so the prices are those of {HOME}."
    elsewhere = sorted({price.what for price in known if not price.has_price_in(region)})
    if elsewhere:
        yield f"(*) No price of {region} is known here: {', '.join(elsewhere)} at that of {HOME}."
    unpriced = sorted({line.what for line in lines if line.price is None})
    if unpriced:
        yield f"No price is known here, and the sum does not include: {', '.join(unpriced)}."
    by_use = billed_by_use(state)
    if by_use:
        yield f"Not counted, because it is billed by use or costs little: traffic, {', '.join(by_use)}."
    others = types_of_unknown_cost(state)
    if others:
        yield f"Not counted, because the price is unknown: {', '.join(others)}."
