"""Where the service is: of all of this package, what needs no HTTP to be known."""

DEFAULT_URL = "https://api.edgegap.com"
