"""Who leads a cluster: known when all its participants are read, so their lines are kept until then."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from campaigns.scoring import registry
from campaigns.scoring.base import Inputs
from campaigns.services.sealing.checks import same
from campaigns.services.sealing.format_2.frame import Criterion, Frame, Name


@dataclass
class Leaders:
    """The lines of leaves whose points depend on the best of the cluster, by table and criterion."""

    kept: dict[tuple[Name, str], list[tuple[str, Inputs]]] = field(default_factory=dict)

    def keep(self, where: str, criterion: Criterion, inputs: Inputs) -> None:
        """Keep a line, which was believed who leads."""
        self.kept.setdefault((tuple(criterion.record["table"]), criterion.code), []).append((where, inputs))

    def check(self, frame: Frame) -> None:
        """Find the leaders of each leaf from all its lines. Raises Difference where a line names another."""
        for (table, code), lines in self.kept.items():
            criterion = frame.tables[table].criteria[code]
            if criterion.leaf is None:
                continue
            found = registry.leaders(criterion.rule, criterion.leaf, [inputs for _where, inputs in lines])
            for (where, inputs), (value, target) in zip(lines, found, strict=True):
                same(_("figure of the leader"), where, inputs.lead_value, value)
                same(_("target of the leader"), where, inputs.lead_target, target)
