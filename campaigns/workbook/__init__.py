"""The sheets of the campaign workbook, in the order in which they stand in the file and are written.

A stable interface: keys never change. Titles and captions are part of the file and stay Vietnamese in either language
of the pages. `docs/workbook.md` is made from it.
"""

from campaigns.workbook.bands import Bands, Conditions, Downgrades
from campaigns.workbook.campaign import Campaigns, CampaignSheet
from campaigns.workbook.contents import Contents
from campaigns.workbook.criteria import Criteria
from campaigns.workbook.facts import Facts
from campaigns.workbook.indicators import Indicators
from campaigns.workbook.participants import Participants
from campaigns.workbook.phases import Phases
from campaigns.workbook.results import Results
from campaigns.workbook.stages import Stages
from campaigns.workbook.steps import Steps
from campaigns.workbook.tables import Tables
from campaigns.workbook.targets import Targets
from campaigns.workbook.tie_breaks import TieBreaks
from campaigns.workbook.years import YearParts, Years
from common.workbook.sheets import Sheet
from units.workbook import SHEETS as ORGANISATION

OF_A_CAMPAIGN: tuple[type[CampaignSheet], ...] = (
    Phases,
    Contents,
    Indicators,
    Tables,
    Criteria,
    Steps,
    Bands,
    Conditions,
    Downgrades,
    TieBreaks,
    Participants,
    YearParts,
    Years,
    Stages,
    Targets,
    Results,
)
SHEETS: tuple[type[Sheet], ...] = (*ORGANISATION, Facts, Campaigns, *OF_A_CAMPAIGN)
BY_KEY = {sheet.key: sheet for sheet in SHEETS}
