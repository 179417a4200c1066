"""Writing requests to Airflow's API one after another, where its metadata is in SQLite.

Each of them writes the audit log on the server's event loop, and waits there for the transaction of any other. That
one ends by the same loop, so that both stand still until SQLite's patience ends, and every task's report with them.
SQLite has one writer at a time anyway; PostgreSQL needs none of this.
"""

import asyncio
from typing import Any, ClassVar

from airflow.configuration import conf
from airflow.plugins_manager import AirflowPlugin

READING = {"GET", "HEAD", "OPTIONS"}


class OneWriter:
    """An ASGI middleware: a request that may write is passed on once the one before is answered."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._turn = asyncio.Lock()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] in READING:
            await self._app(scope, receive, send)
            return
        async with self._turn:
            await self._app(scope, receive, send)


class NewslakeOneWriter(AirflowPlugin):  # type: ignore[misc]
    """Puts the middleware before all of Airflow's pages and interfaces."""

    name = "newslake_one_writer"
    fastapi_root_middlewares: ClassVar[list[Any]] = (
        [{"name": name, "middleware": OneWriter}]
        if conf.get_mandatory_value("database", "sql_alchemy_conn").startswith("sqlite")
        else []
    )
