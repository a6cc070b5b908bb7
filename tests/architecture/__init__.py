"""What keeps docs/architecture.md true: `layout` says what is allowed, `checks` finds what is not."""
