"""Forms of nominations and of registrations for titles."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awards.choices import Catalogue, Recipient
from awards.forms.fields import set_choices
from awards.models import Award, Registration
from awards.queries.nomination_page import Offered
from campaigns.forms.campaigns import area
from common.forms import PageForm
from units.models import Union

OTHER = "other"


class RecipientForm(PageForm):
    """Whom it is for: somebody of the union, or a name that is typed. A collective is the union itself."""

    who = forms.ChoiceField(label=gettext_lazy("Recipient"), widget=forms.RadioSelect)
    name = forms.CharField(
        label=gettext_lazy("Full name"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("When the recipient is not in the list above."),
    )
    widths = {"name": "field-md"}

    def offer_people(self, award: Award, people: Offered) -> None:
        """Keep the fields that this award needs: none for a collective, a name for a household, else people."""
        self.award = award
        self.people = {f"person-{one.person_id}": one.person for one in people.rows}
        if award.recipient == Recipient.COLLECTIVE:
            del self.fields["who"]
            del self.fields["name"]
            return
        if award.recipient == Recipient.HOUSEHOLD or not (people.rows or people.text):
            del self.fields["who"]
            self.fields["name"].required = True
            self.fields["name"].help_text = (
                _("The head of the household, then the household: “Gia đình ông Nguyễn Văn A”.")
                if award.recipient == Recipient.HOUSEHOLD
                else ""
            )
            return
        titles: dict[str, str] = {}
        for one in people.rows:
            titles.setdefault(f"person-{one.person_id}", f"{one.person.full_name} · {one.post.title}")
        set_choices(self, "who", [*titles.items(), (OTHER, _("Somebody else"))])
        self.search_in("who", people.text, found=people.found)

    def clean(self) -> dict[str, Any]:
        """Refuse "somebody else" without a name."""
        data = super().clean() or self.cleaned_data
        if data.get("who") == OTHER and not data.get("name", "").strip():
            self.add_error("name", ValidationError(_("Type the full name of the recipient.")))
        return data

    def recipient(self) -> dict[str, Any]:
        """The arguments `name` and `person` of a service: the person who was chosen, or the name that was typed."""
        person = self.people.get(self.cleaned_data.get("who", ""))
        return {"name": person.full_name if person else self.cleaned_data.get("name", ""), "person": person}


class NominateForm(RecipientForm):
    """A nomination: the recipient, then why."""

    reason = forms.CharField(
        label=gettext_lazy("Achievement"),
        widget=area(6),
        max_length=4000,
        help_text=gettext_lazy(
            "What was done, with figures; it is read by the council and copied into the decision's list."
        ),
    )
    registered: dict[str, Registration]

    def __init__(
        self,
        *args: Any,
        award: Award,
        people: Offered,
        registered: Offered,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.registered = {f"registration-{r.pk}": r for r in registered.rows}
        self.offer_people(award, people)
        if award.catalogue == Catalogue.TITLE:
            self.fields.pop("name", None)
            self.fields["who"] = forms.ChoiceField(
                label=_("Registered for this title"),
                widget=forms.RadioSelect,
                choices=[(key, r.name) for key, r in self.registered.items()],
            )
            self.search_in("who", registered.text, found=registered.found)
        self.order_fields(["who", "name", "reason"])

    def given(self) -> dict[str, Any]:
        """The arguments for `nominate`."""
        chosen = self.registered.get(self.cleaned_data.get("who", ""))
        whom = {"name": chosen.name, "person": chosen.person} if chosen else self.recipient()
        return {**whom, "reason": self.cleaned_data["reason"]}


class TitleForm(PageForm):
    """Registering for a title: which one, for whom."""

    award = forms.ChoiceField(label=gettext_lazy("Title"))
    union = forms.ChoiceField(label=gettext_lazy("Union"))
    name = forms.CharField(
        label=gettext_lazy("Full name"),
        required=False,
        max_length=200,
        help_text=gettext_lazy(
            "For a title of a person. A collective title is registered by the union itself."
        ),
    )
    widths = {"award": "field-lg", "union": "field-md", "name": "field-md"}

    def __init__(self, *args: Any, awards: Sequence[Award], unions: Sequence[Union], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.awards = {str(a.pk): a for a in awards}
        self.unions = {str(u.pk): u for u in unions}
        set_choices(self, "award", [("", _("Choose…")), *((key, a.name) for key, a in self.awards.items())])
        set_choices(self, "union", [(key, u.short_name) for key, u in self.unions.items()])
        self.only = unions[0] if len(unions) == 1 else None
        if self.only:
            self.fields["union"].initial = next(iter(self.unions))
            self.fields["union"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """Refuse a person's title without the person's name."""
        data = super().clean() or self.cleaned_data
        award = self.awards.get(data.get("award", ""))
        if award and award.recipient != Recipient.COLLECTIVE and not data.get("name", "").strip():
            self.add_error("name", _("Type the full name of the person who registers for this title."))
        return data

    def given(self) -> dict[str, Any]:
        """The arguments for `register_title`."""
        data = self.cleaned_data
        award = self.awards[data["award"]]
        name = "" if award.recipient == Recipient.COLLECTIVE else data["name"]
        return {"award": award, "union": self.unions[data["union"]], "name": name}
