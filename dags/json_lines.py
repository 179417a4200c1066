"""Log lines of `make run` as JSON, as Airflow writes those of its tasks: an object a line, with the ids of the run."""

import json
import logging
from datetime import UTC, datetime


class JsonLines(logging.Formatter):
    """Writes a record with what is bound to the context: run, task, try, map index, input."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its end."""
        from structlog.contextvars import get_contextvars

        told = {
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(), "level": record.levelname.lower(),
            "event": record.getMessage(), "logger": record.name, **get_contextvars(),
        }  # fmt: skip
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)
