"""The settings of a container's logs."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from ...foundation.args import Args, InputStr, SecretArn, refusal_at

LogDriver = Literal["awslogs", "awsfirelens", "fluentd", "gelf", "journald", "json-file", "splunk", "syslog"]
"""https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html"""

OWN_OPTIONS = ("awslogs-group", "awslogs-region", "awslogs-stream-prefix")
"""Options for the log group, which this project creates."""

OptionName = Annotated[str, Field(min_length=1)]


class LoggingArgs(Args):
    """The log driver of a container."""

    driver: LogDriver = "awslogs"
    """`awslogs` writes to the log group of the service. `awsfirelens` sends to the sidecar with `firelens`. Any other
    driver must be in the ECS agent's variable `ECS_AVAILABLE_LOGGING_DRIVERS`; otherwise, no instance can run the
    task."""

    options: dict[OptionName, InputStr] = Field(default_factory=dict)
    """Options of the driver, such as `awslogs-datetime-format`; with `awsfirelens`, options of the router's output,
    such as `Name: cloudwatch_logs`."""

    secret_options: dict[OptionName, SecretArn] = Field(default_factory=dict)
    """Options from Secrets Manager or SSM, by ARN, such as `splunk-token`; the execution role can read only these."""

    @field_validator("options")
    @classmethod
    def _group_is_given(cls, value: dict[str, InputStr], info: ValidationInfo) -> dict[str, InputStr]:
        for name in OWN_OPTIONS:
            if name in value and info.data.get("driver") == "awslogs":
                raise refusal_at(name, "it names the log group of the service; other options of awslogs are allowed")
        return value

    @field_validator("secret_options")
    @classmethod
    def _named_once(cls, value: dict[str, InputStr], info: ValidationInfo) -> dict[str, InputStr]:
        for name in value:
            if name in info.data.get("options", ()):
                raise refusal_at(name, "it is also in options; each option is allowed once")
        return value

    @model_validator(mode="after")
    def _awslogs_has_no_secrets(self) -> LoggingArgs:
        if self.driver == "awslogs" and self.secret_options:
            raise refusal_at("secretOptions", "awslogs has no secret options; they are only for other drivers")
        return self


class FirelensArgs(Args):
    """A log router: the sidecar that gets the output of the containers whose `logging.driver` is `awsfirelens`."""

    type: Literal["fluentbit", "fluentd"] = "fluentbit"
    """The program in the image: `fluentbit` or `fluentd`."""

    options: dict[OptionName, InputStr] = Field(default_factory=dict)
    """`enable-ecs-log-metadata`, and `config-file-type` (`s3` or `file`) with `config-file-value`; the execution role
    can read a file in S3."""
