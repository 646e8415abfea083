"""Which home for which household: proposed by the engine, decided by people (SH4)."""
