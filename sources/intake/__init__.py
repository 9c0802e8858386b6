"""Intake: from a dropped file to an archived, identified submission.

Scanning the drop folder, claiming and hashing, identifying the sender and the quarter, archiving under the hash,
quarantining what cannot be taken in, and the answer that follows. What is in the workbook beyond its cover is read by
``sources.workbook`` and judged by ``sources.standardize``; the ledger itself is the warehouse's.
"""
