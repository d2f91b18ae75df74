"""What arrives at the portal's hook: only what is signed counts, it counts once, and never backwards."""

import base64
import json
import time
from datetime import UTC, datetime

import httpx
import pytest
from standardwebhooks import Webhook

from orders import OWNER, first_filing
from serving import SECRET

OTHER_SECRET = "whsec_" + base64.b64encode(b"another secret of thirty-two byt").decode()
APPROVED = {
    "type": "order.approved",
    "timestamp": "2024-03-01T09:00:00+08:00",
    "data": {"order_no": "P-1", "round": 1, "status": "approved"},
}


def send(portal, body: str, secret: str = SECRET, age_seconds: int = 0, **changed: str) -> httpx.Response:
    """Sends a webhook as beian-sim does, or nearly so."""
    sent_at = int(time.time()) - age_seconds
    moment = datetime.fromtimestamp(sent_at, UTC)
    headers = {
        "webhook-id": "msg_forged",
        "webhook-timestamp": str(sent_at),
        "webhook-signature": Webhook(secret).sign("msg_forged", moment, body),
    }
    return httpx.post(
        portal.hooks, content=body.encode(), headers=headers | changed, trust_env=False
    )


@pytest.fixture
def filed(portal, sandbox):
    """A portal with an order of one person, whose SMS has arrived."""
    portal.file(first_filing(OWNER, OWNER))
    sandbox.advance("5m")
    return portal


def test_a_right_signature_is_accepted(filed):
    answer = send(filed, json.dumps(APPROVED))
    assert (answer.status_code, answer.json()) == (200, {"outcome": "applied"})
    assert filed.status() == "approved"


@pytest.mark.parametrize(
    "forged",
    [
        {"secret": OTHER_SECRET},
        {"age_seconds": 3600},
        {"webhook-id": "msg_other"},
        {"webhook-id": ""},
        {"webhook-timestamp": "yesterday"},
        {"webhook-signature": "v1,not base64"},
        {"webhook-signature": "nothing"},
    ],
    ids=str,
)
def test_a_webhook_that_is_not_signed_right_is_answered_401_and_changes_nothing(filed, forged):
    assert send(filed, json.dumps(APPROVED), **forged).status_code == 401
    assert filed.status() == "awaiting_verification"


@pytest.mark.parametrize("body", ["", "[]", "{", '{"type": "order.approved"}'])
def test_a_signed_webhook_that_tells_of_no_order_is_answered_400(filed, body):
    assert send(filed, body).status_code == 400


def test_a_webhook_about_an_unknown_order_is_answered_404_and_so_comes_again(filed):
    strange = APPROVED | {"data": APPROVED["data"] | {"order_no": "P-404"}}
    assert send(filed, json.dumps(strange)).status_code == 404


def test_a_status_of_the_future_is_noted_and_changes_nothing(filed):
    strange = APPROVED | {"data": APPROVED["data"] | {"status": "archived"}}
    assert send(filed, json.dumps(strange)).json() == {"outcome": "unknown"}
    assert filed.status() == "awaiting_verification"


def test_a_webhook_that_comes_twice_counts_once(filed, sandbox):
    sandbox.faults({"kind": "webhook", "effect": "duplicated", "event": "order.under_review"})
    sandbox.verify(OWNER)
    sandbox.advance("2h")
    [delivery] = sandbox.deliveries("order.under_review")
    answers = [json.loads(attempt["answer"]) for attempt in delivery["attempts"]]
    assert answers == [{"outcome": "applied"}, {"outcome": "duplicate"}]
    assert [hook for hook, _ in filed.told()].count("order.under_review") == 1


def test_a_webhook_that_was_overtaken_does_not_move_the_order_back(filed, sandbox):
    sandbox.faults({"kind": "webhook", "effect": "lost", "event": "order.under_review"})
    sandbox.verify(OWNER)
    sandbox.advance("2h")
    assert filed.status() == "awaiting_verification", "it got lost"
    sandbox.review("approve")
    assert filed.status() == "approved"
    [lost] = sandbox.deliveries("order.under_review")
    late = sandbox.redeliver(lost)
    assert json.loads(late["attempts"][-1]["answer"]) == {"outcome": "stale"}
    assert filed.status() == "approved"


def test_the_end_of_the_first_round_told_during_the_second_does_not_move_it_back(filed, sandbox):
    sandbox.faults({"kind": "webhook", "effect": "lost", "event": "order.returned"})
    sandbox.advance("24h")
    filed.resubmit()
    [lost] = sandbox.deliveries("order.returned")
    sandbox.redeliver(lost)
    assert filed.told()[-1] == ("order.returned", "stale")
    assert (filed.status(), filed.order()["round"]) == ("awaiting_verification", 2)


def test_what_a_lost_webhook_would_have_told_can_be_asked_for(filed, sandbox):
    sandbox.faults({"kind": "webhook", "effect": "lost"})
    sandbox.advance("24h")
    assert filed.status() == "awaiting_verification"
    assert filed.post("/orders/P-1/refresh").json()["return_reason"] == "window_expired"
    assert filed.status() == "returned"


def test_what_happens_while_the_portal_is_down_is_told_when_it_is_up_again(filed, sandbox, start_portal):
    filed.stop()
    sandbox.advance("24h")
    [delivery] = sandbox.deliveries("order.returned")
    assert [attempt["error"] for attempt in delivery["attempts"]] == ["unreachable"]
    again = start_portal(sandbox.url)
    assert again.status() == "awaiting_verification"
    sandbox.put("/_sim/v1/webhook", {"url": again.hooks})
    sandbox.advance("5s")
    assert again.status() == "returned"
