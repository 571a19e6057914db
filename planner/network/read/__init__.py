"""Street files in: OSM files, OSMnx graphs, road layers, place names.

``source`` picks the reader by file name; ``osm``, ``osmnx_io``, ``lines`` (with ``linefile``) and ``place`` read; ``inspect`` looks at a
file without reading it whole; ``origin`` says whose streets they are.
"""
