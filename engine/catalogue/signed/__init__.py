"""The signed catalogue: bundles in a TUF repository, published by its keepers and verified by every reader.

It knows bundles, keys and folders; it may not know cities, stores or pages, and it opens no connection.
"""
