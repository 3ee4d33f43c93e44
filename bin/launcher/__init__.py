"""What stands behind the commands in bin/: environment, services, processes.

Knows how to start Attest and how to stop it again; knows nothing of charts.
"""
