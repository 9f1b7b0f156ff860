"""The settings of a container's logs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from ...cluster.logging_drivers import FIRELENS
from ...foundation.args import Args, InputStr, SecretArn, refusal_at
from ...foundation.plain_words import near_match

LogDriver = Literal["awslogs", "awsfirelens", "fluentd", "gelf", "journald", "json-file", "splunk", "syslog"]
"""https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html"""

OWN_OPTIONS = ("awslogs-group", "awslogs-region", "awslogs-stream-prefix")
"""Options for the log group, which this project creates."""

AWSLOGS_OPTIONS = (
    *("awslogs-create-group", "awslogs-credentials-endpoint", "awslogs-datetime-format", "awslogs-endpoint"),
    *("awslogs-force-flush-interval-seconds", "awslogs-format", "awslogs-max-buffered-events"),
    *("awslogs-multiline-pattern", "awslogs-stream", "cache-compress", "cache-disabled", "cache-max-file"),
    *("cache-max-size", "max-buffer-size", "mode", "tag"),
)
"""The further options that Docker accepts for ``awslogs``. It starts no container with another one:
https://docs.docker.com/engine/logging/drivers/awslogs/, and ValidateLogOpts in daemon/logger of moby/moby."""

WITH_OPTIONS_OF_THEIR_OWN = ("awslogs", "fluentd", "gelf", "splunk", "syslog")
"""Drivers whose options start with their name."""

MODES = ("blocking", "non-blocking")

OptionName = Annotated[str, Field(min_length=1)]


class LoggingArgs(Args):
    """The log driver of a container."""

    driver: LogDriver = "awslogs"
    """`awslogs` writes to the log group of the service, `awsfirelens` to the sidecar with `firelens`. The ECS agents
    also use `fluentd`, `json-file` and `syslog`, on `bottlerocket` only `json-file`. Others must be in
    `ECS_AVAILABLE_LOGGING_DRIVERS` of `cluster.agentConfig`."""

    options: dict[OptionName, InputStr] = Field(default_factory=dict)
    """Options of the driver, such as `awslogs-datetime-format`; with `awsfirelens`, options of the router's output,
    such as `Name: cloudwatch_logs`."""

    secret_options: dict[OptionName, SecretArn] = Field(default_factory=dict)
    """Options from Secrets Manager or SSM, by ARN, such as `splunk-token`; the execution role can read only these."""

    @field_validator("options")
    @classmethod
    def _driver_has_them(cls, value: dict[str, InputStr], info: ValidationInfo) -> dict[str, InputStr]:
        driver = info.data.get("driver", FIRELENS)
        for name in OWN_OPTIONS:
            if name in value and driver == "awslogs":
                raise refusal_at(name, "it names the log group of the service; other options of awslogs are allowed")
        refuse_options_of_others(driver, value)
        if driver == FIRELENS:
            return value
        mode = value.get("mode")
        if isinstance(mode, str) and mode not in MODES:
            raise refusal_at("mode", f"{' or '.join(MODES)} is allowed")
        blocks = mode == "blocking" or (mode is None and driver != "awslogs")
        if "max-buffer-size" in value and blocks:
            raise refusal_at("max-buffer-size", "it is only for mode non-blocking")
        if "awslogs-datetime-format" in value and "awslogs-multiline-pattern" in value:
            allowed = "either awslogs-datetime-format or awslogs-multiline-pattern is allowed, not both"
            raise refusal_at("awslogs-multiline-pattern", allowed)
        return value

    @field_validator("secret_options")
    @classmethod
    def _driver_has_secret_ones(cls, value: dict[str, InputStr], info: ValidationInfo) -> dict[str, InputStr]:
        refuse_options_of_others(info.data.get("driver", FIRELENS), value)
        for name in value:
            if name in info.data.get("options", ()):
                raise refusal_at(name, "it is also in options; each option is allowed once")
        return value

    @model_validator(mode="after")
    def _awslogs_has_no_secrets(self) -> LoggingArgs:
        if self.driver == "awslogs" and self.secret_options:
            raise refusal_at("secretOptions", "awslogs has no secret options; they are only for other drivers")
        return self


def refuse_options_of_others(driver: str, options: Mapping[str, InputStr]) -> None:
    """Refuse an option that belongs to another log driver, and an unknown one of ``awslogs``.

    ``awsfirelens`` passes all options on to the log router.
    """
    for name in options if driver != FIRELENS else ():
        owner = next((other for other in WITH_OPTIONS_OF_THEIR_OWN if name.startswith(f"{other}-")), driver)
        if owner != driver:
            raise refusal_at(name, f"it is an option of {owner}, and driver is {driver}")
        if driver == "awslogs" and name not in (*AWSLOGS_OPTIONS, *OWN_OPTIONS):
            close = near_match(name, AWSLOGS_OPTIONS)
            hint = f"; did you mean {close}?" if close else f", only {', '.join(AWSLOGS_OPTIONS)}"
            raise refusal_at(name, f"awslogs has no such option{hint}")


class FirelensArgs(Args):
    """A log router: the sidecar that gets the output of the containers whose `logging.driver` is `awsfirelens`."""

    type: Literal["fluentbit", "fluentd"] = "fluentbit"
    """The program in the image: `fluentbit` or `fluentd`."""

    options: dict[OptionName, InputStr] = Field(default_factory=dict)
    """`enable-ecs-log-metadata`, and `config-file-type` (`s3` or `file`) with `config-file-value`; the execution role
    can read a file in S3."""
