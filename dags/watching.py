"""How runs are watched: Airflow's own settings for lineage, metrics and logs, made from ours.

Reasons: docs/decisions/0030-watching.md.
"""

import json

from settings import Settings


def watching_environment(settings: Settings) -> dict[str, str]:
    """Return the variables of Airflow that [lineage], [metrics] and [logs] mean."""
    return {**_lineage(settings), **_metrics(settings), **_logs(settings)}


def start_metrics() -> None:
    """Let this process send metrics, as Airflow's own processes do; needs the environment to be set."""
    from airflow.sdk.configuration import conf
    from airflow.sdk.observability import stats
    from airflow.sdk.observability.metrics import stats_utils

    stats.initialize(
        factory=stats_utils.get_stats_factory(), export_legacy_names=conf.getboolean("metrics", "legacy_names_on")
    )


def _lineage(settings: Settings) -> dict[str, str]:
    chosen = settings.lineage
    if chosen.to == "nowhere":
        return {"AIRFLOW__OPENLINEAGE__DISABLED": "True"}
    if chosen.to == "file":
        way = {"type": "dags.lineage_transport.Folder", "folder": str(settings.home / "lineage"),
               "keep": chosen.keep_files}  # fmt: skip
    else:
        way = {
            "type": "dags.lineage_transport.Server", "url": chosen.url, "timeout": chosen.timeout_seconds,
            "retry": {"total": 0}, "auth": {"type": "dags.lineage.KeyOfEnvironment"},
        }  # fmt: skip
    return {
        "AIRFLOW__OPENLINEAGE__DISABLED": "False",
        "AIRFLOW__OPENLINEAGE__TRANSPORT": json.dumps(way),
        "AIRFLOW__OPENLINEAGE__NAMESPACE": chosen.namespace,
        "AIRFLOW__OPENLINEAGE__EXTRACTORS": "dags.lineage.LakeExtractor",
        # A fork of a process that has DuckDB's threads may hang; a thread that takes too long is left behind.
        "AIRFLOW__OPENLINEAGE__EXECUTE_IN_THREAD": "True",
        "AIRFLOW__OPENLINEAGE__EXECUTION_TIMEOUT": str(int(chosen.timeout_seconds) + 3),
    }


def _metrics(settings: Settings) -> dict[str, str]:
    chosen = settings.metrics
    if not chosen.statsd:
        return {"AIRFLOW__METRICS__STATSD_ON": "False"}
    host, _, port = chosen.statsd.partition(":")
    return {
        "AIRFLOW__METRICS__STATSD_ON": "True",
        "AIRFLOW__METRICS__STATSD_HOST": host,
        "AIRFLOW__METRICS__STATSD_PORT": port,
        "AIRFLOW__METRICS__STATSD_PREFIX": chosen.prefix,
        "AIRFLOW__METRICS__STATSD_INFLUXDB_ENABLED": str(chosen.tags == "influxdb"),
    }


def _logs(settings: Settings) -> dict[str, str]:
    return {"AIRFLOW__LOGGING__JSON_LOGS": str(settings.logs.format == "json")}
