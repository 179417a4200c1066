"""docker-compose.yml and Dockerfile as data: what the containers are started with, so that tests start the same."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])((?:[^{}]|\$\{[^}]*\})*))?\}|\$\$")


def compose(variables: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return docker-compose.yml with `variables` filled in; none: as it is written."""
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text) if variables is None else _filled(yaml.safe_load(text), variables)


def image_environment() -> dict[str, str]:
    """Return what the Dockerfile's last stage sets by ENV."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return dict(pair.split("=", 1) for line in re.findall(r"^ENV (.*)$", text, re.MULTILINE) for pair in line.split())


def secret_names() -> set[str]:
    """Return the variables that docker-compose.yml does not start without."""
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    return {name for name, kind, _ in VARIABLE.findall(text) if kind == "?"}


def _filled(value: Any, variables: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(item, variables) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, variables) for item in value]
    return VARIABLE.sub(lambda found: _value(found, variables), value) if isinstance(value, str) else value


def _value(found: re.Match[str], variables: Mapping[str, str]) -> str:
    name, kind, rest = found.groups()
    if name is None:
        return "$"
    if variables.get(name):
        return variables[name]
    if kind == "?":
        raise KeyError(f"{name}: {rest}")
    return rest or ""
