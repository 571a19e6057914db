"""Why a home is not reached, in tables and sentences, and what small change would reach it.

``explain`` leads through it; ``tables`` makes the frames, ``sentences`` the words, ``straight`` the comparison with straight circles.
"""
