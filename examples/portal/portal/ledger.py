"""The portal's own memory: its orders and the webhooks that it received, in SQLite.

Invariants: a webhook counts once, and together with what it changes; an order never moves back.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

SCHEMA = """
create table if not exists orders (
  order_no text primary key,
  content text not null,          -- as it is submitted
  round integer not null,         -- 0: not yet submitted
  status text not null,
  view text not null              -- as the authority last told it
) strict;
create table if not exists webhooks (
  id text primary key,
  order_no text not null references orders,
  type text not null,
  happened_at text not null,      -- by the authority's clock
  outcome text not null           -- applied, stale or unknown
) strict;
"""

DRAFT = "draft"

# How far each status lies along its round. Within a round an order only ever goes forward, and a
# resubmission opens the next round. So round and place tell what is newer, and no clock is needed:
# neither the order of arrival nor equal timestamps can mislead.
PLACES = {
    DRAFT: 0,
    "awaiting_verification": 1,
    "under_review": 2,
    "returned": 3,
    "approved": 3,
    "rejected": 3,
    "withdrawn": 3,
}


class UnknownOrder(Exception):
    """The portal has no order of that number."""

    def __init__(self, order_no: str):
        super().__init__(f"There is no order {order_no} here")


class Ledger:
    """The orders and webhooks in that database file."""

    def __init__(self, database: str):
        self._database = database
        with closing(self._connect()) as connection:
            connection.execute("pragma journal_mode = wal")
            connection.executescript(SCHEMA)

    def draft(self, order_no: str, content: dict[str, Any]) -> bool:
        """Keeps an order before it is submitted, so that a webhook which is faster than the answer
        finds it. False where there is one of that number."""
        with self._writing() as connection:
            added = connection.execute(
                "insert into orders values (?, ?, 0, ?, '{}') on conflict do nothing",
                (order_no, json.dumps(content, ensure_ascii=False), DRAFT),
            )
            return added.rowcount == 1

    def drop_draft(self, order_no: str) -> None:
        """Forgets an order that the authority did not accept."""
        with self._writing() as connection:
            connection.execute(
                "delete from orders where order_no = ? and status = ?", (order_no, DRAFT)
            )

    def content(self, order_no: str) -> dict[str, Any]:
        """What is submitted as that order."""
        with closing(self._connect()) as connection:
            return json.loads(_find(connection, order_no)["content"])

    def note(self, view: dict[str, Any]) -> str:
        """Takes over what the authority answered, as far as it is news: `applied` or `stale`."""
        with self._writing() as connection:
            return _advance(connection, view)

    def receive(self, webhook_id: str, event: dict[str, Any]) -> str:
        """Takes in a webhook: `applied`, `stale`, `unknown` or `duplicate`."""
        with self._writing() as connection:
            known = connection.execute("select 1 from webhooks where id = ?", (webhook_id,))
            if known.fetchone():
                return "duplicate"
            view = event["data"]
            outcome = _advance(connection, view)
            connection.execute(
                "insert into webhooks values (?, ?, ?, ?, ?)",
                (webhook_id, view["order_no"], event["type"], event["timestamp"], outcome),
            )
            return outcome

    def orders(self) -> list[dict[str, Any]]:
        """Every order, newest first."""
        with closing(self._connect()) as connection:
            rows = connection.execute("select * from orders order by rowid desc")
            return [_told(row) for row in rows]

    def order(self, order_no: str) -> dict[str, Any]:
        """One order, with the webhooks that told of it in the order in which they came."""
        with closing(self._connect()) as connection:
            order = _told(_find(connection, order_no))
            rows = connection.execute(
                "select id, type, happened_at, outcome from webhooks where order_no = ?"
                " order by rowid",
                (order_no,),
            )
            return order | {"webhooks": [dict(row) for row in rows]}

    def _connect(self) -> sqlite3.Connection:
        # Without Python's own transactions: `_writing` begins and ends them.
        connection = sqlite3.connect(self._database, timeout=10, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute("pragma foreign_keys = on")
        return connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with closing(self._connect()) as connection:
            # Immediate, so that two webhooks at once are judged one after the other.
            connection.execute("begin immediate")
            try:
                yield connection
            except BaseException:
                connection.execute("rollback")
                raise
            connection.execute("commit")


def _find(connection: sqlite3.Connection, order_no: str) -> sqlite3.Row:
    found = connection.execute("select * from orders where order_no = ?", (order_no,)).fetchone()
    if found is None:
        raise UnknownOrder(order_no)
    return found


def _advance(connection: sqlite3.Connection, view: dict[str, Any]) -> str:
    order = _find(connection, view["order_no"])
    if view["status"] not in PLACES:
        return "unknown"
    told = (view["round"], PLACES[view["status"]])
    if told <= (order["round"], PLACES[order["status"]]):
        return "stale"
    connection.execute(
        "update orders set round = ?, status = ?, view = ? where order_no = ?",
        (view["round"], view["status"], json.dumps(view, ensure_ascii=False), view["order_no"]),
    )
    return "applied"


def _told(row: sqlite3.Row) -> dict[str, Any]:
    view = json.loads(row["view"])
    return {
        "order_no": row["order_no"],
        "status": row["status"],
        "round": row["round"],
        "return_reason": view.get("return_reason"),
        "sms_verify_status": view.get("sms_verify_status"),
        "verifiers": view.get("verifiers", []),
        "updated_at": view.get("updated_at"),
    }
