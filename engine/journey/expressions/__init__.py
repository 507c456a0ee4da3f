"""How a form computes a value: a small typed tree, compiled once to a closure; each module holds one family of words.

It reads answers, the city's facts and the definition's parameters, and knows neither pages nor stores.
"""

from engine.journey.expressions.compiling import KINDS, UnknownExpression, compile_expression
from engine.journey.expressions.values import Value, read
from engine.journey.expressions.walk import (
    direct_pointers,
    lists_of,
    nodes,
    parameters_of,
    pointers_of,
    trees_of,
    within,
)

__all__ = [
    "KINDS",
    "UnknownExpression",
    "Value",
    "compile_expression",
    "direct_pointers",
    "lists_of",
    "nodes",
    "parameters_of",
    "pointers_of",
    "read",
    "trees_of",
    "within",
]
