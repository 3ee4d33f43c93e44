"""Remittances: what payers answered to claims, as far as it concerns codes.

Owns reading an X12 835 file and finding the charts of its claims. Amounts are read for
their form only and kept nowhere but in the original: nobody who codes may see money.
"""
