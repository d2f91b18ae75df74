"""What a test does to its sandbox: it stands for the clock, the people with the phones, and the authority."""

from typing import Any

import httpx

from orders import suffix

START = "2024-03-01T09:00:00+08:00"


class Sandbox:
    """One sandbox of a running beian-sim, with a frozen clock."""

    def __init__(self, base_url: str, name: str):
        self.url = f"{base_url}/s/{name}"
        self._itself = f"{base_url}/_sim/v1/sandboxes/{name}"
        self._client = httpx.Client(base_url=self.url, timeout=60, trust_env=False)
        self.put("/_sim/v1/clock", {"mode": "frozen", "now": START})

    def remove(self) -> None:
        """Leaves nothing behind in a beian-sim that goes on running."""
        self._call("DELETE", self._itself)
        self._client.close()

    def get(self, path: str, **params: Any) -> dict[str, Any]:
        return self._call("GET", path, params=params).json()

    def put(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return self._call("PUT", path, json=body).json()

    def post(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        return self._call("POST", path, json=body or {}).json()

    def _call(self, method: str, path: str, **content: Any) -> httpx.Response:
        answer = self._client.request(method, path, **content)
        # The problem document says what is wrong; a bare status does not.
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer

    # The clock.

    def advance(self, by: str) -> dict[str, Any]:
        """Lets time pass. When it answers, the webhooks that fell due have been tried."""
        return self.post("/_sim/v1/clock/advance", {"by": by})

    def settle(self) -> None:
        """Lets no time pass, only what is due already: the webhooks of the call before."""
        self.advance("0s")

    # The people.

    def inbox(self, person: dict[str, Any]) -> list[dict[str, Any]]:
        """The SMS that arrived at a person's phone."""
        messages = self.get("/_sim/v1/messages", to=person["phone"])["messages"]
        return [message for message in messages if message["status"] == "delivered"]

    def code(self, person: dict[str, Any]) -> str:
        """The code in a person's newest SMS."""
        return self.inbox(person)[-1]["code"]

    def verify(
        self, person: dict[str, Any], *, code: str | None = None, id_suffix: str | None = None
    ) -> str:
        """A person enters what stands in the SMS, or something else; the outcome."""
        entered = {
            "phone": person["phone"],
            "code": code or self.code(person),
            "id_suffix": id_suffix or suffix(person),
        }
        return self.post("/v1/verify", entered)["outcome"]

    def resend(self, person: dict[str, Any]) -> str:
        """A person asks for another SMS; the outcome."""
        entered = {"phone": person["phone"], "id_suffix": suffix(person)}
        return self.post("/v1/resend", entered)["outcome"]

    # The authority.

    def review(self, decision: str) -> None:
        """The authority decides, and the provider is told."""
        self.post("/_sim/v1/orders/P-1/review", {"decision": decision})
        self.settle()

    # What goes wrong, and what became of the webhooks.

    def faults(self, *faults: dict[str, Any]) -> None:
        """What goes wrong from now on."""
        self.put("/_sim/v1/faults", {"faults": list(faults)})

    def deliveries(self, event: str) -> list[dict[str, Any]]:
        """The webhooks of a type, newest first."""
        return self.get("/_sim/v1/webhook/deliveries", type=event)["deliveries"]

    def redeliver(self, delivery: dict[str, Any]) -> dict[str, Any]:
        """Sends a webhook again; when it answers, that was tried."""
        return self.post(f"/_sim/v1/webhook/deliveries/{delivery['id']}/redeliver")
