"""Who the person is: logging in through a FranceConnect-style provider, and the identity that fills a form.

It knows no web framework and no store: queries, transactions and the time come in as arguments.
"""
