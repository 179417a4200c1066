"""The HTML report: what a run left in the lake, on one page that needs nothing else."""

from exports.report.figures import read_figures
from exports.report.page import render

__all__ = ["read_figures", "render"]
