"""HTTP: health, metrics and webhooks of the service."""
