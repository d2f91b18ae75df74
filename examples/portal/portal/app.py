"""The portal's routes: what its customers call, and where the authority's webhooks arrive.

    uvicorn --factory portal.app:from_environment
"""

import os
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from standardwebhooks import Webhook, WebhookVerificationError

from .authority import Authority, Refused, Unreachable
from .ledger import Ledger, UnknownOrder
from .page import page


@dataclass(frozen=True)
class Settings:
    """What must be known to run the portal."""

    beian_sim_url: str
    webhook_secret: str
    database: str


class Filing(BaseModel):
    """An order from a customer. What it must hold is the authority's to judge."""

    model_config = ConfigDict(extra="allow")
    order_no: str | None = None


class View(BaseModel):
    """As much of an order as the portal goes by; the rest is kept as it came."""

    model_config = ConfigDict(extra="allow")
    order_no: str
    round: int = Field(ge=1)
    status: str


class Event(BaseModel):
    """The body of a webhook."""

    type: str
    timestamp: str
    data: View


async def raw_body(request: Request) -> bytes:
    """The body byte for byte: the signature is over these bytes, not over what they mean."""
    return await request.body()


def from_environment() -> FastAPI:
    """The portal as the environment says."""
    secret = os.environ.get("PORTAL_WEBHOOK_SECRET")
    if not secret:
        raise SystemExit("PORTAL_WEBHOOK_SECRET is not set: the secret that webhooks are signed with")
    return create(
        Settings(
            beian_sim_url=os.environ.get("BEIAN_SIM_URL", "http://127.0.0.1:8080"),
            webhook_secret=secret,
            database=os.environ.get("PORTAL_DATABASE", "portal.db"),
        )
    )


def create(settings: Settings) -> FastAPI:
    """The portal."""
    authority = Authority(settings.beian_sim_url)
    ledger = Ledger(settings.database)
    seal = Webhook(settings.webhook_secret)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        authority.close()

    app = FastAPI(title="Filing portal", lifespan=lifespan)

    def file(order_no: str) -> dict[str, Any]:
        """Submits what is kept, and takes the answer over."""
        try:
            ledger.note(authority.submit(ledger.content(order_no)))
        except Refused:
            ledger.drop_draft(order_no)
            raise
        except Unreachable as error:
            hint = f"Order {order_no} is kept; POST /orders/{order_no}/submit tries again"
            raise Unreachable(f"{error}. {hint}") from error
        return ledger.order(order_no)

    @app.post("/orders", status_code=201)
    def submit_order(filing: Filing) -> Any:
        order_no = filing.order_no or f"F-{uuid.uuid4().hex[:12]}"
        content = filing.model_dump(exclude_unset=True) | {"order_no": order_no}
        if not ledger.draft(order_no, content):
            return _error(409, f"There is an order {order_no} already")
        return file(order_no)

    @app.post("/orders/{order_no}/submit")
    def submit_again(order_no: str) -> Any:
        """For an order that is still a draft because the authority could not be reached."""
        return file(order_no)

    @app.post("/orders/{order_no}/resubmit")
    def resubmit_order(order_no: str, corrections: dict[str, Any] | None = None) -> Any:
        ledger.order(order_no)
        ledger.note(authority.resubmit(order_no, corrections or {}))
        return ledger.order(order_no)

    @app.post("/orders/{order_no}/refresh")
    def refresh_order(order_no: str) -> Any:
        """Asks instead of waiting to be told: webhooks can be lost."""
        ledger.order(order_no)
        ledger.note(authority.show(order_no))
        return ledger.order(order_no)

    @app.get("/orders")
    def list_orders() -> Any:
        return {"orders": ledger.orders()}

    @app.get("/orders/{order_no}")
    def show_order(order_no: str) -> Any:
        return ledger.order(order_no)

    @app.get("/", response_class=HTMLResponse)
    def show_page() -> str:
        return page(ledger.orders())

    @app.post("/hooks")
    def receive_webhook(request: Request, body: Annotated[bytes, Depends(raw_body)]) -> Any:
        try:
            seal.verify(body, dict(request.headers), json_parse=False)
        # The package lets a few malformed headers through as a ValueError.
        except (WebhookVerificationError, ValueError):
            return _error(401, "The webhook's signature is not right")
        try:
            event = Event.model_validate_json(body)
        except ValidationError:
            return _error(400, "The webhook tells of no order")
        return {"outcome": ledger.receive(request.headers["webhook-id"], event.model_dump())}

    @app.exception_handler(Refused)
    def refused(_: Request, error: Refused) -> JSONResponse:
        return _error(error.status, f"The authority refuses it. {error.words}", error.fields)

    @app.exception_handler(Unreachable)
    def unreachable(_: Request, error: Unreachable) -> JSONResponse:
        return _error(502, str(error))

    @app.exception_handler(UnknownOrder)
    def unknown_order(_: Request, error: UnknownOrder) -> JSONResponse:
        return _error(404, str(error))

    return app


def _error(status: int, words: str, fields: list[dict[str, Any]] | None = None) -> JSONResponse:
    """What went wrong, in words, and with each bad field where fields are bad."""
    named = [{"field": field["pointer"], "problem": field["detail"]} for field in fields or []]
    return JSONResponse({"error": words, "fields": named}, status_code=status)
