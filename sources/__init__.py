"""What comes in: the register, the forms, the vocabulary, the workbooks and what is found in them.

Pure functions over files and tables; no Dagster and no warehouse.
"""
