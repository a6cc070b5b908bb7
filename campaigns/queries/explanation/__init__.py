"""Why a union has the points, the band and the rank that it has."""

from campaigns.queries.explanation.explaining import Explanation, explain
from campaigns.queries.explanation.lines import Line

__all__ = ["Explanation", "Line", "explain"]
