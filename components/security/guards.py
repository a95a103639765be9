"""What watches over one region of the account: threats, standards, records of changes, access from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.aws import AwsPlace
from components.base import SayarComponent
from components.security.alarm import Alarm, alarm
from components.security.aws_spec import AwsSecurity, Guard, GuardDutySpec, SecurityHubSpec, Standard
from components.security.guard_words import EVERY, FEATURES, agents, standard_arn, status
from components.security.recorder import Recorded, recorded

ANALYZER = "sayar"
"""The analyzer has no name of the vendor's making."""


@dataclass(frozen=True, slots=True)
class Detection:
    """Threat detection with all its features, the chosen and the others, and the alarm on grave findings."""

    detector: aws.guardduty.Detector
    features: Mapping[Guard, aws.guardduty.DetectorFeature]
    alarm: Alarm


@dataclass(frozen=True, slots=True)
class Hub:
    """The place of all findings. `everywhere` gathers those of other regions, in the primary one alone."""

    account: aws.securityhub.Account
    standards: Mapping[Standard, aws.securityhub.StandardsSubscription]
    everywhere: aws.securityhub.FindingAggregator | None


@dataclass(frozen=True, slots=True)
class GuardsResources:
    """Every resource that `Guards` makes; None for what is off."""

    detection: Detection | None
    hub: Hub | None
    recorded: Recorded | None
    analyzer: aws.accessanalyzer.Analyzer | None


class Guards(SayarComponent):
    """The guards of one region. Each is there once in an account's region: another stack there has to share them."""

    def __init__(
        self,
        name: str,
        spec: AwsSecurity,
        place: AwsPlace,
        *,
        primary: bool,
        key_arn: pulumi.Input[str],
        alarm_email: str,
    ) -> None:
        """`primary` is for one region: what belongs to no region is recorded there, and findings are gathered there.

        `key_arn` is the region's key for logs; it encrypts records and alarms. Mail goes to `alarm_email` once whoever
        reads it has confirmed that.
        """
        super().__init__(name)
        self.resources = GuardsResources(
            detection=self._detection(spec.guard_duty, place, key_arn, alarm_email)
            if spec.guard_duty.enabled == "on"
            else None,
            hub=self._hub(spec.security_hub, place, primary=primary) if spec.security_hub.enabled == "on" else None,
            recorded=recorded(self, place, primary=primary, key_arn=key_arn, keep_days=spec.audit.retention_days)
            if spec.config_recorder == "on"
            else None,
            analyzer=self._analyzer(place) if spec.access_analyzer == "on" else None,
        )
        self.finish()

    def _detection(self, spec: GuardDutySpec, place: AwsPlace, key_arn: pulumi.Input[str], email: str) -> Detection:
        name = f"threats-{place.region}"
        detector = aws.guardduty.Detector(
            name,
            enable=True,
            finding_publishing_frequency=EVERY[spec.findings_every],
            tags=place.tagged(name, "telemetry"),
            # Findings are evidence, and go with it.
            opts=self.child(place.provider, delete_before_replace=True, protect=True),
        )
        return Detection(
            detector=detector,
            # Those that are not chosen too: a feature that only went from the program would stay on at the vendor.
            features={guard: self._feature(guard, guard in spec.features, detector, place) for guard in FEATURES},
            alarm=alarm(self, place, key_arn=key_arn, email=email),
        )

    def _feature(
        self, guard: Guard, on: bool, detector: aws.guardduty.Detector, place: AwsPlace
    ) -> aws.guardduty.DetectorFeature:
        installed = agents(guard, on)
        return aws.guardduty.DetectorFeature(
            f"{guard.replace('_', '-')}-{place.region}",
            detector_id=detector.id,
            name=FEATURES[guard],
            status=status(on),
            additional_configurations=None
            if installed is None
            else [{"name": agent, "status": state} for agent, state in installed.items()],
            opts=self.child(place.provider),
        )

    def _hub(self, spec: SecurityHubSpec, place: AwsPlace, *, primary: bool) -> Hub:
        account = aws.securityhub.Account(
            f"findings-hub-{place.region}",
            # The stack file says which standards there are.
            enable_default_standards=False,
            control_finding_generator="SECURITY_CONTROL",
            auto_enable_controls=True,
            opts=self.child(place.provider, delete_before_replace=True, protect=True),
        )
        options = self.child(place.provider, depends_on=[account])
        return Hub(
            account=account,
            standards={
                standard: aws.securityhub.StandardsSubscription(
                    f"{standard.replace('_', '-')}-{place.region}",
                    standards_arn=standard_arn(standard, place),
                    opts=options,
                )
                for standard in spec.standards
            },
            everywhere=aws.securityhub.FindingAggregator(
                f"findings-everywhere-{place.region}", linking_mode="ALL_REGIONS", opts=options
            )
            if primary
            else None,
        )

    def _analyzer(self, place: AwsPlace) -> aws.accessanalyzer.Analyzer:
        name = f"access-{place.region}"
        return aws.accessanalyzer.Analyzer(
            name,
            analyzer_name=ANALYZER,
            type="ACCOUNT",
            tags=place.tagged(name),
            opts=self.child(place.provider, delete_before_replace=True),
        )
