"""The sentence that says why unions share a rank."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from campaigns.explanations import tie_sentence


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_tie_names_the_others_and_the_ranks_left_out() -> None:
    assert tie_sentence(2, ["Hoàng Mai"]) == (
        "Shares rank 2 with Hoàng Mai: the table has no secondary criterion to part them; nobody is rank 3."
    )
    assert tie_sentence(2, ["A", "B"]).startswith("Shares rank 2 with A, B:")
    assert tie_sentence(2, ["A", "B"]).endswith("; nobody is rank 3 to 4.")
    assert "A, B, C, D and 296 other units" in tie_sentence(1, ["A", "B", "C", "D", *["x"] * 296])
