"""From the texts of cells to values, each doubt named.

``cells`` reads one cell (numbers with units, dates, standings), ``columns`` a whole column; ``rows`` finds repeated rows and gives every
row an id; ``checks`` doubts values that make no sense together; ``landcodes`` knows the schemes of land-use codes.
"""
