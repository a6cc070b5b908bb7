"""The document that a seal stores: written from rows, read, recomputed from itself, compared with today's rows."""

from campaigns.services.sealing.checks import Counted
from campaigns.services.sealing.comparing import compare
from campaigns.services.sealing.document import SEAL_FORMAT, Difference, Record, Writer, check_bytes, read
from campaigns.services.sealing.format_2 import Tried, try_sheet, try_table
from campaigns.services.sealing.matching import Compared, Given, Place, Sees, compare_given
from campaigns.services.sealing.recomputing import recompute
from campaigns.services.sealing.records import Pointer, documents
from campaigns.services.sealing.sampling import LEAST, PartLine, SealedLine, sampled_lines
from campaigns.services.sealing.tables import records_of

__all__ = [
    "LEAST",
    "SEAL_FORMAT",
    "Compared",
    "Counted",
    "Difference",
    "Given",
    "PartLine",
    "Place",
    "Pointer",
    "Record",
    "SealedLine",
    "Sees",
    "Tried",
    "Writer",
    "check_bytes",
    "compare",
    "compare_given",
    "documents",
    "read",
    "recompute",
    "records_of",
    "sampled_lines",
    "try_sheet",
    "try_table",
]
