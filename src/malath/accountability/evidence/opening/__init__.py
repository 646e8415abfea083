"""Packages of other tools, read behind walls: `inside` runs in the closed room, `conversation` outside it."""
