"""How a leaf criterion scores: one module a rule, found through `registry`.

A rule's file holds all that there is to know of it: its parameters with their units, the indicators it reads, its
points in plain Python and in SQL, its words, and the design check. To add a rule, write the file and name its class
in `registry.BUILT_IN`; nothing else changes. Figures and points are whole ten-thousandths.
"""
