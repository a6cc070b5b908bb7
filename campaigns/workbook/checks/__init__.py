"""What must be true of a workbook, one part of it a file. Each `check` adds to the faults."""

from campaigns.workbook.checking import Check, Plan, check_sheet, complete_participant, complete_result
from campaigns.workbook.checks import campaign, figures, organisation, scoring
from campaigns.workbook.faults import Faults
from campaigns.workbook.layout import SHEETS
from campaigns.workbook.reading import Book, Counter, Progress, silent
from campaigns.workbook.snapshot import Snapshot


def check(book: Book, snapshot: Snapshot, faults: Faults, progress: Progress = silent) -> Plan:
    """Find every fault of the workbook and what it would change; the plan may be carried out when there is no fault."""
    checking = Check(book, snapshot, faults)
    for row in book.pages["results"].rows:
        complete_result(row)
    for row in book.pages["participants"].rows:
        complete_participant(row)
    scoring.complete(checking)
    if campaign.is_foreign(checking):
        return checking.plan
    counter = Counter(progress, 2 * book.total, done=book.total)
    for sheet in SHEETS:
        check_sheet(checking, sheet.key, counter)
    for part in (organisation, campaign, scoring, figures):
        part.check(checking)
    faults.sort()
    return checking.plan
