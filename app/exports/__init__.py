"""Whole answers as files, written by columns: the same lines whatever the form."""
