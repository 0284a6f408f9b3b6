"""Text and files with care, for the packages beside this one.

Documents of others are read within bounds (`documents`), text of others acts in no terminal (`printable`,
`terminal`), a file that holds secrets is its owner's alone (`private`), and a command without its extra says so
(`entry`).
"""
