"""Writing the organisation in sets, for workbooks: few statements and one audit event whatever the number of rows.

The rights are those of the single acts, asked for all rows at once. The callers have checked the facts; the database's
constraints still stand behind them. Rows are dicts by the workbook's keys.
"""
