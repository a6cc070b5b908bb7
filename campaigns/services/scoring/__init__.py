"""Points in SQL: lines, groups, standings; a constant number of statements for a table, whatever the number of unions.

`clusters` limits the work to the participants of these clusters, in which None stands for "in no cluster"; None is all.
A whole cluster is computed at once: in some rules its leader moves everybody.
"""

from campaigns.services.scoring.erasing import erase_lines, erase_past, erase_standings
from campaigns.services.scoring.lines import bounds_of, write_lines
from campaigns.services.scoring.moves import write_moves
from campaigns.services.scoring.standings import store_ranks_across, write_standings

__all__ = [
    "bounds_of",
    "erase_lines",
    "erase_past",
    "erase_standings",
    "store_ranks_across",
    "write_lines",
    "write_moves",
    "write_standings",
]
