"""The report, the exports and the data docs beside Airflow's own pages, at /newslake, for whom Airflow lets in."""

from typing import Any, ClassVar

from airflow.plugins_manager import AirflowPlugin

PREFIX = "/newslake"


class Pages:
    """The web app, made at its first request: every task's process loads plugins, and none of them needs this."""

    def __init__(self) -> None:
        self._app: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        if self._app is None:
            from dags.steps.pages import web_app

            self._app = web_app(PREFIX)
        await self._app(scope, receive, send)


class NewslakePages(AirflowPlugin):  # type: ignore[misc]
    """Mounts the pages and puts them into Airflow's menu."""

    name = "newslake_pages"
    fastapi_apps: ClassVar[list[Any]] = [{"app": Pages(), "url_prefix": PREFIX, "name": "Newslake"}]
    external_views: ClassVar[list[Any]] = [
        {"name": "Report", "href": f"{PREFIX}/report/", "destination": "nav", "category": "browse"},
        {"name": "Data docs", "href": f"{PREFIX}/data_docs/", "destination": "nav", "category": "browse"},
    ]
