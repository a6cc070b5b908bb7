"""What every app may use: fields, set-based SQL, locks, words and numbers. Imports no app."""
