"""What the engine asks of services about places: tiles of a plan, addresses.

Knows HTTP, never answers.
"""
