"""When: schedules, assets, retries. The only place that imports airflow."""
