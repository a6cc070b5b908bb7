"""The base of forms."""

from common.forms import PageForm


def test_a_width_for_a_field_that_a_form_has_not_is_left_out() -> None:
    class Form(PageForm):
        widths = {"none": "field-xs"}

    assert Form().fields == {}
