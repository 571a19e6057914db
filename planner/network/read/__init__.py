"""Street files in: OSM files, OSMnx graphs, road layers, place names.

``source``
    Picks the reader by file name, clips, and makes the graph with a note of where it came from.
``osm``, ``osmnx_io``, ``lines``, ``place``
    Readers: OSM files, OSMnx graphs both ways, road layers, the name of a place.
``linefile``
    A road layer of any format a bureau has, as a frame in WGS84.
``inspect``
    What a street file holds, without stopping at the first error.
``origin``
    Whose streets they are, for the credit on every map.

Other rooms find what they use in :mod:`planner.network`.
"""
