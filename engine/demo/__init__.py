"""The demonstration: two imaginary cities, an identity provider, a back office, and what starts them.

Nothing imports it; `formune demo` runs it as a program. Nothing here may run outside demo mode.
"""
