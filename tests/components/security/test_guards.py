"""Guards of a region: what is chosen is on, the rest is said to be off, and grave findings reach a person."""

import json
from typing import Any, get_args

import pytest

from components.security.aws_spec import AwsSecurity, Guard, Standard
from components.security.guard_words import FEATURES, grave_findings, standard_arn
from components.security.guards import Guards
from tests.components.security.specs import AWS
from tests.components.storage.places import KEY, MAIN, VENDOR, assert_closed, assert_sound, place, policy
from tests.support.mocks import UNKNOWN, Recording, record

COMPONENT = "sayar:security:Guards"
DETECTOR, FEATURE = "aws:guardduty/detector:Detector", "aws:guardduty/detectorFeature:DetectorFeature"
HUB, STANDARD = "aws:securityhub/account:Account", "aws:securityhub/standardsSubscription:StandardsSubscription"
AGGREGATOR = "aws:securityhub/findingAggregator:FindingAggregator"
RECORDER, CHANNEL = "aws:cfg/recorder:Recorder", "aws:cfg/deliveryChannel:DeliveryChannel"
RECORDING = "aws:cfg/recorderStatus:RecorderStatus"
ANALYZER = "aws:accessanalyzer/analyzer:Analyzer"
TOPIC, TOPIC_POLICY = "aws:sns/topic:Topic", "aws:sns/topicPolicy:TopicPolicy"
MAIL = "aws:sns/topicSubscription:TopicSubscription"
RULE, TARGET = "aws:cloudwatch/eventRule:EventRule", "aws:cloudwatch/eventTarget:EventTarget"
ROLE, ROLE_POLICY = "aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy"
GUARD_DUTY: dict[str, Any] = {"enabled": "on", "features": ["malware"], "findings_every": "fifteen_minutes"}
OFF: dict[str, Any] = {
    "guard_duty": {**GUARD_DUTY, "enabled": "off", "features": []},
    "security_hub": {"enabled": "off", "standards": []},
    "config_recorder": "off",
    "access_analyzer": "off",
}


def guards(region: str = "us-east", *, primary: bool = True, preview: bool = False, **changes: Any) -> Recording:
    spec = AwsSecurity.model_validate_json(json.dumps({**AWS, **changes}))

    def program() -> None:
        Guards("guards", spec, place(region), primary=primary, key_arn=KEY, alarm_email="security@sayar.example")

    return record(program, outputs=VENDOR, preview=preview)


@pytest.fixture(scope="module")
def here() -> Recording:
    return guards(guard_duty={**GUARD_DUTY, "features": list(get_args(Guard))})


@pytest.fixture(scope="module")
def there() -> Recording:
    return guards("eu-west", primary=False, security_hub={"enabled": "on", "standards": list(get_args(Standard))})


def test_children_are_sound_and_those_of_two_regions_have_names_of_their_own(here: Recording, there: Recording) -> None:
    assert_sound(here, COMPONENT)
    assert_sound(there, COMPONENT)
    assert not {row.urn for row in here.custom()} & {row.urn for row in there.custom()}


def test_what_is_off_is_not_made() -> None:
    assert [row.type for row in guards(**OFF) if row.type != "pulumi:providers:aws"] == [COMPONENT]


@pytest.mark.parametrize(
    ("part", "types"),
    [
        ("guard_duty", {DETECTOR, FEATURE, TOPIC, TOPIC_POLICY, MAIL, RULE, TARGET}),
        ("security_hub", {HUB, STANDARD, AGGREGATOR}),
        ("access_analyzer", {ANALYZER}),
    ],
)
def test_each_guard_can_be_on_alone(part: str, types: set[str]) -> None:
    assert {row.type for row in guards(**{**OFF, part: AWS[part]}).custom()} == types


def test_a_feature_that_is_not_chosen_is_said_to_be_off_because_the_vendor_forgets_nothing() -> None:
    features = {row.inputs["name"]: row.inputs["status"] for row in guards().of(FEATURE)}
    assert features == {vendor: "ENABLED" if guard == "malware" else "DISABLED" for guard, vendor in FEATURES.items()}


def test_every_guard_of_a_stack_file_has_a_feature_of_the_vendor(here: Recording) -> None:
    assert set(FEATURES) == set(get_args(Guard))
    assert {row.inputs["status"] for row in here.of(FEATURE)} == {"ENABLED"}
    urn = here.one(DETECTOR).urn
    assert all(row.property_dependencies["detectorId"] == (urn,) for row in here.of(FEATURE))


