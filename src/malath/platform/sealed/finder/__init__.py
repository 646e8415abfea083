"""The finder: search over sealed names, in the memory of one process, built when the server is unsealed.

Nothing of it touches the disk in clear, and web processes hold no index. It answers with identifiers, which then pass
through `visible_to`.
"""
