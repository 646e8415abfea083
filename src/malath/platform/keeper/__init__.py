"""The keeper: the one small process that holds keys, and its client (security.md, Keeper)."""
