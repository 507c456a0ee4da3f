"""Data shipped with the engine: the top-level folders forms/, schemas/ and themes/ are mapped below it."""
