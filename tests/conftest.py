"""Names of cases that every process of a run gives alike, whenever it collects them."""

MOST_BYTES = 40


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case after its argument where its value is packed or long bytes, else leave the name to pytest.

    gzip writes the second into what it packs, so two processes that collect in different seconds would have different
    cases, and pytest-xdist runs none of them.
    """
    if isinstance(val, bytes) and not (len(val) <= MOST_BYTES and val.isascii() and val.decode("ascii").isprintable()):
        return argname
    return None
