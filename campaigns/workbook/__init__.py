"""The campaign workbook: one `.xlsx` that carries a whole campaign. `layout` says what is in it; docs/workbook.md is made from it."""
