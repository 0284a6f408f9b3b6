"""Reading of organizations and stack exports, comparing them, and pruning.

Imported by the commands, never by a program.
"""
