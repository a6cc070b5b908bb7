"""A line of a table in words."""

from campaigns.models import ScoringTable
from campaigns.queries.table_words import words_of


def test_a_penalty_says_that_it_takes_points_off(draft: ScoringTable) -> None:
    said = {code: words_of(draft.criteria.get(code=code)) for code in ("III.1", "IV.1", "IV")}
    assert said == {
        "III.1": "0,5 points for each, up to the maximum",
        "IV.1": "Taken off: 1 points for each, up to the maximum",
        "IV": "",
    }
