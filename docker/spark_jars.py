"""Put the jars that Spark needs for a lake in an object store into this user's Ivy cache, while an image is built.

Java does not read certificates as they come, but where a build has its own (SSL_CERT_FILE) it must trust them.
"""

import os
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12Certificate, serialize_java_truststore
from cryptography.x509 import load_pem_x509_certificates

from lake import LakeLocation
from lake.spark import open_spark

PASSWORD = "changeit"  # noqa: S105 - Java's own word; there is no secret in the file


def java_options(certificates: Path, truststore: Path) -> str:
    """Write `truststore` of a file of PEM certificates, and return what makes Java use it."""
    trusted = [PKCS12Certificate(one, None) for one in load_pem_x509_certificates(certificates.read_bytes())]
    truststore.write_bytes(serialize_java_truststore(trusted, BestAvailableEncryption(PASSWORD.encode())))
    return f"-Djavax.net.ssl.trustStore={truststore} -Djavax.net.ssl.trustStorePassword={PASSWORD}"


def main() -> None:
    """Open a session that asks for the jars."""
    with tempfile.TemporaryDirectory() as folder:
        if certificates := os.environ.get("SSL_CERT_FILE"):
            os.environ["JDK_JAVA_OPTIONS"] = java_options(Path(certificates), Path(folder) / "truststore.p12")
        open_spark(LakeLocation(Path(folder) / "catalog.sqlite", "s3://lake/data"), "local[1]", {}).stop()


if __name__ == "__main__":
    main()
