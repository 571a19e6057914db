"""The live map: a run as layers that are sent once and redrawn only where they changed, what a click shows, and what an officer tries.

``layers`` turns a run into layers of blocks, ``view`` gives figures and cards, ``edits`` turns what is done on the map into changes of the
scenario, ``component`` is the Leaflet map in the page. Nothing is computed here that the floors below do not give.
"""
