"""Tasks of a backfill go last, in Airflow's own order of what waits for a pool."""

from types import SimpleNamespace

from dags.priorities import BackfillsLast


def weight(run_id, *downstream):
    task = SimpleNamespace(get_flat_relative_ids=lambda upstream: () if upstream else downstream)
    return BackfillsLast().get_weight(SimpleNamespace(run_id=run_id, task=task))


def test_a_backfill_goes_behind_all_that_is_no_backfill():
    assert weight("backfill__2025-04-01T00:00:00+00:00", "close_hours", "watch") == 0
    assert weight("scheduled__2026-11-28T14:00:00+00:00") == 1
    assert weight("manual__2026-11-28T14:00:00+00:00", "close_hours", "watch") == 3
