"""The whole story, by the generated client: each call typed, each answer held against what is known.

Each part has a sandbox of its own, whose clock stands, so that time passes when the story says so.
"""

import datetime

from beian_sim_client import AuthenticatedClient, Client
from beian_sim_client.api.control import (
    advance_clock_in,
    list_attempts_in,
    list_messages_in,
    review_order_in,
    set_sandbox,
    show_clock,
    show_timeline_in,
    show_truth_in,
)
from beian_sim_client.api.person import resend_in, verify_in
from beian_sim_client.api.provider import resubmit_order_in, show_order_in, submit_order_in
from beian_sim_client.api.service import metrics, version
from beian_sim_client.models import (
    AdvanceBy,
    ClockBody,
    ClockMode,
    CorrectionBody,
    Decision,
    Entity,
    FilingType,
    IdType,
    NearMissCode,
    OrderBody,
    Outcome,
    Person,
    Problem,
    ProblemCode,
    Province,
    ResendBody,
    ReturnReason,
    ReviewBody,
    SandboxBody,
    SeenStatus,
    Service,
    ServiceKind,
    SmsKind,
    Status,
    VerifyBody,
)

START = datetime.datetime.fromisoformat("2024-03-01T09:00:00+08:00")
PHONE, SUFFIX = "13800000001", "010014"


class Sandbox:
    """A sandbox that one part of the story happens in."""

    def __init__(self, client, name):
        self.client, self.name = client, name
        clock = ClockBody(mode=ClockMode.FROZEN, now=START)
        made = set_sandbox.sync_detailed(name, client=client, body=SandboxBody(seed=7, clock=clock))
        assert made.status_code == 201 and made.parsed.clock.now == START
        assert made.headers["location"] == f"/_sim/v1/sandboxes/{name}"

    def call(self, operation, *path, **given):
        return operation.sync(self.name, *path, client=self.client, **given)

    def submit(self, order_no="P-1"):
        person = Person(
            name="张三", phone=PHONE, id_type=IdType.RESIDENT_ID, id_number="330102199001010014"
        )
        order = OrderBody(
            order_no=order_no,
            filing_type=FilingType.FIRST_FILING,
            province=Province.ZJ,
            provider="云端示例",
            entity=Entity(name="示例公司", principal=person),
            services=[Service(name="示例网", kind=ServiceKind.WEBSITE, principal=person)],
        )
        return self.call(submit_order_in, body=order)

    def advance(self, by):
        return self.call(advance_clock_in, body=AdvanceBy(by=by))

    def verify(self, code, suffix=SUFFIX):
        body = VerifyBody(phone=PHONE, code=code, id_suffix=suffix)
        return self.call(verify_in, body=body).outcome

    def resend(self):
        return self.call(resend_in, body=ResendBody(phone=PHONE, id_suffix=SUFFIX)).outcome

    def inbox(self):
        return self.call(list_messages_in, to=PHONE).messages

    def wrong_code(self):
        code = int(self.inbox()[-1].code)
        return f"{(code + 1) % 1_000_000:06}"

    def seen(self, order_no="P-1"):
        return self.call(show_order_in, order_no)

    def truth(self, order_no="P-1"):
        return self.call(show_truth_in, order_no)


def verified(client):
    sandbox = Sandbox(client, "verified")
    order = sandbox.submit()
    assert order.status == SeenStatus.AWAITING_VERIFICATION and order.submitted_at == START
    assert sandbox.inbox() == []
    fired = sandbox.advance("5m").fired
    assert [event.order_no for event in fired] == ["P-1", "P-1"]
    [sms] = sandbox.inbox()
    assert sms.kind == SmsKind.FIRST and sms.code in sms.text and sms.from_ == "12381"
    assert sandbox.verify(sandbox.wrong_code()) == Outcome.NOT_FOUND
    [attempt] = sandbox.call(list_attempts_in).attempts
    assert attempt.near_miss.code == NearMissCode.WRONG_CODE and attempt.failures == 1
    assert sandbox.verify(sms.code) == Outcome.ALL_VERIFIED
    assert sandbox.seen().status == SeenStatus.AWAITING_VERIFICATION, "the provider lags behind"
    sandbox.advance("2h")
    assert sandbox.seen().status == SeenStatus.UNDER_REVIEW
    approval = ReviewBody(decision=Decision.APPROVE, reason="材料齐全")
    assert sandbox.call(review_order_in, "P-1", body=approval).status == Status.APPROVED
    again = sandbox.call(review_order_in, "P-1", body=approval)
    assert isinstance(again, Problem) and again.code == ProblemCode.WRONG_STATUS
    events = sandbox.call(show_timeline_in, "P-1").events
    assert all(event.rule and event.source for event in events)
    assert events[-1].type_.value == "order_approved"


