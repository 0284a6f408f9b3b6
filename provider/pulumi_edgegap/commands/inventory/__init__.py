"""What the commands know of an organization and of stacks: what is there, what differs, what may go.

Imported by the command line and by `export`, never by a program.
"""
