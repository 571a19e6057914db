"""Words that people's files use, and that readers must know: of cells, headers, layouts and datums. Lists of fields' names stand in JSON.

``cells``
    What says nothing, units, standings, urban and rural; patterns of numbers, dates and degrees.
``headers``
    Words in headers that name a datum or tell a kind of table.
``streets``
    Classes of roads, kinds of barriers, gates that are shut.
``layouts``
    Rows of totals and remarks, parcel-corner text, drawings.
``datums``
    Names of the datums.

To let a reader understand one more word, add it here; no code changes.
"""
