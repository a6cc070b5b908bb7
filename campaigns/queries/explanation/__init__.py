"""Why a union has the points, the band and the rank that it has."""

from campaigns.queries.explanation.explaining import Explanation, explain
from campaigns.queries.explanation.lines import Line
from campaigns.queries.explanation.years import YearExplanation, YearLine, explain_year

__all__ = ["Explanation", "Line", "YearExplanation", "YearLine", "explain", "explain_year"]
