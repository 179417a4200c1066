"""The sections of newslake.toml that say how runs are watched. Reasons: docs/decisions/0030-watching.md."""

from typing import Literal

from pydantic import Field, model_validator

from settings.sections import Section

LINEAGE_KEY = "NEWSLAKE_LINEAGE_API_KEY"
"""Variable with the key of a lineage server: secrets are in no file."""


class Lineage(Section):
    """Where OpenLineage events go."""

    to: Literal["file", "http", "nowhere"] = "file"
    """file: {home}/lineage/, a JSON event a line; http: the server at `url`."""
    url: str = Field(default="", pattern=r"^(https?://[^/\s@]+(/\S*)?)?$")
    """Of a server that takes OpenLineage events at /api/v1/lineage; its key: NEWSLAKE_LINEAGE_API_KEY."""
    namespace: str = Field(default="newslake", pattern=r"^[\w.:/-]+$")
    """Of the jobs; what tells two installations apart."""
    keep_files: int = Field(default=32, ge=1)
    """Files that are kept, the newest: one a UTC day, another after 32 MiB."""
    timeout_seconds: float = Field(default=2.0, gt=0, le=30)
    """A server that does not answer is given up after this long, twice a task, and its event is lost."""

    @model_validator(mode="after")
    def _http_has_url(self) -> "Lineage":
        if (self.to == "http") != bool(self.url):
            raise ValueError('url and to = "http" belong together: give both or none')
        return self


class Metrics(Section):
    """Where counts go: Airflow's own, and those that docs/metrics.md lists."""

    statsd: str = Field(default="", pattern=r"^([\w.-]+:\d{1,5})?$")
    """Host and UDP port of a StatsD server; empty: nowhere."""
    prefix: str = Field(default="airflow", pattern=r"^[\w.-]+$")
    """Of every name."""
    tags: Literal["none", "influxdb"] = "none"
    """influxdb: tags behind the name, as Telegraf and Prometheus' statsd_exporter read them; ours are in the name."""


class Logs(Section):
    """What log lines look like."""

    format: Literal["text", "json"] = "text"
    """json: an object a line on standard output, with the ids of run, task and input. Files of task logs always are."""
