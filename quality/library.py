"""Great Expectations, loaded when it is first needed, and quiet."""

import logging
import os
import warnings
from functools import cache
from typing import Any


@cache
def great_expectations() -> Any:
    """Import Great Expectations once; the first call takes seconds. Nothing is sent to its makers."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    with warnings.catch_warnings():  # of what it imports where that is installed, and is not used here
        warnings.filterwarnings("ignore", "PySpark does not", FutureWarning)
        import great_expectations as gx  # noqa: PLC0415

    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    return gx


@cache
def context() -> Any:
    """Return this process's context: in memory, without progress bars."""
    gx = great_expectations()
    from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: PLC0415

    ephemeral = gx.get_context(mode="ephemeral")
    ephemeral.variables.progress_bars = ProgressBarsConfig(globally=False)
    return ephemeral
