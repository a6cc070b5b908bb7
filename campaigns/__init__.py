"""Campaigns from launch to a final phase: targets, pledges, results, points, standings, seals."""
