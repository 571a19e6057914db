"""Tests of the descriptions of tables."""
