"""Format 3 of a seal's document: format 2, and what waited at the final and was changed after the close."""

from campaigns.services.sealing.format_3.recomputing import recompute

__all__ = ["recompute"]
