"""From a standing to a decision: rounds, nominations, councils, ballots, tallies, decisions."""
