"""The standings: total, rank and band of every participant, in one INSERT … SELECT through a chain of tables.

`total` and `scored` (`totals`), `keyed` and `ranked` (`ranks`), `graded` and `banded` (`bands`); each stands beside its
plain twin of the same name in `campaigns.rules`.
"""

from django.db.models import Case, Value, When

from campaigns.models import Phase, Standing
from campaigns.queries.across import ranked_across
from campaigns.queries.standing_tables import Banded
from campaigns.services.scoring.bands import grade
from campaigns.services.scoring.plan import plan_of
from campaigns.services.scoring.ranks import rank
from campaigns.services.scoring.totals import Clusters, chain_of_totals
from common.db import insert_from, update_select
from common.upkeep import work_in_memory

#: What a standing keeps as it stands in the last table.
KEPT = (
    "cluster_id", "points", "summed", "rescaled", "cut", "most", "members", "women", "reported", "lines",
)  # fmt: skip
FLAGS = ("is_tied", "is_silent", "is_young", "is_on_border")
STORED = {"participant": "participant_id", "revision": "at_revision", "rank": "rank_found"}
STORED |= {name: name for name in KEPT} | {name: f"{name}_found" for name in FLAGS}
STORED |= {"band": "band_id", "band_found": "band_found_id"}


def write_standings(*, phase: Phase, revision: int, clusters: Clusters = None) -> int:
    """Total, rank inside each cluster and band; ties as ties, silent unions apart. Returns how many."""
    work_in_memory(on_all_rows=clusters is None)
    clusters = None if clusters is None else list(clusters)
    plan = plan_of(phase)
    chain = chain_of_totals(plan, revision, clusters)
    chain.add(plan.given_tables())
    rank(chain, plan, revision, clusters)
    grade(chain, plan, revision, clusters)
    flags = {f"{name}_found": Case(When(**{name: 1}, then=True), default=False) for name in FLAGS}
    rows = Banded.objects.annotate(at_revision=Value(revision), **flags)
    return insert_from(Standing, STORED, rows, given=chain.given)


def store_ranks_across(*, phase: Phase) -> int:
    """Keep the ranks across clusters and inside sectors of the visible revisions; one statement. Returns how many."""
    columns = {"participant": "participant_id", "revision": "revision"}
    columns |= {"rank_across": "across", "rank_in_sector": "in_sector"}
    return update_select(Standing, columns, ranked_across(phase), match=("participant", "revision"))
