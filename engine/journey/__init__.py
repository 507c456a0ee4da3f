"""Answers in motion: pages become fields, posts become a document, the document becomes words.

It takes the effective definition, the day and the city's facts as arguments; it knows neither cities nor store.
"""
