"""What writes in awards: verbs, keyword-only, with `by=` and `now=`, atomic, leaving an audit event."""
