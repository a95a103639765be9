"""What brokers and topics are told, as the texts that MSK takes. Nothing here knows the SDK."""

from __future__ import annotations

import json
from typing import Final

from components.messaging.spec import MskExpress, MskStandard
from components.messaging.topics_spec import TopicSpec

HOUR_MS: Final = 60 * 60 * 1000
KB: Final = 1024


def server_properties(spec: MskExpress | MskStandard) -> str:
    """The `server.properties` of the brokers: only what a spec's topics cannot say of themselves.

    Express takes few settings and fixes the election of leaders; Standard would by itself let a copy that missed writes
    become the leader (AWS agent toolkit, managing-amazon-msk), and those writes would be gone.
    """
    # A misspelt topic is an error of its client, not a new topic with numbers that nobody chose.
    properties = {"auto.create.topics.enable": "false"}
    if isinstance(spec, MskStandard):
        properties["unclean.leader.election.enable"] = "false"
    return "".join(f"{name}={value}\n" for name, value in sorted(properties.items()))


def topic_settings(spec: MskExpress | MskStandard, topic: TopicSpec) -> str:
    """The settings of a topic as JSON: values are texts, keys in order, no spaces.

    That is how the provider writes down what it reads back, so a refresh finds no difference. Express fixes
    `min.insync.replicas` and does not take it from a topic.
    """
    settings = {"cleanup.policy": topic.cleanup, "max.message.bytes": str(topic.max_message_kb * KB)}
    if topic.retention_h is not None:
        settings["retention.ms"] = str(topic.retention_h * HOUR_MS)
    if isinstance(spec, MskStandard):
        settings["min.insync.replicas"] = str(topic.min_in_sync)
    return json.dumps(settings, sort_keys=True, separators=(",", ":"))
