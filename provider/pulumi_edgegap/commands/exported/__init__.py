"""Conversion of an existing organization to a Pulumi program and its state.

Programs import nothing from here.
"""
