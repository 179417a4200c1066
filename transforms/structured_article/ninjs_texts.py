"""Texts of a ninjs item: lists of {role, contenttype, value} in version 2 and 3, keys such as body_xhtml in 1."""

from collections.abc import Sequence
from typing import Any, NamedTuple

Item = dict[str, Any]
HTML, PLAIN, OTHER = range(3)


class TypedText(NamedTuple):
    """One text, what it is for, and how it is written."""

    value: str
    role: str
    rank: int
    """HTML, PLAIN or OTHER."""


def typed_texts(item: Item, name: str, plural: str | None = None) -> list[TypedText]:
    """Return all texts that `item` has under `name`, in their order."""
    found = []
    for one in items(item.get(plural or f"{name}s")):
        value, media = plain_value(one.get("value")), str(one.get("contenttype") or "").lower()
        if value:
            found.append(TypedText(value, str(one.get("role") or "").lower(), _rank(media, str(one.get("role")))))
    for key, old in item.items():
        if (key == name or key.startswith(f"{name}_")) and isinstance(old, str) and old.strip():
            role = key.removeprefix(name).strip("_")
            found.append(TypedText(old, role.removesuffix("xhtml").strip("_"), _rank("", role)))
    return found


def text_with_role(texts: Sequence[TypedText], roles: Sequence[str] = ()) -> str | None:
    """Return the first text of the first of `roles` that there is; without roles the first text."""
    if not roles:
        return _single(texts[0].value) if texts else None
    return next((_single(one.value) for role in roles for one in texts if one.role == role), None)


def items(value: Any) -> list[Item]:
    """Return the objects of a list, of a dictionary that names them (version 1), or the one object."""
    if isinstance(value, dict):
        inner = [one for one in value.values() if isinstance(one, dict)]
        return inner if inner and len(inner) == len(value) else [value]
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def plain_text(value: Any) -> str | None:
    """Return a text with single spaces; None if it is none or empty."""
    return " ".join(str(value).split()) or None if isinstance(value, str | int | float) else None


def plain_value(value: Any) -> str | None:
    """Return a text as it is; None if it is none or empty."""
    return value if isinstance(value, str) and value.strip() else None


def _single(text: str) -> str | None:
    return plain_text(text)


def _rank(media: str, role: str) -> int:
    if "nitf" in role or "nitf" in media or media.endswith("/xml"):
        return OTHER
    return HTML if "html" in media or "html" in role else PLAIN
