"""The URL of the service, which can be imported without HTTP."""

DEFAULT_URL = "https://api.edgegap.com"
