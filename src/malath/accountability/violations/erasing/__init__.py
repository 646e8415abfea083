"""Erasing an event, or a person, of the record: by two members, with all that other rooms hold of it (SC1; GDPR 17)."""
