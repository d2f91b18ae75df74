"""One sandbox a test, so that tests run in parallel and none knows of another."""

import uuid
from collections.abc import Callable, Iterator

import pytest

import serving
from sandbox import Sandbox
from serving import SECRET, Portal


@pytest.fixture(scope="session")
def beian_sim() -> Iterator[str]:
    with serving.beian_sim() as address:
        yield address


@pytest.fixture
def sandbox(beian_sim: str) -> Iterator[Sandbox]:
    """A sandbox of the test's own. Its name does not matter: codes and lags follow from its seed."""
    sandbox = Sandbox(beian_sim, f"portal-{uuid.uuid4().hex[:12]}")
    yield sandbox
    sandbox.remove()


@pytest.fixture
def start_portal(tmp_path) -> Iterator[Callable[[str], Portal]]:
    """Starts portals of the test; a later one carries on with the database of the one before."""
    started = []

    def start(authority: str) -> Portal:
        started.append(Portal(authority, tmp_path / "portal.db"))
        return started[-1]

    yield start
    for portal in started:
        portal.stop()


@pytest.fixture
def portal(sandbox: Sandbox, start_portal: Callable[[str], Portal]) -> Portal:
    """A portal that files in the test's sandbox and is told of its orders."""
    portal = start_portal(sandbox.url)
    sandbox.put("/_sim/v1/webhook", {"url": portal.hooks, "secret": SECRET})
    return portal