@pytest.mark.parametrize(("chosen", "installed"), [(["eks_runtime"], "ENABLED"), ([], "DISABLED")])
def test_runtime_monitoring_puts_its_agent_on_clusters_and_nowhere_else(chosen: list[str], installed: str) -> None:
    made = guards(guard_duty={**GUARD_DUTY, "features": chosen})
    agents = made.one(FEATURE, "eks-runtime-us-east").inputs["additionalConfigurations"]
    assert {agent["name"]: agent["status"] for agent in agents} == {
        "EKS_ADDON_MANAGEMENT": installed,
        "ECS_FARGATE_AGENT_MANAGEMENT": "DISABLED",
        "EC2_AGENT_MANAGEMENT": "DISABLED",
    }
    assert "additionalConfigurations" not in made.one(FEATURE, "malware-us-east").inputs


@pytest.mark.parametrize(
    ("every", "said"), [("fifteen_minutes", "FIFTEEN_MINUTES"), ("one_hour", "ONE_HOUR"), ("six_hours", "SIX_HOURS")]
)
def test_findings_come_as_often_as_the_spec_says(every: str, said: str) -> None:
    detector = guards(guard_duty={**GUARD_DUTY, "findings_every": every}).one(DETECTOR)
    assert (detector.inputs["findingPublishingFrequency"], detector.inputs["enable"]) == (said, True)


def test_findings_of_seven_and_more_are_grave() -> None:
    pattern = json.loads(grave_findings())
    assert pattern["detail"] == {"severity": [{"numeric": [">=", 7]}]}
    assert (pattern["source"], pattern["detail-type"]) == (["aws.guardduty"], ["GuardDuty Finding"])


def test_a_grave_finding_becomes_a_mail(here: Recording) -> None:
    topic, rule = here.one(TOPIC), here.one(RULE)
    assert rule.inputs["eventPattern"] == grave_findings()
    target = here.one(TARGET)
    assert target.property_dependencies["rule"] == (rule.urn,)
    assert target.property_dependencies["arn"] == (topic.urn,)
    # With a role instead of the topic's policy, messages into encrypted topics are lost.
    assert "roleArn" not in target.inputs
    mail = here.one(MAIL)
    assert (mail.inputs["protocol"], mail.inputs["endpoint"]) == ("email", "security@sayar.example")
    assert mail.property_dependencies["topic"] == (topic.urn,)


def test_messages_about_findings_are_encrypted_with_the_key_given(here: Recording) -> None:
    assert here.one(TOPIC).inputs["kmsMasterKeyId"] == KEY


def test_no_event_is_sent_before_the_topic_takes_it(here: Recording) -> None:
    assert here.one(TOPIC_POLICY).urn in here.one(TARGET).depends_on
    statements = policy(here.one(TOPIC_POLICY))
    assert_closed(statements, but=("Events",))
    events = statements["Events"]
    assert events["Principal"] == {"Service": ["events.amazonaws.com"]}
    assert events["Action"] == ["sns:Publish"]
    assert events["Resource"] != ["*"]
    # Topics take no condition from EventBridge: with one, alarms would be dropped in silence.
    assert "Condition" not in events


def test_only_the_chosen_standards_are_measured(here: Recording, there: Recording) -> None:
    assert here.one(HUB).inputs["enableDefaultStandards"] is False
    assert {row.inputs["standardsArn"] for row in here.of(STANDARD)} == {
        "arn:aws:securityhub:us-east-1::standards/aws-foundational-security-best-practices/v/1.0.0"
    }
    assert {row.inputs["standardsArn"] for row in there.of(STANDARD)} == {
        "arn:aws:securityhub:eu-west-1::standards/aws-foundational-security-best-practices/v/1.0.0",
        "arn:aws:securityhub:eu-west-1::standards/cis-aws-foundations-benchmark/v/3.0.0",
        "arn:aws:securityhub:eu-west-1::standards/nist-800-53/v/5.0.0",
    }
    for made in (here, there):
        hub = made.one(HUB).urn
        assert all(hub in row.depends_on for row in made.of(STANDARD))


