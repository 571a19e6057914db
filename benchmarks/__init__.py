"""Speed, measured side by side in one run: ``python -m benchmarks [name …]``, ``--list`` for the names.

Results are Markdown tables; ``--markdown docs/performance.md`` also puts them into that page, each in its own place.
"""
