"""Whatever is changed in a document of format 2, its hash with it, the recomputation from the document alone names it.

The document is the golden example that holds everything; no database is asked.
"""

import json
from functools import cache
from pathlib import Path

import pytest

from campaigns.services import sealing
from campaigns.services.sealing import Counted, Difference
from tests.campaigns.forging import outcomes, tables

FOLDER = Path(__file__).parent.parent / "golden" / "formats"
FORGERIES = outcomes.FORGERIES | tables.FORGERIES


@cache
def stored() -> str:
    """The golden example as text."""
    (path,) = FOLDER.glob("seal-2.everything.*")
    return json.dumps(list(sealing.read(path.read_bytes(), 2)))


def test_untouched_document_is_right() -> None:
    assert sealing.recompute(json.loads(stored())) == Counted(lines=78, standings=6)


def test_document_in_which_another_key_parts_equals_is_right_where_its_ranks_say_so() -> None:
    assert sealing.recompute(tables.parted_by_women(json.loads(stored()))) == Counted(lines=78, standings=6)


@pytest.mark.parametrize("what", FORGERIES)
def test_forged_document_is_found(what: str) -> None:
    records = json.loads(stored())
    forge, words = FORGERIES[what]
    forge(records)
    with pytest.raises(Difference) as difference:
        sealing.recompute(records)
    assert str(difference.value).startswith(words)
