"""The helpline desk: a search that answers while the caller is still talking."""
