"""The lake's servers with a certificate that has expired: the message names the server and the remedy."""

import os
import shutil
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

import lake
from lake.location import LakeLocation, ObjectStore
from tests.integration.certificates import HOST, certificate, certificates, key_pem, pem
from tests.integration.services import postgres  # noqa: F401 - fixture

REMEDY = "It has expired, is another host's, or is of an authority that is not in"
RENEWED_SECONDS = 20


@pytest.fixture
def with_tls(postgres, tmp_path):  # noqa: F811
    """A lake on a PostgreSQL server with TLS, and what gives that server a certificate of so many days."""
    key, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Port Lumen Test Authority")])
    authority = tmp_path / "authority.pem"
    authority.write_text(pem(certificate(name, name, key, key, days=(-60, 30), authority=True)))
    data = Path(postgres.psql("postgres", "SHOW data_directory"))

    def give(days):
        made = certificate(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)]), name, own, key, days=days)
        for file, text in (("server.crt", pem(made)), ("server.key", key_pem(own))):
            (data / file).write_text(text)
            (data / file).chmod(0o600)
            if os.geteuid() == 0:
                shutil.chown(data / file, "postgres", "postgres")
        postgres.psql("postgres", "SELECT pg_reload_conf()")

    give((-30, -1))
    postgres.psql("postgres", "ALTER SYSTEM SET ssl = on")
    postgres.psql("postgres", "SELECT pg_reload_conf()")
    url = postgres.url("certified").replace("127.0.0.1", HOST)
    checked = f"?hostaddr=127.0.0.1&sslmode=verify-full&sslrootcert={authority}"
    yield LakeLocation.of(url + checked, str(tmp_path / "data")), give
    postgres.psql("postgres", "ALTER SYSTEM RESET ssl")
    postgres.psql("postgres", "SELECT pg_reload_conf()")


def opened(location):
    try:
        lake.connect(location, read_only=False).close()
    except lake.LakeError as error:
        return str(error)
    return ""


def test_a_database_whose_certificate_has_expired(with_tls):
    location, give = with_tls
    until = time.monotonic() + RENEWED_SECONDS
    while "SSL error" not in (told := opened(location)) and time.monotonic() < until:
        time.sleep(0.2)  # the server has not read its settings yet
    first, second = told.splitlines()
    assert first.startswith(f"postgresql://newslake@{HOST}:")
    assert "the server's certificate is refused: connection to server at" in first
    assert second == f"{REMEDY} sslrootcert of [lake] catalog: docs/runbooks/expired-certificates.md"
    give((-1, 30))
    while opened(location) and time.monotonic() < until:
        time.sleep(0.2)
    assert opened(location) == ""


def test_a_store_whose_certificate_has_expired(tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "newslake")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "no secret")
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.socket = certificates()[0]["expired"].wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    endpoint = f"127.0.0.1:{server.server_port}"
    place = LakeLocation.of(
        str(tmp_path / "catalog.sqlite"), "s3://newsroom/x", ObjectStore(endpoint, url_style="path")
    )
    told = opened(place)
    server.shutdown()
    first, second = told.splitlines()
    assert first.startswith(f"s3://newsroom/x at {endpoint}: the server's certificate is refused: IO Error: SSL peer")
    assert second == f"{REMEDY} the certificates of the system: docs/runbooks/expired-certificates.md"
