"""What the law attaches to a procedure: when silence decides, and what a receipt must say.

It reads a definition and answers; it knows no city file, no store and no page.
"""
