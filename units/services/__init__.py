"""What writes in the organisation: verbs, keyword-only, with `by=` and `now=`, atomic, leaving an audit event."""
