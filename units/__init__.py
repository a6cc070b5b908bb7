"""The organisation: unions in their dated tree, clusters, people and posts; documents, audit, notices and jobs."""
