"""The document that a seal stores.

It is written from rows, read back, recomputed from itself alone, and compared with today's rows.
"""

from campaigns.services.sealing.comparing import compare
from campaigns.services.sealing.document import SEAL_FORMAT, Difference, Writer, check_bytes, read
from campaigns.services.sealing.recomputing import Counted, recompute
from campaigns.services.sealing.records import documents

__all__ = [
    "SEAL_FORMAT",
    "Counted",
    "Difference",
    "Writer",
    "check_bytes",
    "compare",
    "documents",
    "read",
    "recompute",
]
