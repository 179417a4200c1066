"""Images for a test of docker-compose.yml: the public ones, or stand-ins where no registry can be reached."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.compose.compose_file import ROOT
from tests.compose.engine import Engine
from tests.integration.services import _versitygw

HERE = Path(__file__).with_name("stand_ins")
SUITE = "bookworm"
PACKAGES = "python3,python3-venv,python3-pip,ca-certificates"
VARIABLES = {
    "PYTHON_IMAGE": "python", "POSTGRES_IMAGE": "postgres", "REDIS_IMAGE": "redis", "NGINX_IMAGE": "nginx",
    "S3_IMAGE": "s3",
}  # fmt: skip
"""Variable of the compose file -> target of stand_ins/Dockerfile."""


def images(engine: Engine) -> dict[str, str]:
    """Return the variables that name the base images: none where the public ones can be had."""
    if engine.docker("pull", "--quiet", "redis:8-alpine", check=False, timeout=60).returncode == 0:
        return {}
    base = f"newslake-stand-in/debian:{SUITE}"
    if engine.docker("image", "inspect", base, check=False).returncode:
        _import_base(engine, base)
    with tempfile.TemporaryDirectory(prefix="newslake-stand-ins-") as name:
        shutil.copytree(HERE, name, dirs_exist_ok=True)
        shutil.copy(_versitygw(), name)
        made = {variable: f"newslake-stand-in/{target}:local" for variable, target in VARIABLES.items()}
        for variable, target in VARIABLES.items():
            engine.build(Path(name), tag=made[variable], target=target, arguments={"BASE": base})
    return made


def build_newslake(engine: Engine, bases: dict[str, str], tag: str, target: str) -> None:
    """Build the project's own image, with this machine's certificates and package index as secrets of the build."""
    arguments = {name: image for name, image in bases.items() if name == "PYTHON_IMAGE"}
    candidates = {
        "certificates": os.environ.get("SSL_CERT_FILE", ""),
        "pip": os.environ.get("PIP_CONFIG_FILE", "/etc/pip.conf"),
        "uv": os.environ.get("UV_CONFIG_FILE", "/etc/uv/uv.toml"),
    }
    secrets = {name: file for name, file in candidates.items() if file and Path(file).is_file()}
    engine.build(ROOT, tag=tag, target=target, arguments=arguments, secrets=secrets)


def _import_base(engine: Engine, tag: str) -> None:
    """Make the base image of Debian's packages."""
    if not shutil.which("debootstrap") or os.geteuid():
        pytest.skip("no image registry can be reached, and no stand-ins be made: debootstrap and root are needed")
    with tempfile.TemporaryDirectory(prefix="newslake-debian-") as name:
        command = ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", SUITE, name]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"no image registry can be reached, and debootstrap failed: {done.stdout.strip()[-300:]}")
        archive = subprocess.Popen(["tar", "-C", name, "-c", "."], stdout=subprocess.PIPE)
        engine.docker("import", "-", tag, stdin=archive.stdout)
        archive.wait()
