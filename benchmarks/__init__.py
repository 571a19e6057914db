"""Speed, measured side by side in one run: ``python -m benchmarks [name …]``, ``--list`` for the names. Results are Markdown tables."""
