"""How an API object lives as a Pulumi resource: declared, checked, compared, created, read, updated, deleted."""
