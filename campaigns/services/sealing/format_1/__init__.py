"""Format 1 of a seal's document: four rules, groups as plain sums, ranks by totals. It never changes again."""

from campaigns.services.sealing.format_1.recomputing import recompute
from campaigns.services.sealing.format_1.shape import in_format_1

__all__ = ["in_format_1", "recompute"]
