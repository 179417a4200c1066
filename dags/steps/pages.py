"""The folders that are served: files as they lie, to those whom Airflow lets in, and to no script's advantage."""

from typing import Any
from urllib.parse import quote

from settings import load

FOLDERS = ("report", "data_docs", "exports")
HEADERS = {
    # Pages are opened as if from a site of their own: nothing in them reaches Airflow's API or its login.
    "Content-Security-Policy": "sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


def web_app(prefix: str) -> Any:
    """Return the app that Airflow mounts at `prefix`."""
    from airflow.api_fastapi.auth.managers.models.resource_details import AccessView
    from airflow.api_fastapi.core_api.security import requires_access_view
    from fastapi import Depends, FastAPI, HTTPException, Request
    from fastapi.responses import RedirectResponse
    from starlette.staticfiles import StaticFiles

    home = load().home
    files = {name: StaticFiles(directory=home / name, html=True, check_dir=False) for name in FOLDERS}
    app = FastAPI(title="Newslake", docs_url=None, redoc_url=None, openapi_url=None)

    @app.exception_handler(401)
    async def to_login(request: Request, _error: Any) -> Any:
        return RedirectResponse(f"/api/v2/auth/login?next={quote(str(request.url), safe='')}", headers=HEADERS)

    @app.get("/", dependencies=[Depends(requires_access_view(AccessView.WEBSITE))])
    async def to_report() -> Any:
        return RedirectResponse(f"{prefix}/report/", headers=HEADERS)

    @app.api_route(
        "/{folder}/{path:path}", methods=["GET", "HEAD"],
        dependencies=[Depends(requires_access_view(AccessView.WEBSITE))],
    )  # fmt: skip
    async def file(folder: str, path: str, request: Request) -> Any:
        # Names with a leading dot are files half written and locks.
        if folder not in files or any(part.startswith(".") for part in path.split("/")) or "\0" in path:
            raise HTTPException(404)
        answer = await files[folder].get_response(path or ".", request.scope)
        answer.headers.update(HEADERS)
        return answer

    return app
