"""A draw on paper: encoding, tree, seed, selection, receipts, file and verification.

Everything here is laid down byte for byte in docs/draws.md, and exists a second time in the
browser. Nothing of it may change for a draw that somebody holds a receipt of.
"""
