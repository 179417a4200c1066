"""Names of cases that every process of a run gives alike, whenever it collects them."""


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case after its argument where its value is bytes that can't be read, else leave the name to pytest.

    gzip writes the second into what it packs, so two processes that collect in different seconds would have different
    cases, and pytest-xdist runs none of them.
    """
    is_read = not isinstance(val, bytes) or (val.isascii() and val.decode("ascii").isprintable())
    return None if is_read else argname
