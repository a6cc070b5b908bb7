"""The judging grid: one judge, one criterion, all unions of a cluster; two judges beside each other."""

from campaigns.services.judging.agreeing import agree_points
from campaigns.services.judging.giving import judge_cluster

__all__ = ["agree_points", "judge_cluster"]
