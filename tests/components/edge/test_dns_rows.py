"""Texts of records, as receivers of mail and resolvers read them."""

import re

from hypothesis import given
from hypothesis import strategies as st

from components.edge.checks import record_count
from components.edge.dns_rows import dmarc_text, record_rows, record_text, spf_text
from tests.support.edge_specs import CONTACTS, DOMAIN, HOSTS, ORIGINS, SPREAD, balancing, spec


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=1000))
def test_a_text_comes_back_from_its_pieces_and_no_piece_is_longer_than_a_record_takes(text: str) -> None:
    pieces = re.findall(r'"((?:[^"\\]|\\.)*)"', record_text(text))
    plain = [re.sub(r"\\(.)", r"\1", piece) for piece in pieces]
    assert "".join(plain) == text
    assert all(len(piece) <= 255 for piece in plain)


def test_a_text_of_255_is_one_piece_and_of_256_two() -> None:
    assert record_text("a" * 255).count('"') == 2
    assert record_text("a" * 256).count('"') == 4


def test_spf_names_the_senders_before_the_verdict_on_everybody_else() -> None:
    spf = spec(dns__spf={"includes": ["a.example", "b.example"], "otherwise": "softfail"}).dns.spf
    assert spf_text(spf) == "v=spf1 include:a.example include:b.example ~all"


def test_dmarc_begins_with_version_and_policy_as_the_standard_demands() -> None:
    dmarc = spec(dns__dmarc={"policy": "none", "subdomains": "reject", "alignment": "relaxed"}).dns.dmarc
    assert dmarc_text(dmarc, "d@x.example").startswith("v=DMARC1; p=none; sp=reject; adkim=r; aspf=r;")


def test_the_counted_records_are_those_that_are_made() -> None:
    for report in ("on", "off"):
        edge = spec(dns__caa={"issue": ["a.example"], "issue_wild": ["b.example"], "report": report})
        rows = record_rows(edge, domain=DOMAIN, hosts=HOSTS, contacts=CONTACTS, origins=ORIGINS)
        assert len(rows) == len({row.logical for row in rows}) == record_count(edge)


def test_a_further_region_has_a_name_and_a_proof_for_each_host() -> None:
    edge = spec("pro", large__balancing=balancing(hosts=["api", "webhook", "feed"]))
    rows = record_rows(edge, domain=DOMAIN, hosts=HOSTS, contacts=CONTACTS, origins=SPREAD)
    assert len(rows) == record_count(edge)
    further = {row.logical: (row.type, row.name, row.content, row.proxied) for row in rows if "eu-west" in row.logical}
    assert further["api-eu-west"] == ("CNAME", "api-eu-west.sayar.example", "api-eu-west.up.example", True)
    assert further["webhook-eu-west-proof"][:3] == (
        "TXT",
        "_railway-verify.webhook-eu-west.sayar.example",
        "railway-verify=webhook-eu-west",
    )
    assert set(further) == {f"{host}-eu-west{end}" for host in ("api", "webhook", "feed") for end in ("", "-proof")}


def test_the_name_of_a_further_region_goes_straight_there_where_nothing_is_proxied() -> None:
    rows = record_rows(spec(mode="dns_only"), domain=DOMAIN, hosts=HOSTS, contacts=CONTACTS, origins=SPREAD)
    ttls = {row.logical: (row.proxied, row.ttl_s) for row in rows if row.type == "CNAME"}
    assert ttls["api-eu-west"] == (False, 300)
