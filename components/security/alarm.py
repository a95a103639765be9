"""The way of a grave finding to a person: event, topic, mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi_aws as aws

from components.policies import document
from components.security.guard_policies import events_publish
from components.security.guard_words import grave_findings

if TYPE_CHECKING:
    import pulumi

    from components.aws import AwsPlace
    from components.base import SayarComponent


@dataclass(frozen=True, slots=True)
class Alarm:
    """Every resource between a finding and the mail about it."""

    topic: aws.sns.Topic
    policy: aws.sns.TopicPolicy
    mail: aws.sns.TopicSubscription
    rule: aws.cloudwatch.EventRule
    target: aws.cloudwatch.EventTarget


def alarm(component: SayarComponent, place: AwsPlace, *, key_arn: pulumi.Input[str], email: str) -> Alarm:
    """The alarm of one region as children of `component`. Whoever reads `email` confirms the subscription once.

    `key_arn` encrypts messages on the way, and must admit EventBridge.
    """
    options, name = component.child(place.provider), f"findings-{place.region}"
    topic = aws.sns.Topic(
        name,
        kms_master_key_id=key_arn,
        tags=place.tagged(name, "telemetry"),
        opts=options,
    )
    policy = aws.sns.TopicPolicy(
        f"publish-{name}", arn=topic.arn, policy=document(events_publish(topic.arn)), opts=options
    )
    rule = aws.cloudwatch.EventRule(
        f"grave-{name}",
        description="Findings that somebody must see now",
        event_pattern=grave_findings(),
        tags=place.tagged(f"grave-{name}"),
        opts=options,
    )
    return Alarm(
        topic=topic,
        policy=policy,
        mail=aws.sns.TopicSubscription(f"mail-{name}", topic=topic.arn, protocol="email", endpoint=email, opts=options),
        rule=rule,
        target=aws.cloudwatch.EventTarget(
            f"tell-{name}",
            rule=rule.name,
            arn=topic.arn,
            # An event that meets a topic without a policy is lost.
            opts=component.child(place.provider, depends_on=[policy]),
        ),
    )
