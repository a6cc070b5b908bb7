"""Pledges: drafted from the targets that the campaign names, circulated, signed by each head, in force at last."""

from campaigns.services.pledges.circulating import circulate_pledge, usual_commitment
from campaigns.services.pledges.drafting import draft_pledge
from campaigns.services.pledges.signing import sign_pledge

__all__ = ["circulate_pledge", "draft_pledge", "sign_pledge", "usual_commitment"]
