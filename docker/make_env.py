"""`make secrets`: write .env, or the file that is named, with new passwords and keys.

`docker compose` reads it and git ignores it. Standard library alone: it runs before there is an environment.
"""

import base64
import os
import secrets
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

SECRETS = (
    "POSTGRES_PASSWORD",
    "AIRFLOW_DB_PASSWORD",
    "LAKE_DB_PASSWORD",
    "REDIS_PASSWORD",
    "S3_ACCESS_KEY",
    "S3_SECRET_KEY",
    "AIRFLOW_FERNET_KEY",
    "AIRFLOW_JWT_SECRET",
    "AIRFLOW_SECRET_KEY",
    "AIRFLOW_ADMIN_PASSWORD",
    "PAGES_PASSWORD",
    "FLOWER_PASSWORD",
)


def new_secret(name: str) -> str:
    """Return a new value: of letters and digits, so that it stands in a URL and in an .env file as it is."""
    if name == "AIRFLOW_FERNET_KEY":
        return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    return secrets.token_hex(10 if name == "S3_ACCESS_KEY" else 32 if name.endswith(("KEY", "SECRET")) else 16)


def main(file: Path) -> None:
    """Write `file`, for its owner's eyes only; exit with status 1 where there is one already."""
    head = (
        "# Passwords and keys of docker-compose.yml, made by `make secrets`. Keep it: the databases know these.\n"
        "# Airflow's page: user admin, AIRFLOW_ADMIN_PASSWORD. Report and data docs: user newslake, PAGES_PASSWORD.\n"
    )
    lines = [f"{name}={new_secret(name)}\n" for name in SECRETS]
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        sys.exit(f"{file} is there already and stays as it is: volumes made with its passwords need them")
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(head + "".join(lines))
    print(f"newslake: wrote {file}; `docker compose up` takes it from there")  # noqa: T201 - the terminal


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / ".env")
