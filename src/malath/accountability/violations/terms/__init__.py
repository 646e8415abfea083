"""The words of the vocabularies, and who reviewed them in which language."""
