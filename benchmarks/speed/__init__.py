"""What benchmarks/pages.py is made of: a fictional coalition of any size, its server, the pages and the queries."""
