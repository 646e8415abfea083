"""Ten thousand hostile inputs at the forms, the addresses and the spreadsheet import."""
