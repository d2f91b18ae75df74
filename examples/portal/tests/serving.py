"""Runs what the tests talk to: beian-sim as a process, the portal under uvicorn in a thread.

Nothing is waited for by time: the process says when it is ready, and the portal's socket takes
connections before the portal does.
"""

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from portal.app import Settings, create

SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="


@contextmanager
def beian_sim() -> Iterator[str]:
    """The address of a beian-sim: started from the binary `BEIAN_SIM`, or the one that runs at
    `BEIAN_SIM_URL`, or started from the `beian-sim` on the path."""
    binary = os.environ.get("BEIAN_SIM")
    running = os.environ.get("BEIAN_SIM_URL")
    if running and not binary:
        yield running.rstrip("/")
        return
    binary = binary or shutil.which("beian-sim")
    if binary is None:
        raise RuntimeError("set BEIAN_SIM to the binary, or BEIAN_SIM_URL to where one serves")
    command = [binary, "--listen", "127.0.0.1:0", "--database", "sqlite::memory:"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        if not line.startswith("ready on "):
            raise RuntimeError(f"{binary} did not come up: {line!r}")
        yield line.removeprefix("ready on ").strip()
    finally:
        process.terminate()
        process.wait()


class Portal:
    """A running portal."""

    def __init__(self, authority: str, database: Path):
        # A beian-sim in a container reaches the portal at another address than a process beside it.
        host = os.environ.get("PORTAL_HOST", "127.0.0.1")
        listener = socket.create_server(("127.0.0.1" if host == "127.0.0.1" else "", 0))
        port = listener.getsockname()[1]
        app = create(Settings(authority, SECRET, str(database)))
        self._server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        self._thread = threading.Thread(target=self._server.run, args=([listener],))
        self._thread.start()
        self.hooks = f"http://{host}:{port}/hooks"
        self._client = httpx.Client(
            base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False
        )

    def stop(self) -> None:
        """Stops it; from then on nobody listens."""
        self._client.close()
        self._server.should_exit = True
        self._thread.join()

    def get(self, path: str) -> httpx.Response:
        return self._client.get(path)

    def post(self, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        return self._client.post(path, json=body)

    def file(self, order: dict[str, Any]) -> dict[str, Any]:
        """A customer files an order, and the authority takes it."""
        return self.post("/orders", order).raise_for_status().json()

    def resubmit(self, corrections: dict[str, Any] | None = None) -> dict[str, Any]:
        """The customer sends the returned order again."""
        return self.post("/orders/P-1/resubmit", corrections).raise_for_status().json()

    def order(self) -> dict[str, Any]:
        """The order as the portal knows it."""
        return self.get("/orders/P-1").raise_for_status().json()

    def status(self) -> str:
        return self.order()["status"]

    def told(self) -> list[tuple[str, str]]:
        """The webhooks that came, in their order: type and what they did."""
        return [(hook["type"], hook["outcome"]) for hook in self.order()["webhooks"]]
