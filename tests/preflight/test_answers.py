"""Every answer is checked by itself and beside the others, and what is wrong with it is one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.config.platform import TIERS
from sayar.graph.errors import InputError
from sayar.preflight.answers import answers_of, default, given_problems, name_problem, problem
from sayar.preflight.questions import QUESTIONS
from tests.preflight.answered import GOOD, HOSTS, answers, any_texts

CANARY = "canary-4711"


@pytest.mark.parametrize("name", ["prod", "p", "0", "eu-west.prod_2", "Prod", "x" * 100])
def test_a_name_that_the_engine_takes_is_taken(name: str) -> None:
    assert name_problem(name) is None


@pytest.mark.parametrize(
    "name", ["", "-prod", ".", "..", "../prod", "acme/prod", "a b", "prod\n", "größe", "x" * 101, *TIERS, "Starter"]
)
def test_a_name_that_the_engine_or_a_shell_reads_otherwise_and_a_tiers_name_is_refused(name: str) -> None:
    line = name_problem(name)
    assert line is not None
    assert line.startswith("NAME: ")
    assert "\n" not in line


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("tier", "Starter"),
        ("tier", "premium"),
        ("domain", "localhost"),
        ("domain", "Shop.dev"),
        ("domain", "shop.dev."),
        ("domain", "shop.dev\n"),
        ("domain", "shop..dev"),
        ("domain", "1.e5x.7"),
        ("domain", "shop.d"),
        ("domain", "sayar.example"),
        ("domain", "shop.sayar.example"),
        ("domain", "shop.test"),
        ("domain", "example.com"),
        ("domain", "shop.example.org"),
        ("domain", f"{'a' * 63}.{'b' * 63}.{'c' * 63}.dev"),
        ("api_host", "API"),
        ("api_host", "-api"),
        ("api_host", "a.b"),
        ("api_host", ""),
        ("alerts_mail", "ops"),
        ("alerts_mail", "ops@shop"),
        ("alerts_mail", "ops@sayar.example"),
        ("alerts_mail", "o ps@shop.dev"),
        ("alerts_mail", '"ops"@shop.dev'),
        ("alerts_mail", "ops@shop.dev\n"),
        ("cloudflare_account", "0123"),
        ("cloudflare_account", "0123456789ABCDEF0123456789ABCDEF"),
        ("cloudflare_account", "0" * 32),
        ("vercel_team", "team_"),
        ("vercel_team", "team_a-b"),
        ("vercel_team", "team_example"),
        ("railway_workspace", "12345678123412341234123456789012"),
        ("railway_workspace", "00000000-0000-0000-0000-000000000000"),
        ("supabase_organization", "My Org"),
        ("supabase_organization", "example-organization"),
        ("backend", "https://pulumi.acme.dev"),
        ("backend", "s3://"),
        ("backend", "s3:bucket"),
        ("backend", "file://state"),
        ("backend", "file://./state"),
        ("backend", "file:///"),
        ("backend", "postgres://host/db"),
        ("backend", "s3://a b"),
        ("backend", "s3://bucket#x"),
        ("backend", "s3://[bucket"),
        ("secrets_provider", "plain"),
        ("secrets_provider", "awskms://"),
        ("secrets_provider", "awskms://a\nb"),
    ],
)
def test_a_value_of_another_shape_is_refused_in_one_line_that_begins_with_its_flag(question: str, text: str) -> None:
    line = problem(question, text, GOOD)
    assert line is not None
    assert line.startswith(f"--{question.replace('_', '-')}: ")
    assert "\n" not in line


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("cloudflare_account", CANARY),
        ("vercel_team", CANARY),
        ("railway_workspace", CANARY),
        ("supabase_organization", f"{CANARY}!"),
        ("backend", f"s3://key:{CANARY}@bucket"),
        ("secrets_provider", f"hashivault://token:{CANARY}@key"),
        ("secrets_provider", CANARY),
    ],
)
def test_a_token_or_a_password_in_the_wrong_place_is_refused_and_not_repeated(question: str, text: str) -> None:
    line = problem(question, text, GOOD)
    assert line is not None
    assert CANARY not in line


@pytest.mark.parametrize(
    "backend", ["https://api.pulumi.com", "s3://b", "gs://b/p", "azblob://b", "file:///x", "file://~"]
)
def test_every_kind_of_backend_is_taken_and_only_files_are_for_trials(backend: str) -> None:
    assert answers(backend=backend, secrets_provider="passphrase").for_trials == backend.startswith("file")


@pytest.mark.parametrize("kind", ["awskms", "gcpkms", "azurekeyvault", "hashivault"])
def test_a_cloud_key_is_taken_with_any_backend(kind: str) -> None:
    assert answers(secrets_provider=f"{kind}://key").key == f"{kind}://key"
    assert answers(secrets_provider="passphrase").key is None


def test_only_pulumi_cloud_has_a_secrets_provider_of_its_own() -> None:
    assert answers(backend="https://api.pulumi.com", secrets_provider="default").key is None
    with pytest.raises(InputError) as raised:
        answers(secrets_provider="default")
    (line,) = raised.value.problems
    assert line.startswith('--secrets-provider: "default": ')
    assert line.endswith("only Pulumi Cloud has one of its own")


def test_two_surfaces_with_one_host_are_refused_with_both_flags() -> None:
    with pytest.raises(InputError) as raised:
        answers(web_host="api")
    assert raised.value.problems == (
        '--api-host: "api": a label of its own; --web-host has it',
        '--web-host: "api": a label of its own; --api-host has it',
    )


def test_what_nobody_answered_is_a_line_each() -> None:
    settled, lines = given_problems({}, HOSTS, complete=True)
    assert [line.split(":")[0] for line in lines] == [
        "--domain",
        "--alerts-mail",
        "--cloudflare-account",
        "--vercel-team",
        "--railway-workspace",
        "--supabase-organization",
        "--backend",
        "--secrets-provider",
    ]
    assert all(": missing: " in line for line in lines)
    assert settled == {
        "tier": "starter",
        "api_host": "api",
        "webhook_host": "hooks",
        "feed_host": "feeds",
        "web_host": "app",
    }
    assert given_problems({}, HOSTS, complete=False) == ({}, [])
    with pytest.raises(InputError) as raised:
        answers_of("growth", {})
    assert len(raised.value.problems) == 1 + len(QUESTIONS)


def test_a_bad_mail_is_one_problem_and_not_one_for_every_mail_that_would_be_the_same() -> None:
    _, lines = given_problems({**GOOD, "alerts_mail": "x"} | {"security_mail": "x"}, HOSTS, complete=True)
    assert [line.split(":")[0] for line in lines] == ["--alerts-mail", "--security-mail"]
    bare = {key: text for key, text in GOOD.items() if key not in ("security_mail", "dmarc_mail")}
    _, lines = given_problems({**bare, "alerts_mail": "x"}, HOSTS, complete=True)
    assert [line.split(":")[0] for line in lines] == ["--alerts-mail"]


def test_defaults_follow_from_earlier_answers() -> None:
    bare = {key: text for key, text in GOOD.items() if not key.endswith(("_host", "_mail"))}
    settled, lines = given_problems({**bare, "alerts_mail": "a@b.dev"}, HOSTS, complete=True)
    assert lines == []
    assert settled["security_mail"] == settled["dmarc_mail"] == "a@b.dev"
    assert default("secrets_provider", {"backend": "https://api.pulumi.com"}, HOSTS) == "default"
    assert default("secrets_provider", {"backend": "s3://b"}, HOSTS) is None


@given(any_texts())
def test_good_answers_have_no_problem_in_whichever_order_they_come(texts: dict[str, str]) -> None:
    settled, lines = given_problems(texts, HOSTS, complete=True)
    assert (settled, lines) == (texts, [])
    assert answers_of("prod", texts) == answers_of("prod", dict(reversed(texts.items())))


@given(st.sampled_from([question.name for question in QUESTIONS]), st.text())
def test_whatever_is_answered_gives_one_line_or_none(question: str, text: str) -> None:
    line = problem(question, text, GOOD)
    assert line is None or (line.startswith("--") and "\n" not in line)
