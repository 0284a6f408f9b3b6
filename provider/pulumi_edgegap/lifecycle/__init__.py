"""The lifecycle of an API object as a Pulumi resource: check, diff, create, read, update, delete."""
