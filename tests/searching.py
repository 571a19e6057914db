"""How property tests look for examples: the same ones each time in the gate, others and many more in the soak."""

from __future__ import annotations

from hypothesis import settings

#: The profiles' names, and how many examples a test draws that names no number.
GATE, SOAK = "gate", "soak"
GATE_EXAMPLES, SOAK_EXAMPLES = 100, 1000

settings.register_profile(GATE, derandomize=True, database=None, deadline=None, max_examples=GATE_EXAMPLES)
settings.register_profile(SOAK, derandomize=False, database=None, deadline=None, max_examples=SOAK_EXAMPLES, print_blob=True)


def examples(in_gate: int) -> int:
    """Give the number of examples a test draws, in the gate ``in_gate``, in the soak as many times more as other tests draw there."""
    return in_gate * settings.default.max_examples // GATE_EXAMPLES if settings.default else in_gate
