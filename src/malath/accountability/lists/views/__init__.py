"""Views of the room of lists."""
