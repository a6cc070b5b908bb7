"""The documents of a phase's clusters as records, read from the rows in pieces: memory does not grow with the phase."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from campaigns.models import Participant, Phase
from campaigns.services.sealing.document import SEAL_FORMAT, SEAL_FORMS, Record
from campaigns.services.sealing.format_1 import in_format_1
from campaigns.services.sealing.heads import Heads
from campaigns.services.sealing.participants import participants
from common.formats import form_of

#: Participants read at a time.
PIECE = 1000
#: A participant's id with the revision to read.
Wanted = tuple[int, int]
#: A cluster's id, None for the unions that are in none, with the revision to read.
Pointer = tuple[int | None, int]


def documents(
    phase: Phase, pointers: Sequence[Pointer], number: int = SEAL_FORMAT
) -> Iterator[tuple[int | None, Iterator[Record]]]:
    """For each (cluster, revision), in the order given, its cluster and its records in the form of this format.

    The records of one are read to their end before the next is asked for. Raises UnknownFormat.
    """
    form_of(SEAL_FORMS, number)
    places: dict[int | None, list[tuple[int, int | None]]] = {}
    everybody = Participant.objects.filter(phase=phase).order_by("pk")
    for pk, home, table in everybody.values_list("pk", "cluster_id", "table_id"):
        places.setdefault(home, []).append((pk, table))
    # Format 1 is cut out of what format 2 says.
    heads = Heads(phase, pointers, max(number, 2))
    judged = heads.judged
    wanted = ((pk, revision) for cluster, revision in pointers for pk, _table in places.get(cluster, []))
    records = chain.from_iterable(
        participants(phase, piece, only_counting=number > 1, judged=judged) for piece in _pieces(wanted)
    )
    for cluster, revision in pointers:
        mine = places.get(cluster, [])
        tables = {table for _pk, table in mine if table is not None}
        whole = _whole(heads.of(cluster, revision, tables), islice(records, len(mine)))
        yield cluster, in_format_1(whole) if number == 1 else whole


def _pieces(wanted: Iterator[Wanted]) -> Iterator[list[Wanted]]:
    while piece := list(islice(wanted, PIECE)):
        yield piece


def _whole(head: Iterable[Record], people: Iterable[Record]) -> Iterator[Record]:
    """Head, participants, and an end that counts them."""
    yield from head
    counts = {"participants": 0, "lines": 0, "standings": 0}
    for record in people:
        yield record
        counts["participants"] += 1
        counts["lines"] += len(record["lines"])
        counts["standings"] += record["standing"] is not None
    yield {"record": "end", **counts}
