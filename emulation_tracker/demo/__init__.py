"""The demo: facts of five published documents, kept as workbooks and brought to a stage by the services.

Never in production.
"""
