"""SNS: a subscription that needs a confirmation is pending until it expires."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localaws.server.operations import AwsError, after, before

if TYPE_CHECKING:
    from localaws.server.operations import Call

# https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html. The local AWS confirms no e-mails or requests.
NEEDS_CONFIRMATION = ("email", "email-json", "http", "https")


@after("sns", "Subscribe")
def wait_for_confirmation(call: Call) -> None:
    """Mark a subscription as pending; moto treats every subscription as confirmed."""
    given = call.params
    for subscription in call.backend("sns").subscriptions.values():
        of_call = subscription.topic.arn == given["TopicArn"] and subscription.endpoint == given.get("Endpoint")
        if of_call and given["Protocol"] in NEEDS_CONFIRMATION:
            subscription.attributes["PendingConfirmation"] = True
            subscription.attributes["ConfirmationWasAuthenticated"] = False


@before("sns", "Unsubscribe")
def subscription_is_confirmed(call: Call) -> None:
    """Only a confirmed subscription can be removed."""
    subscription = call.backend("sns").subscriptions.get(call.params["SubscriptionArn"])
    if subscription is not None and subscription.attributes.get("PendingConfirmation") is True:
        raise AwsError(
            "InvalidParameter",
            "Invalid parameter: SubscriptionArn Reason: Cannot unsubscribe a subscription that is pending confirmation",
        )
