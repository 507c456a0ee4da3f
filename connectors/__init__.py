"""Connectors push submissions to back offices and bring statuses back.

They know their contract and the transport they are given; never the engine, never one another.
"""
