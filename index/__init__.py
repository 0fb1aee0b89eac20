"""Finding records: analysis, a Whoosh index kept in generations, and BM25F scoring over cached arrays.

It knows words and records, never what a resident meant.
"""
