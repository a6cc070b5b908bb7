"""The pages of scoring tables, and the forms and readings behind them."""
