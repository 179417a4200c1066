"""Health checks of docker-compose.yml: exit status 0 when well, 1 with the reason when not.

`health.py http URL`, `health.py job TYPE` (Airflow's processes that have no page to ask: the age of this container's
heartbeat in the metadata database) and `health.py worker`. Without Airflow's import, which takes seconds each time.
"""

import os
import socket
import sys
import urllib.request

OLDEST_HEARTBEAT = 60
"""Seconds. Airflow's processes have one every 5 s."""


def http(url: str) -> None:
    """Require an answer of status 200."""
    with urllib.request.urlopen(url, timeout=8) as answer:  # noqa: S310 - the compose file's own
        if answer.status != 200:  # noqa: PLR2004 - OK
            raise RuntimeError(f"{url}: status {answer.status}")


def job(kind: str) -> None:
    """Require a running job of that kind on this host with a fresh heartbeat."""
    import psycopg2  # noqa: PLC0415 - only this check needs it

    database = os.environ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"].replace("postgresql+psycopg2://", "postgresql://")
    connection = psycopg2.connect(database, connect_timeout=8)
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT extract(epoch FROM now() - max(latest_heartbeat)) FROM job "
                "WHERE job_type = %s AND hostname = %s AND state = 'running'",
                (kind, socket.gethostname()),
            )
            (age,) = cursor.fetchone()
    finally:
        connection.close()
    if age is None or age > OLDEST_HEARTBEAT:
        raise RuntimeError(f"{kind}: no heartbeat" if age is None else f"{kind}: heartbeat {age:.0f} s old")


def worker() -> None:
    """Require an answer of this host's Celery worker."""
    from celery import Celery  # noqa: PLC0415 - only this check needs it

    name = f"celery@{socket.gethostname()}"
    app = Celery(broker=os.environ["AIRFLOW__CELERY__BROKER_URL"], set_as_current=False)
    if not app.control.ping(destination=[name], timeout=8, limit=1):
        raise RuntimeError(f"{name}: no answer")


if __name__ == "__main__":
    try:
        {"http": http, "job": job, "worker": worker}[sys.argv[1]](*sys.argv[2:])
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is wrong
        sys.exit(f"{type(error).__name__}: {error}")
