"""Commands of the machine; each module is one command."""
