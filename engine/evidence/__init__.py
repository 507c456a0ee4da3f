"""Evidence: what a city states about a deposit, the seal over it, and the checking of both.

It knows keys and canonical JSON; it knows nothing of pages, connectors or the queue.
"""
