"""Alembic's folder: how the store's tables came to be, one file per change, never edited once published."""
