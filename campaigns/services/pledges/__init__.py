"""Pledges: drafted from the targets that the campaign names, circulated, signed by each head, in force at last."""

from campaigns.services.pledges.circulating import USUAL_COMMITMENT, circulate_pledge, usual_commitment
from campaigns.services.pledges.drafting import draft_pledge
from campaigns.services.pledges.signing import sign_pledge

__all__ = ["USUAL_COMMITMENT", "circulate_pledge", "draft_pledge", "sign_pledge", "usual_commitment"]
