"""A simulated year for the demo: fictional charts, simulated coders, known truth.

Everything goes through the actions that people use, at moments in the past. Charts,
people and pages say that they are simulated; outside demo mode none of it runs.
"""