def test_findings_of_all_regions_are_gathered_in_the_primary_one(here: Recording, there: Recording) -> None:
    gathered = here.one(AGGREGATOR)
    assert gathered.inputs == {"linkingMode": "ALL_REGIONS"}
    assert here.one(HUB).urn in gathered.depends_on
    assert not there.of(AGGREGATOR)


def test_what_belongs_to_no_region_is_recorded_once(here: Recording, there: Recording) -> None:
    groups = [made.one(RECORDER).inputs["recordingGroup"] for made in (here, there)]
    assert groups == [{"allSupported": True, "includeGlobalResourceTypes": primary} for primary in (True, False)]


def test_recording_starts_once_there_is_a_channel_and_a_channel_once_there_is_a_recorder(here: Recording) -> None:
    recorder, channel, started = here.one(RECORDER), here.one(CHANNEL), here.one(RECORDING)
    assert recorder.urn in channel.depends_on
    assert channel.urn in started.depends_on
    assert started.property_dependencies["name"] == (recorder.urn,)
    assert started.inputs["isEnabled"] is True


def test_a_channel_is_made_once_the_role_can_write_into_the_bucket(here: Recording) -> None:
    after = here.one(CHANNEL).depends_on
    for name in ("recorder-reads-us-east", "recorder-writes-us-east", "records-us-east-policy"):
        assert here.named(name).urn in after, name


def test_there_is_one_of_each_in_a_region_so_the_old_one_goes_first(here: Recording) -> None:
    singles = (DETECTOR, HUB, RECORDER, CHANNEL, ANALYZER)
    assert all(here.one(single).delete_before_replace for single in singles)


def test_the_recorder_writes_its_records_and_nothing_else(here: Recording) -> None:
    trust = policy(here.one(ROLE), "assumeRolePolicy")["Trust"]
    assert trust["Principal"] == {"Service": ["config.amazonaws.com"]}
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": [MAIN]}}
    bucket = f"arn:aws:s3:::{here.one(CHANNEL).inputs['s3BucketName']}"
    statements = policy(here.one(ROLE_POLICY))
    assert {name: row["Resource"] for name, row in statements.items()} == {
        "Look": [bucket],
        "Write": [f"{bucket}/AWSLogs/{MAIN}/Config/*"],
        "Encrypt": [KEY],
    }
    assert statements["Write"]["Action"] == ["s3:PutObject"]
    assert statements["Encrypt"]["Condition"] == {"StringEquals": {"kms:ViaService": ["s3.us-east-1.amazonaws.com"]}}
    attached = here.named("recorder-reads-us-east").inputs
    assert attached["policyArn"] == "arn:aws:iam::aws:policy/service-role/AWS_ConfigRole"


def test_records_are_kept_as_long_as_the_trail_encrypted_and_without_a_lock(here: Recording) -> None:
    """The service does not deliver into a bucket whose objects are locked by default."""
    (rule,) = here.named("records-us-east-lifecycle").inputs["rules"]
    assert rule["expiration"] == {"days": 365}
    assert here.one(CHANNEL).inputs["s3KmsKeyArn"] == KEY
    assert "objectLockEnabled" not in here.named("records-us-east").inputs
    assert {row.name for row in here.custom() if row.protect} == {
        *("records-us-east", "findings-hub-us-east", "threats-us-east")
    }


def test_who_can_reach_in_from_outside_is_analyzed_for_the_account(here: Recording) -> None:
    said = here.one(ANALYZER).inputs
    assert (said["analyzerName"], said["type"]) == ("sayar", "ACCOUNT")


def test_every_standard_of_a_stack_file_has_an_address() -> None:
    found: list[str] = []
    record(lambda: found.extend(standard_arn(standard, place()) for standard in get_args(Standard)))
    assert len(set(found)) == len(get_args(Standard))


def test_the_first_preview_makes_the_same_and_knows_no_name_of_the_vendor(here: Recording) -> None:
    made = guards(guard_duty={**GUARD_DUTY, "features": list(get_args(Guard))}, preview=True)
    assert {row.name for row in made.custom()} == {row.name for row in here.custom()}
    assert made.one(CHANNEL).inputs["s3BucketName"] is UNKNOWN
    assert made.one(TOPIC_POLICY).inputs["policy"] is UNKNOWN
    assert made.one(RULE).inputs["eventPattern"] == grave_findings()
