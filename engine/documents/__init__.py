"""Papers: files taken in and cleaned, the receipt as PDF, the mail that brings it, and their templates.

Its two handlers are given the store, the cities and the clock, and do one attempt each; it knows no page and no back
office, and the drawing library lives in a process of its own.
"""
