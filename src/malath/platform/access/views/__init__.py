"""The web face of access: signing in, one's own account, members, organisations."""
