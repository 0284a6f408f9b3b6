"""Bringing an organization that exists already under Pulumi: it is read, and written as a program and its state.

Nothing here is imported by programs.
"""
