"""The pages: portal, journey, login, follow-up. Flask lives here.

It turns requests into calls of the rooms below and their answers into pages; it keeps no rule of its own.
"""
