"""The story wizard: what happened, in the order in which a witness tells it, becomes the records of one event (SC1).

form.py      what is asked; rows.py its rows that repeat; pickers.py kinds and places written as people say them
people.py    somebody named in a story: known here, or new; bodies.py a unit or a place of detention, the same way
keeping.py   a story that is left and gone on with; finishing.py the event, made once
missing.py   what is still missing, for which use
"""
