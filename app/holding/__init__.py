"""Holds asked of a store: which are in force, what they hold, what holds an item; placing and lifting."""
