"""Before a column was sent, and where the phase asks for none."""

import pytest

from campaigns.choices import StageKind
from campaigns.models import CrossCheck
from tests.campaigns.columns.cast import SELF_ENDS, stage
from tests.campaigns.columns.test_pages import checking, later, place, scoring
from tests.cast import OPENS, Season
from tests.pages import get, text_of

__all__ = ["checking", "later", "scoring"]


@pytest.mark.usefixtures("later")
def test_before_a_cross_check_was_sent_its_page_says_who_checks_and_until_when(checking: Season) -> None:
    world = checking.world
    said = text_of(get(world.hoa, "cross-check", place(checking)))
    checker = CrossCheck.objects.get(checked=place(checking)).checker.union.short_name
    assert f"{checker} checks this union; then it is read here." in said
    assert ("until the end of 10/08/2024" in said, "Sum of the lines" in said) == (True, False)
    CrossCheck.objects.all().delete()
    assert "Nobody is named yet who checks this union" in text_of(
        get(world.hoa, "cross-check", place(checking))
    )


def test_a_stage_that_is_off_has_no_link_on_the_sheet_and_no_empty_page(season: Season) -> None:
    hoa, pk = season.world.hoa, place(season)
    said = text_of(get(hoa, "sheet", pk))
    assert ("/self-score/" in said, "/cross-check/" in said) == (False, False)
    said = text_of(get(hoa, "cross-check", pk))
    assert ("asks for no cross-check" in said, "Sum of the lines" in said, "class=\"empty\"" in said) == (
        True, False, False,
    )  # fmt: skip
    stage(season, StageKind.CROSS_CHECK, OPENS, SELF_ENDS)
    said = text_of(get(hoa, "sheet", pk))
    assert ("/self-score/" in said, "/cross-check/" in said) == (False, True)
