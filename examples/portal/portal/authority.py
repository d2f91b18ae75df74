"""The authority's interface for providers, and nothing that only a test may do (`/_sim/`).

Invariant: whatever comes back, or does not, becomes an answer, a `Refused` or an `Unreachable`.
"""

from typing import Any
from urllib.parse import quote

import httpx

TIMEOUT_SECONDS = 10

# What the portal goes by in an order that the authority shows.
NEEDED = {"order_no", "round", "status"}


class Unreachable(Exception):
    """No usable answer came. The call may have been accepted all the same."""


class Refused(Exception):
    """The authority does not accept the call; nothing of it is stored there."""

    def __init__(self, status: int, problem: dict[str, Any]):
        self.status = status
        self.code = problem.get("code", "unknown")
        self.fields = problem.get("errors", [])
        self.words = f"{problem.get('title', 'Refused')}: {problem.get('detail', 'no detail given')}"
        super().__init__(self.words)


class Authority:
    """Calls the authority at that base address."""

    def __init__(self, base_url: str):
        self._base_url = base_url
        self._client = httpx.Client(base_url=base_url, timeout=TIMEOUT_SECONDS)

    def submit(self, order: dict[str, Any]) -> dict[str, Any]:
        """Submits an order. Safe to repeat: the same number with the same content is one order."""
        return self._call("POST", "/v1/orders", order)

    def resubmit(self, order_no: str, corrections: dict[str, Any]) -> dict[str, Any]:
        """Sends a returned order into its next round."""
        return self._call("POST", f"/v1/orders/{quote(order_no, safe='')}/resubmit", corrections)

    def show(self, order_no: str) -> dict[str, Any]:
        """The order as the authority tells it to the provider."""
        return self._call("GET", f"/v1/orders/{quote(order_no, safe='')}")

    def close(self) -> None:
        self._client.close()

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        try:
            answer = self._client.request(method, path, json=body)
        except httpx.HTTPError as error:
            why = str(error) or type(error).__name__
            raise Unreachable(f"The authority at {self._base_url} cannot be reached: {why}") from error
        try:
            content = answer.json()
        except ValueError:
            content = None
        if isinstance(content, dict):
            if answer.is_success and NEEDED <= content.keys():
                return content
            if answer.is_client_error and _is_problem(answer):
                raise Refused(answer.status_code, content)
        # Its own failure, or something else that answers in its place, such as a proxy.
        raise Unreachable(
            f"The authority at {self._base_url} answers {answer.status_code} and nothing of use"
        )


def _is_problem(answer: httpx.Response) -> bool:
    """Whether it says what is wrong, by RFC 9457."""
    return answer.headers.get("content-type", "").startswith("application/problem+json")
