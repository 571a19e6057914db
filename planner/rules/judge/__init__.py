"""Facts in, findings out.

``judging`` holds each rule of a pack against each subject of its kind; ``deriving`` adds figures that follow from others; ``verdicts`` and
``centres`` say what single findings come to (a parcel's verdict, what stands in a community); ``trace`` writes down how a finding came
about, ``traceform`` is the form (JSON schema) of that.
"""
