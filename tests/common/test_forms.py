"""The base of forms."""

from django import forms
from django.http import QueryDict

from common.forms import PageForm


class Text(PageForm):
    """A text of ten characters at most."""

    text = forms.CharField(max_length=10, widget=forms.Textarea)


def test_a_width_for_a_field_that_a_form_has_not_is_left_out() -> None:
    class Form(PageForm):
        widths = {"none": "field-xs"}

    assert Form().fields == {}


def test_a_line_break_counts_once_however_a_browser_sends_it() -> None:
    for sent in ("four\r\nfive!", "four\nfive!", "four\rfive!"):
        form = Text({"text": sent})
        assert form.is_valid(), sent
        assert form.cleaned_data["text"] == "four\nfive!"
    query = QueryDict("text=four%0D%0Afive!")
    assert Text(query).is_valid()


def test_a_text_that_is_too_long_is_not_cut_and_the_limit_is_named() -> None:
    form = Text({"text": "eleven char"})
    assert form.errors["text"] == ["Please keep this within 10 characters; now it has 11."]
    html = str(form["text"])
    assert ("maxlength" in html, 'data-limit="10"' in html) == (False, True)
