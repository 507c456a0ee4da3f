"""The form engine: definitions are rendered, validated, sealed and delivered here.

Imports between its rooms point down only (docs/design.md); it knows connectors by their contract.
"""
