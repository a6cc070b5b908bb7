"""The whole check."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from campaigns.models import ScoringTable
from campaigns.queries.table_check.bands import check_bands
from campaigns.queries.table_check.drawn import Drawn, draw
from campaigns.queries.table_check.findings import Finding, at, warning
from campaigns.queries.table_check.leaves import check_leaves
from campaigns.queries.table_check.maxima import check_maxima
from campaigns.queries.table_check.ties import check_ties
from campaigns.queries.table_check.tree import check_ring, check_tree
from campaigns.queries.table_check.unions import check_unions
from campaigns.queries.table_check.versions import check_versions


@dataclass(frozen=True)
class Check:
    """What was found, faults before warnings, each in the order of the table."""

    findings: tuple[Finding, ...]

    @property
    def faults(self) -> list[Finding]:
        """What stands between the table and its agreement."""
        return [finding for finding in self.findings if finding.is_fault]

    @property
    def warnings(self) -> list[Finding]:
        """What somebody signs by agreeing the table."""
        return [finding for finding in self.findings if not finding.is_fault]

    def unsigned(self, signed: Iterable[str]) -> list[Finding]:
        """Warnings whose sentence is not among the signed ones."""
        held = set(signed)
        return [finding for finding in self.warnings if finding.said not in held]


def check_table(table: ScoringTable) -> Check:
    """Check a table; a constant number of queries, whatever stands in it."""
    drawn = draw(table)
    found = list(check_ring(drawn)) or _rest(drawn)
    return Check(tuple(sorted(found, key=lambda finding: not finding.is_fault)))


def _rest(drawn: Drawn) -> list[Finding]:
    found = list(check_tree(drawn))
    if any(finding.key == "bare" for finding in found):
        return found
    found += [*check_leaves(drawn), *check_maxima(drawn), *check_bands(drawn), *check_ties(drawn)]
    found += [*check_unions(drawn), *check_versions(drawn)]
    if drawn.table.is_sample:
        said = _("The table is a sample: it is to be corrected before it is agreed.")
        found.append(warning("sample", at(drawn.table, "is_sample"), said))
    return found
