"""How well and how fast Fingerpost works, measured beside its peers."""
