"""What Fingerpost knows: services, plans, needs, places and safety rules, read from checked YAML.

This is the lowest room of the house. It scores nothing and writes no replies.
"""
