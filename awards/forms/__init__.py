"""Forms, rendered by crispy-forms; they check shape, services check meaning."""
