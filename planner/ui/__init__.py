"""Faces: what a person sees. ``console`` prints a finished run on a terminal; nothing is computed here."""
