"""Great Expectations, loaded when it is first needed, and quiet."""

import gc
import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from types import ModuleType
from typing import Any


@cache
def great_expectations() -> Any:
    """Import Great Expectations once; the first call takes seconds. Nothing is sent to its makers."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    left_out = {name: _LeftOut(name) for name in ("altair", "scipy.stats")}
    with _in_place_of({"pyspark": None, **left_out}), _here_for_good():
        import great_expectations as gx  # noqa: PLC0415

    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    return gx


class _LeftOut(ModuleType):
    """Stands for a module that Great Expectations imports for its charts and distributions, a third of its time."""

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"{self.__name__}.{name}: {self.__name__} is left out of Great Expectations: {__file__}")


@contextmanager
def _here_for_good() -> Iterator[None]:
    """Look for no garbage meanwhile, nor ever among what is made: an import makes none.

    A third of its time went into that, and as much again into the first batch that was judged.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collects:
            gc.enable()


@contextmanager
def _in_place_of(modules: Mapping[str, ModuleType | None]) -> Iterator[None]:
    """Let `modules` be found in the place of those of their names meanwhile; None is not found.

    What is installed would be imported, which takes seconds, and none of our checks uses it.
    """
    found = {name: sys.modules.pop(name, None) for name in modules}
    sys.modules.update(modules)  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name, module in found.items():
            del sys.modules[name]
            if module:
                sys.modules[name] = module


@cache
def context() -> Any:
    """Return this process's context: in memory, without progress bars."""
    gx = great_expectations()
    from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: PLC0415

    ephemeral = gx.get_context(mode="ephemeral")
    ephemeral.variables.progress_bars = ProgressBarsConfig(globally=False)
    ephemeral.variables.save = _keep_nothing  # else all of it is written as YAML, four times a batch, and never read
    return ephemeral


def _keep_nothing() -> None:
    """Save no variables."""


@contextmanager
def configurations_made_once() -> Iterator[None]:
    """Let an expectation make its configuration once meanwhile, in this thread: it is asked some seventy times."""
    _learn_to_remember()
    token = _configurations.set({})
    try:
        yield
    finally:
        _configurations.reset(token)


_configurations: ContextVar[dict[int, tuple[Any, Any]]] = ContextVar("configurations")
"""id of an expectation -> itself, so that the id stays its own, and its configuration."""


@cache
def _learn_to_remember() -> None:
    expectation = great_expectations().expectations.Expectation
    make = expectation.configuration.fget

    def configuration(self: Any) -> Any:
        made = _configurations.get(None)
        if made is None:
            return make(self)
        if id(self) not in made:
            made[id(self)] = (self, make(self))
        return made[id(self)][1]

    expectation.configuration = property(configuration)
