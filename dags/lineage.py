"""OpenLineage events name the lake's tables: the provider's events of runs and tasks, with datasets of ours.

The provider makes datasets of assets and of SQL that hooks run. Ours are neither: it has no converter for the scheme of
our assets, and the steps speak to DuckDB themselves. So its extension point for one kind of task tells it: what a
task reads is written down here, what it wrote the lake tells by its commits.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from airflow.providers.openlineage.extractors.base import BaseExtractor, OperatorLineage
from openlineage.client.event_v2 import InputDataset, OutputDataset
from openlineage.client.facet_v2 import output_statistics_output_dataset, schema_dataset
from openlineage.client.transport.http import TokenProvider

from dags.reads import READS, WRITES_FILES
from dags.task_events import commits_of_task, input_of
from settings.watching import LINEAGE_KEY

MOST_INPUTS = 200
"""Files named in one event; a first run over years of logs has thousands."""


class LakeExtractor(BaseExtractor):  # type: ignore[misc]
    """Tells the provider what a task of ours reads and writes."""

    @classmethod
    def get_operator_classnames(cls) -> list[str]:
        """Return the kinds of tasks that are asked: all of ours are functions under @task."""
        return ["_PythonDecoratedOperator"]

    def _execute_extraction(self) -> OperatorLineage:
        """Return what a task that starts is known to read."""
        given = input_of(self.operator).get("path")
        return OperatorLineage(
            inputs=[*([_file(Path(given).as_uri())] if given else []), *map(_table, READS.get(self._task, ()))]
        )

    def extract_on_complete(self, task_instance: Any) -> OperatorLineage:  # noqa: ARG002 - the provider's signature
        """Return what a task that is over read, files too, and what it committed, even if it failed afterwards."""
        from settings import load

        commits = commits_of_task()
        files = [_file(uri) for uri in [uri for commit in commits for uri in commit.inputs][:MOST_INPUTS]]
        inputs = {(one.namespace, one.name): one for one in [*self._execute_extraction().inputs, *files]}
        outputs = {name: _written(name, change) for commit in commits for name, change in commit.tables.items()}
        folders = [_file((load().home / folder).as_uri(), OutputDataset) for folder in WRITES_FILES.get(self._task, ())]
        return OperatorLineage(inputs=[*inputs.values()], outputs=[*outputs.values(), *folders])

    @property
    def _task(self) -> str:
        return f"{self.operator.dag_id}.{self.operator.task_id}"


class KeyOfEnvironment(TokenProvider):
    """The server's key, read where it is needed: no configuration that Airflow shows has it."""

    def get_bearer(self) -> str | None:
        """Return the header's value; None where there is no key."""
        key = os.environ.get(LINEAGE_KEY, "")
        return f"Bearer {key}" if key else None


def _table(name: str) -> InputDataset:
    return InputDataset(namespace=_lake_namespace(), name=f"main.{name}", facets=_schema(name))


def _written(name: str, change: Any) -> OutputDataset:
    statistics = output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(rowCount=max(change.rows_more, 0))
    return OutputDataset(
        namespace=_lake_namespace(), name=f"main.{name}", facets=_schema(name),
        outputFacets={"outputStatistics": statistics},
    )  # fmt: skip


def _schema(name: str) -> dict[str, Any]:
    from schemas import CONTRACTS

    fields = [
        schema_dataset.SchemaDatasetFacetFields(name=column.name, type=column.type)
        for column in CONTRACTS[name].columns
    ]
    return {"schema": schema_dataset.SchemaDatasetFacet(fields=fields)}


def _lake_namespace() -> str:
    """Return what tells lakes apart: the catalog, without user and password."""
    from dags.steps.place import lake_location
    from settings import load

    parts = urlsplit(str(lake_location(load()).catalog))
    host = parts.hostname or ""
    port = f":{parts.port}" if parts.port else ""
    return f"ducklake://{host}{port}{parts.path}"


def _file(uri: str, kind: type[Any] = InputDataset) -> Any:
    """Return the dataset of a file or a page of the web, named as OpenLineage names them."""
    parts = urlsplit(uri)
    namespace = "file" if parts.scheme == "file" else f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    return kind(namespace=namespace, name=parts.path or "/")
