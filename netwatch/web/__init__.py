"""HTTP of the service: health, metrics and webhooks; with people, the web console and its API."""
