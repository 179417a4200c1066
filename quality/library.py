"""Great Expectations, loaded when it is first needed, and quiet."""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any


@cache
def great_expectations() -> Any:
    """Import Great Expectations once; the first call takes seconds. Nothing is sent to its makers."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    with _hidden("pyspark"):
        import great_expectations as gx  # noqa: PLC0415

    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    return gx


@contextmanager
def _hidden(module: str) -> Iterator[None]:
    """Let `module` not be found: it would be imported where it is installed, which takes seconds, and is not used."""
    found = sys.modules.get(module)
    sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[module]
        if found:
            sys.modules[module] = found


@cache
def context() -> Any:
    """Return this process's context: in memory, without progress bars."""
    gx = great_expectations()
    from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: PLC0415

    ephemeral = gx.get_context(mode="ephemeral")
    ephemeral.variables.progress_bars = ProgressBarsConfig(globally=False)
    return ephemeral
