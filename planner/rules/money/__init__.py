"""Grants and subsidies: ``subsidies`` computes what each money clause comes to for a project, ``data`` lays it out as plain data."""
