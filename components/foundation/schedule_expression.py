"""Schedule expressions: cron, rate and at, and their time zones. Pure: no Pulumi, no AWS.

https://docs.aws.amazon.com/autoscaling/application/userguide/scheduled-scaling-using-cron-expressions.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field

from .plain_words import near_match

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")

EXPRESSION = re.compile(r"(cron|rate|at)\((.*)\)")
RATE = re.compile(r"([1-9]\d*) (minute|hour|day)(s?)")
AT = "%Y-%m-%dT%H:%M:%S"


@dataclass(frozen=True)
class CronField:
    """A field of a cron expression: its bounds, the names of its numbers, and the other allowed items."""

    name: str
    least: int
    most: int
    names: tuple[str, ...] = ()
    special: str | None = None

    def refuse(self, text: str) -> None:
        """Raise ``ValueError`` if the field does not allow ``text``."""
        for item in text.split(","):
            if not self._is_item(item.upper()):
                names = f", {self.names[0]} to {self.names[-1]}" if self.names else ""
                raise ValueError(f"the field {self.name} has numbers from {self.least} to {self.most}{names}: {text!r}")

    def _is_item(self, item: str) -> bool:
        if self.special and re.fullmatch(self.special, item):
            return True
        start, slash, step = item.partition("/")
        if slash and not (step.isdecimal() and int(step) > 0):
            return False
        if start == "*":
            return True
        first, hyphen, last = start.partition("-")
        bounds = [self._number(each) for each in ([first, last] if hyphen else [first])]
        return all(number is not None and self.least <= number <= self.most for number in bounds)

    def _number(self, text: str) -> int | None:
        if text in self.names:
            return self.names.index(text) + self.least
        return int(text) if text.isdecimal() else None


FIELDS = (
    CronField("minutes", 0, 59),
    CronField("hours", 0, 23),
    CronField("day of month", 1, 31, special=r"\?|L|L-([1-9]|[12]\d|30)|LW|([1-9]|[12]\d|3[01])W"),
    CronField("month", 1, 12, MONTHS),
    CronField("day of week", 1, 7, DAYS, special=rf"\?|L|([1-7]|{'|'.join(DAYS)})(L|#[1-5])"),
    CronField("year", 1970, 2199),
)
DAY_OF_MONTH, DAY_OF_WEEK = 2, 4


def refuse_schedule(expression: str) -> str:
    """Return the expression. Raises ``ValueError`` with the allowed values if Application Auto Scaling refuses it."""
    found = EXPRESSION.fullmatch(expression)
    if found is None:
        raise ValueError("cron(...), at(...) or rate(...) is allowed")
    {"cron": _refuse_cron, "rate": _refuse_rate, "at": _refuse_at}[found[1]](found[2])
    return expression


def _refuse_cron(text: str) -> None:
    parts = text.split()
    if len(parts) != len(FIELDS):
        names = ", ".join(field.name for field in FIELDS)
        raise ValueError(
            f"cron(...) with six fields is allowed, {names}, such as cron(0 8 * * ? *): {len(parts)} are there"
        )
    for field, part in zip(FIELDS, parts, strict=True):
        try:
            field.refuse(part)
        except ValueError as error:
            raise ValueError(f"a cron expression such as cron(0 8 * * ? *) is allowed; {error}") from None
    if [parts[DAY_OF_MONTH], parts[DAY_OF_WEEK]].count("?") != 1:
        raise ValueError(
            "in cron(...) either the day of month or the day of week is ?, and the other is not: cron(0 8 * * ? *)"
        )


def _refuse_rate(text: str) -> None:
    found = RATE.fullmatch(text)
    if found is None or (found[1] == "1") == bool(found[3]):
        raise ValueError(
            "rate(1 minute), rate(1 hour), rate(1 day), or with a larger number rate(5 minutes), is allowed"
        )


def _refuse_at(text: str) -> None:
    try:
        moment = datetime.strptime(text, AT)  # noqa: DTZ007 the time zone is a separate setting
    except ValueError:
        moment = None
    if moment is None or moment.strftime(AT) != text:
        raise ValueError("at(yyyy-mm-ddThh:mm:ss) with a day that exists is allowed, such as at(2030-12-24T18:00:00)")


def refuse_time_zone(name: str) -> str:
    """Return the name. Raises ``ValueError`` if the zone database has no such time zone."""
    known = _time_zones()
    # A system without a zone database has no time zones.
    if known and name not in known:
        close = near_match(name, known)
        hint = f"; did you mean {close}?" if close else ""
        raise ValueError(f"the name of a time zone is allowed, such as Europe/Berlin{hint}")
    return name


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())


Schedule = Annotated[
    str, AfterValidator(refuse_schedule), Field(json_schema_extra={"pattern": r"^(cron|at|rate)\(.+\)$"})
]
TimeZone = Annotated[str, AfterValidator(refuse_time_zone)]
