"""Torture of the vault's core: killed, cut off, out of space, flipped, swapped, rolled back; and still whole, or named."""
