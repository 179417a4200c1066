"""Certificates for tests: one that holds, and those that do not."""

import ssl
import tempfile
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "courier.example"


def certificates():
    """Return server contexts by what is wrong with their certificate, and a client's that trusts their authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Port Lumen Test Authority")])
    authority = certificate(name, name, key, key, days=(-1, 30), authority=True)
    trust = ssl.create_default_context(cadata=pem(authority))
    contexts = {}
    for kind, host, days, signer in (
        ("https", HOST, (-1, 30), key),
        ("selfsigned", HOST, (-1, 30), None),
        ("expired", HOST, (-30, -1), key),
        ("wronghost", "other.example", (-1, 30), key),
    ):
        own = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        made = certificate(subject, name if signer else subject, own, signer or own, days=days, host=host)
        contexts[kind] = server_context(own, made)
    return contexts, trust


def one_certificate(host):
    """Return a server's context for `host`, and the certificate of the authority that it is trusted by, as PEM."""
    key, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Port Lumen Test Authority")])
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    made = certificate(subject, name, own, key, days=(-1, 30), host=host)
    return server_context(own, made), pem(certificate(name, name, key, key, days=(-1, 30), authority=True))


def certificate(subject, issuer, key, signer, *, days, authority=False, host=HOST):
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if not authority:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
    return builder.sign(signer, hashes.SHA256())


def pem(made):
    return made.public_bytes(serialization.Encoding.PEM).decode()


def key_pem(key):
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def server_context(key, made):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
        file.write(key_pem(key) + pem(made))
        file.flush()
        context.load_cert_chain(file.name)
    return context
