"""The document that a seal stores: written from rows, read, recomputed from itself, compared with today's rows."""

from campaigns.services.sealing.checks import Counted
from campaigns.services.sealing.comparing import compare
from campaigns.services.sealing.document import SEAL_FORMAT, Difference, Record, Writer, check_bytes, read
from campaigns.services.sealing.format_2 import Tried, try_sheet, try_table
from campaigns.services.sealing.recomputing import recompute
from campaigns.services.sealing.records import Pointer, documents
from campaigns.services.sealing.tables import records_of

__all__ = [
    "SEAL_FORMAT",
    "Counted",
    "Difference",
    "Pointer",
    "Record",
    "Tried",
    "Writer",
    "check_bytes",
    "compare",
    "documents",
    "read",
    "recompute",
    "records_of",
    "try_sheet",
    "try_table",
]
