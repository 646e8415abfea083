"""Units and places of detention over time: their names, to what they belonged, who held a post (SC1; decision 0039)."""
