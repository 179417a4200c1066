"""What the tasks do, free of Airflow: each step puts sources, transforms, quality and lake together."""
