"""Taking a campaign workbook in: all of it in one transaction, or nothing."""

from campaigns.services.workbook.importing import Outcome, ask_import, import_workbook

__all__ = ["Outcome", "ask_import", "import_workbook"]
