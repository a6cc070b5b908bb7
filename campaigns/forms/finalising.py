"""The form of the federation's final act."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy

from campaigns.queries.finality import ClusterState
from campaigns.queries.standings_clusters import NO_CLUSTER
from units.forms import PasswordAgain


class FinalForm(PasswordAgain):
    """Which of the clusters that are ready become final, that they were checked, and the password once more."""

    clusters = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Clusters that become final"),
        coerce=lambda text: int(text) if int(text) != NO_CLUSTER else None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Tick at least one cluster."),
            "invalid_choice": gettext_lazy("A cluster is no longer ready. Please look at the list again."),
        },
    )
    confirm = forms.BooleanField(
        label=gettext_lazy("I have checked the standings of these clusters, and they are final."),
        error_messages={"required": gettext_lazy("Tick the box to confirm that these standings are final.")},
    )

    def __init__(self, *args: Any, ready: Sequence[ClusterState], **kwargs: Any) -> None:
        super().__init__(*args, initial={"clusters": [state.key for state in ready]}, **kwargs)
        chosen = self.fields["clusters"]
        assert isinstance(chosen, forms.TypedMultipleChoiceField)
        chosen.choices = [(state.key, state.name) for state in ready]

    def refuse_all(self, words: str) -> None:
        """Nothing can be made final now, whatever was sent."""
        self._errors, self.cleaned_data = ErrorDict(), {}
        self.add_error(None, words)
