"""Notices: what a municipality gets back for every file that it sends.

Its own workbook with every fault marked in its cell, a first sheet that lists them, and a short message in its
languages. What is found is ``sources.findings``; who gets which notice and when is decided by intake and the warehouse.
"""
