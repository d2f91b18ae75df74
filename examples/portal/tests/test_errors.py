"""What customers are told when the authority does not take an order, or cannot be reached."""

import socket

import pytest

from orders import OWNER, first_filing


@pytest.fixture
def nowhere():
    """An address that is taken, so that nobody else comes to serve there, and at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def test_every_bad_field_is_named_and_nothing_is_kept(portal):
    order = first_filing(OWNER | {"phone": "12"}) | {"province": "atlantis"}
    answer = portal.post("/orders", order)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("The authority refuses it. Fields are not acceptable")
    fields = [field["field"] for field in answer.json()["fields"]]
    assert sorted(fields) == ["/entity/principal/phone", "/province"]
    assert all(field["problem"] for field in answer.json()["fields"])
    assert portal.get("/orders").json() == {"orders": []}
    assert portal.file(first_filing())["status"] == "awaiting_verification", "corrected, it goes"


def test_an_order_that_is_not_returned_cannot_be_resubmitted(portal):
    portal.file(first_filing())
    answer = portal.post("/orders/P-1/resubmit")
    assert answer.status_code == 409
    assert "`P-1` is `awaiting_verification`" in answer.json()["error"]


def test_a_number_that_the_authority_knows_with_other_content_is_refused(portal, sandbox):
    sandbox.post("/v1/orders", first_filing(OWNER, OWNER))
    answer = portal.post("/orders", first_filing())
    assert answer.status_code == 409
    assert "`P-1` was submitted with other content" in answer.json()["error"]


def test_a_number_is_given_once(portal):
    portal.file(first_filing())
    assert portal.post("/orders", first_filing()).status_code == 409
    numberless = {name: value for name, value in first_filing().items() if name != "order_no"}
    numbers = {portal.file(numberless)["order_no"], portal.file(numberless)["order_no"]}
    assert len(numbers) == 2


def test_an_unknown_order_is_404(portal):
    for path in ["/orders/P-404/submit", "/orders/P-404/resubmit", "/orders/P-404/refresh"]:
        assert portal.post(path).status_code == 404
    assert portal.get("/orders/P-404").json()["error"] == "There is no order P-404 here"


def test_while_the_authority_is_unreachable_an_order_is_kept_and_goes_later(
    sandbox, start_portal, nowhere
):
    cut_off = start_portal(nowhere)
    answer = cut_off.post("/orders", first_filing())
    assert answer.status_code == 502
    assert "cannot be reached" in answer.json()["error"]
    assert "POST /orders/P-1/submit tries again" in answer.json()["error"]
    assert cut_off.status() == "draft"
    assert "尚未提交管局" in cut_off.get("/").text

    connected = start_portal(sandbox.url)
    assert connected.post("/orders/P-1/submit").json()["status"] == "awaiting_verification"


def test_an_order_whose_answer_got_lost_is_submitted_again_without_harm(
    sandbox, start_portal, nowhere
):
    start_portal(nowhere).post("/orders", first_filing())
    sandbox.post("/v1/orders", first_filing())
    connected = start_portal(sandbox.url)
    assert connected.post("/orders/P-1/submit").json()["status"] == "awaiting_verification"
    assert len(sandbox.get("/v1/orders")["orders"]) == 1


def test_a_refusal_that_is_not_the_authoritys_loses_no_order(portal, start_portal):
    # Another portal stands for whatever answers at an address that is set wrong.
    elsewhere = start_portal(portal.hooks.removesuffix("/hooks"))
    answer = elsewhere.post("/orders", first_filing())
    assert answer.status_code == 502
    assert "answers 404 and nothing of use" in answer.json()["error"]
    assert elsewhere.status() == "draft"


def test_the_page_shows_what_customers_enter_as_text(start_portal, nowhere):
    cut_off = start_portal(nowhere)
    cut_off.post("/orders", first_filing() | {"order_no": "<b>"})
    page = cut_off.get("/").text
    assert "&lt;b&gt;" in page and "<b>" not in page


def test_the_page_shows_phones_masked(portal):
    portal.file(first_filing())
    page = portal.get("/").text
    assert "138****0001" in page and OWNER["phone"] not in page
