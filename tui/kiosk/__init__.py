"""The face for an unattended screen. Each visit is a process of its own, so that a wipe is the end of that process."""
