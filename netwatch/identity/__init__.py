"""Whether somebody is who they say: passwords, OpenID providers, directories."""
