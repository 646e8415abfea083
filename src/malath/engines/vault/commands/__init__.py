"""`malath vault …`: the vault at a terminal, on a plain folder. One function for each command."""
