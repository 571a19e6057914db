"""Facts before the rules: every verdict of a run and of every command comes from here.

``judging`` is the one path: subjects are built (``subjects``, ``partners``), parcels credited by the ledger (``ledger``) and judged, then
verdicts kept back where data is poor (``withheld``, ``confidence``) and reviews laid over (``reviews``). ``tables`` does all of it for a
run, with what rules say besides: ``usable`` (what a quota is worth, who could build together), ``compounds`` (old ones in order),
``conditions`` (clauses and letters), ``money`` (subsidies).
"""
