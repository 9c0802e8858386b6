"""Lineage: from a figure back to the cells of the workbooks behind it.

``reading`` finds them in the warehouse, ``explanation`` is what was found for one area, ``record`` and ``pages`` write
it down, ``marking`` marks the cells in copies of the workbooks. Which rows and columns an indicator reads is its own
declaration's to say (``warehouse.indicators``).
"""
