"""The ways an order can go, and what the portal shows on each of them."""

import pytest

from orders import FROM_MACAU, OWNER, WEBMASTER, first_filing, suffix

ONE_PERSON = first_filing(OWNER, OWNER)


def test_an_order_that_everybody_verifies_is_approved(portal, sandbox):
    filed = portal.file(first_filing())
    assert filed["status"] == "awaiting_verification"
    assert [verifier["phone"] for verifier in filed["verifiers"]] == ["138****0001", "138****0002"]
    sandbox.advance("5m")
    assert sandbox.verify(OWNER) == "waiting_for_others"
    assert sandbox.verify(WEBMASTER) == "all_verified"
    sandbox.settle()
    assert portal.status() == "awaiting_verification", "the result has not synced yet"
    sandbox.advance("2h")
    assert portal.status() == "under_review"
    sandbox.review("approve")
    assert portal.status() == "approved"
    told = [event for event, _ in portal.told()]
    assert told == ["order.submitted", "order.under_review", "order.approved"]
    assert "审核通过" in portal.get("/").text


def test_an_order_that_the_authority_rejects_is_rejected(portal, sandbox):
    portal.file(ONE_PERSON)
    sandbox.advance("5m")
    assert sandbox.verify(OWNER) == "all_verified"
    sandbox.advance("2h")
    sandbox.review("reject")
    assert portal.status() == "rejected"


def test_an_order_that_nobody_must_verify_is_under_review_at_once(portal, sandbox):
    filed = portal.file(first_filing() | {"filing_type": "change_remarks", "services": []})
    assert (filed["status"], filed["sms_verify_status"]) == ("under_review", None)
    sandbox.settle()
    assert portal.status() == "under_review", "the webhook of the submission moves nothing back"


def test_one_of_two_is_late_and_after_resubmission_both_verify_again(portal, sandbox):
    portal.file(first_filing())
    sandbox.advance("5m")
    assert sandbox.verify(OWNER) == "waiting_for_others"
    sandbox.advance("24h")
    returned = portal.order()
    assert (returned["status"], returned["return_reason"]) == ("returned", "window_expired")
    assert "未在规定时间内完成短信核验" in portal.get("/").text

    assert portal.resubmit()["round"] == 2
    sandbox.advance("5m")
    assert sandbox.verify(WEBMASTER) == "waiting_for_others", "the first round counts no more"
    assert sandbox.verify(OWNER) == "all_verified"
    sandbox.advance("2h")
    assert (portal.status(), portal.order()["return_reason"]) == ("under_review", None)


def test_five_failures_return_the_order_a_day_later(portal, sandbox):
    portal.file(ONE_PERSON)
    sandbox.advance("5m")
    right = sandbox.code(OWNER)
    wrong = "000000" if right != "000000" else "000001"
    outcomes = [sandbox.verify(OWNER, code=wrong) for _ in range(5)]
    assert outcomes == ["not_found"] * 4 + ["failed"]
    assert sandbox.verify(OWNER) == "closed", "the right code comes too late"
    assert portal.status() == "awaiting_verification", "the provider does not see the failure"
    sandbox.advance("24h")
    assert (portal.status(), portal.order()["return_reason"]) == ("returned", "failure_limit")
    assert portal.order()["sms_verify_status"] == 3


def test_four_failures_and_then_the_right_code_are_a_success(portal, sandbox):
    portal.file(ONE_PERSON)
    sandbox.advance("5m")
    for _ in range(4):
        assert sandbox.verify(OWNER, id_suffix="999999") == "not_found"
    assert sandbox.verify(OWNER) == "all_verified"
    sandbox.advance("2h")
    assert portal.status() == "under_review"


def test_two_resends_bring_the_same_code_and_a_third_brings_nothing(portal, sandbox):
    portal.file(ONE_PERSON)
    sandbox.advance("5m")
    assert [sandbox.resend(OWNER) for _ in range(3)] == ["resent", "resent", "resend_limit"]
    sandbox.advance("10m")
    inbox = sandbox.inbox(OWNER)
    assert [message["kind"] for message in inbox] == ["first", "resend", "resend"]
    assert len({message["code"] for message in inbox}) == 1
    assert sandbox.verify(OWNER) == "all_verified", "the order lives on"
    sandbox.advance("2h")
    assert portal.status() == "under_review"


def test_the_window_ends_to_the_second_and_the_corrected_phone_gets_the_next_sms(portal, sandbox):
    portal.file(ONE_PERSON)
    sandbox.advance("5m")
    sandbox.advance("23h59m59s")
    assert portal.status() == "awaiting_verification"
    sandbox.advance("1s")
    assert portal.status() == "returned"

    moved = OWNER | {"phone": "13900000009"}
    corrected = first_filing(moved, moved)
    portal.resubmit({"entity": corrected["entity"], "services": corrected["services"]})
    sandbox.advance("5m")
    assert len(sandbox.inbox(OWNER)) == 1, "the old phone has the first round's SMS alone"
    assert sandbox.verify(moved) == "all_verified"
    sandbox.advance("2h")
    assert portal.status() == "under_review"


def test_in_zhejiang_a_macau_resident_enters_full_width_brackets(portal, sandbox):
    portal.file(first_filing(FROM_MACAU, FROM_MACAU))
    sandbox.advance("5m")
    assert sandbox.verify(FROM_MACAU, id_suffix="567(8)") == "not_found"
    assert sandbox.verify(FROM_MACAU, id_suffix=suffix(FROM_MACAU)) == "not_found", "not the front"
    assert sandbox.verify(FROM_MACAU, id_suffix="567（8）") == "all_verified"
    sandbox.advance("2h")
    assert portal.status() == "under_review"


def test_a_lost_sms_is_made_good_by_a_resend(portal, sandbox):
    sandbox.faults({"kind": "sms", "effect": "lost", "phone": OWNER["phone"], "nth": 1})
    portal.file(ONE_PERSON)
    sandbox.advance("5m")
    assert sandbox.inbox(OWNER) == []
    assert sandbox.resend(OWNER) == "resent"
    sandbox.advance("10m")
    assert sandbox.verify(OWNER) == "all_verified"
    sandbox.advance("2h")
    assert portal.status() == "under_review"


def test_where_every_sms_to_one_phone_is_lost_the_order_comes_back(portal, sandbox):
    sandbox.faults({"kind": "sms", "effect": "lost", "phone": WEBMASTER["phone"]})
    portal.file(first_filing())
    sandbox.advance("5m")
    assert sandbox.verify(OWNER) == "waiting_for_others"
    sandbox.resend(WEBMASTER)
    sandbox.advance("24h")
    assert sandbox.inbox(WEBMASTER) == []
    assert (portal.status(), portal.order()["return_reason"]) == ("returned", "window_expired")


@pytest.mark.parametrize("profile", ["tencent", "huawei", "volcengine", "ucloud"])
def test_every_vendors_reading_lets_an_order_through(portal, sandbox, profile):
    sandbox.put("/_sim/v1/rules", {"profile": profile})
    portal.file(ONE_PERSON)
    sandbox.advance("5m")
    assert sandbox.verify(OWNER) == "all_verified"
    sandbox.advance("2h")
    sandbox.review("approve")
    assert portal.status() == "approved"
