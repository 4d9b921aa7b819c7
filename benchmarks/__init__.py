"""Scripts that measure what the README claims; each prints its figures and how they were taken."""
