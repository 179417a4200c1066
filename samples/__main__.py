"""`python -m samples [--seed 7] [--days 8] [--articles 60] [--visits-per-day 4000] DIR` makes the newsroom in DIR."""

import argparse
from pathlib import Path

from samples.newsroom import make


def main() -> None:
    """Read the command line and make the newsroom it describes."""
    parser = argparse.ArgumentParser(prog="python -m samples", description="Make a fictional newsroom from a seed.")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--seed", type=int, default=7, help="the same seed gives the same bytes (default: 7)")
    parser.add_argument("--days", type=int, default=8, help="days of access logs, ending 2025-05-11 (default: 8)")
    parser.add_argument("--articles", type=int, default=60, help="articles of each edition (default: 60)")
    parser.add_argument("--visits-per-day", type=int, default=4000, help="people's visits a day (default: 4000)")
    given = parser.parse_args()
    try:
        make(
            given.folder,
            seed=given.seed,
            days=given.days,
            articles=given.articles,
            visits_per_day=given.visits_per_day,
        )
    except (FileExistsError, ValueError) as problem:
        parser.error(str(problem))
    print(given.folder)


if __name__ == "__main__":
    main()
