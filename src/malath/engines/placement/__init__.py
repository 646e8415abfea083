"""Which home for which household, and why (SH4, TA2): plans with a proven bound, checked before anyone sees them.

instance = read_instance(data)                  # the dict of a file in the format malath.placement/1
plan = solve(instance, seconds=5)               # plan.placements, plan.value, plan.bound, plan.proof
problems = check(instance, plan.placements)     # [] or what is broken: knows nothing of the solver
"""
