"""Copies of a vault elsewhere: in any S3 store with Object Lock, or in a folder (SC1)."""
