"""Format 2 of a seal's document, recomputed in plain Python by `campaigns.rules` and the rules of `campaigns.scoring`.

Once these go on to compute anything otherwise, what they were is kept here, as format 1 keeps what it was.
"""

from campaigns.services.sealing.format_2.recomputing import recompute
from campaigns.services.sealing.format_2.trial import Tried, try_sheet, try_table

__all__ = ["Tried", "recompute", "try_sheet", "try_table"]
