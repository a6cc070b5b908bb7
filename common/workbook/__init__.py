"""Workbooks: one `.xlsx` whose sheets the apps describe. What a sheet holds stands in the app whose rows it carries."""
