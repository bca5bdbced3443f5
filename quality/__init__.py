"""The device maker's workflow: what may happen next, and how well it went.

Promises: pure functions over values; nothing here reads a store, a clock or a file.
"""