def failed_five_times(client):
    sandbox = Sandbox(client, "failed")
    sandbox.submit()
    sandbox.advance("5m")
    outcomes = [sandbox.verify(sandbox.wrong_code()) for _ in range(5)]
    assert outcomes == [Outcome.NOT_FOUND] * 4 + [Outcome.FAILED]
    assert sandbox.verify(sandbox.inbox()[-1].code) == Outcome.CLOSED
    assert sandbox.truth().status == Status.VERIFICATION_FAILED
    assert sandbox.seen().status == SeenStatus.AWAITING_VERIFICATION
    sandbox.advance("24h")
    seen = sandbox.seen()
    assert (seen.status, seen.return_reason) == (SeenStatus.RETURNED, ReturnReason.FAILURE_LIMIT)


def resent_twice(client):
    sandbox = Sandbox(client, "resent")
    sandbox.submit()
    sandbox.advance("5m")
    outcomes = [sandbox.resend() for _ in range(3)]
    assert outcomes == [Outcome.RESENT, Outcome.RESENT, Outcome.RESEND_LIMIT]
    sandbox.advance("10m")
    kinds = [sms.kind for sms in sandbox.inbox()]
    assert kinds == [SmsKind.FIRST, SmsKind.RESEND, SmsKind.RESEND]
    [verifier] = sandbox.truth().verifiers
    assert (verifier.resends, verifier.resends_left) == (2, 0)
    assert sandbox.verify(sandbox.inbox()[-1].code) == Outcome.ALL_VERIFIED


def timed_out_and_resubmitted(client):
    sandbox = Sandbox(client, "resubmitted")
    sandbox.submit()
    sandbox.advance("5m")
    deadline = sandbox.truth().deadline
    assert deadline == START + datetime.timedelta(hours=24, minutes=5)
    early = sandbox.call(resubmit_order_in, "P-1", body=CorrectionBody())
    assert early.code == ProblemCode.WRONG_STATUS
    first_code = sandbox.inbox()[-1].code
    sandbox.advance("24h")
    seen = sandbox.seen()
    assert (seen.status, seen.return_reason) == (SeenStatus.RETURNED, ReturnReason.WINDOW_EXPIRED)
    again = sandbox.call(resubmit_order_in, "P-1", body=CorrectionBody(province=Province.SH))
    assert (again.round_, again.province, again.return_reason) == (2, Province.SH, None)
    sandbox.advance("5m")
    code = sandbox.inbox()[-1].code
    assert code != first_code and sandbox.inbox()[-1].round_ == 2
    assert sandbox.verify(code) == Outcome.ALL_VERIFIED


def refused(client):
    sandbox = Sandbox(client, "refused")
    problem = sandbox.submit(order_no="P 1")
    assert isinstance(problem, Problem) and problem.code == ProblemCode.INVALID
    [error] = problem.errors
    assert error.pointer == "/order_no"
    unknown = sandbox.seen("nothing")
    assert unknown.code == ProblemCode.UNKNOWN_ORDER and unknown.status == 404


def guarded(base):
    with Client(base_url=base, raise_on_unexpected_status=True) as client:
        problem = show_clock.sync(client=client)
        assert isinstance(problem, Problem) and problem.code == ProblemCode.UNAUTHORIZED


def tell(base, token):
    """Tells all of it against the simulator at that address, which lets nobody else control it."""
    guarded(base)
    with AuthenticatedClient(base, token, raise_on_unexpected_status=True) as client:
        for part in (verified, failed_five_times, resent_twice, timed_out_and_resubmitted, refused):
            part(client)
            print(f"told: {part.__name__}")
        assert version.sync(client=client).name == "beian-sim"
        assert "beian_sim_requests_total" in metrics.sync(client=client)
