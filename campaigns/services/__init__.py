"""What writes in a campaign: verbs, keyword-only, with `by=` and `now=`, atomic, leaving an audit event."""
