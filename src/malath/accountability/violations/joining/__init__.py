"""Two records of one person, or of one unit or place, joined by two members and taken apart again (SC1).

Nothing is moved: each record keeps its values with their sources, its parts in events, its key and its consents. A join says
that they are one; pages, searches, consents, restrictions and erasures read it so. docs/decisions/0033 says why.

groups.py    which records are one, whoever looks; written anew from the joins that stand
actions.py   propose, answer, take apart; effects.py what follows: what was done to a child, accesses that consents forbid
sides.py     two records side by side; today.py what waits for a second member
"""
