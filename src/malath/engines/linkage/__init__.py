"""Which rows are the same person, however written: within a list, between two, between organisations (BT3, SH1).

people = gather([(table, guess(table)) for table in (read_table(left), read_table(right))])
linked = link(people, one_to_one=True)      # linked.left, linked.right, linked.probability: pairs of rows
"""
