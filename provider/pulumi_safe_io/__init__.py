"""Safe handling of files and text, shared by the other packages.

It limits the nesting of documents (`documents`), escapes control characters in terminals (`printable`,
`terminal`), creates files that only their owner can read (`private`), and names a command's missing extra
(`entry`).
"""
