"""The sheets that carry the organisation, in the order in which they stand in a workbook and are written."""

from units.workbook.clusters import Clusters
from units.workbook.headcounts import Headcounts
from units.workbook.members import Members
from units.workbook.people import People
from units.workbook.terms import Terms
from units.workbook.unions import Unions

SHEETS = (Unions, Clusters, Members, Terms, People, Headcounts)
