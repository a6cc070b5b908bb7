"""Whatever is changed in a document of format 2, its hash with it, the recomputation from the document alone names it.

The documents are the golden examples that hold everything, and a year; no database is asked.
"""

import json
from functools import cache
from pathlib import Path

import pytest

from campaigns.services import sealing
from campaigns.services.sealing import Counted, Difference
from tests.campaigns.forging import outcomes, tables, years

FOLDER = Path(__file__).parent.parent / "golden" / "formats"
OF_PHASE = outcomes.FORGERIES | tables.FORGERIES
FORGERIES = {("everything", what): forged for what, forged in OF_PHASE.items()}
FORGERIES |= {("year", what): forged for what, forged in years.FORGERIES.items()}


@cache
def stored(name: str = "everything") -> str:
    """A golden example as text."""
    (path,) = FOLDER.glob(f"seal-2.{name}.*")
    return json.dumps(list(sealing.read(path.read_bytes(), 2)))


def test_untouched_documents_are_right() -> None:
    assert sealing.recompute(json.loads(stored())) == Counted(lines=78, standings=6)
    assert sealing.recompute(json.loads(stored("year"))) == Counted(lines=12, standings=3)


def test_document_in_which_another_key_parts_equals_is_right_where_its_ranks_say_so() -> None:
    assert sealing.recompute(tables.parted_by_women(json.loads(stored()))) == Counted(lines=78, standings=6)


@pytest.mark.parametrize(("name", "what"), FORGERIES)
def test_forged_document_is_found(name: str, what: str) -> None:
    records = json.loads(stored(name))
    forge, words = FORGERIES[name, what]
    forge(records)
    with pytest.raises(Difference) as difference:
        sealing.recompute(records)
    assert str(difference.value).startswith(words)
