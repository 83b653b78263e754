"""SONiC: its configuration database as JSON, and what its commands print."""
