"""Lineage: from a figure back to the cells of the workbooks behind it."""
