"""The only user of SQLAlchemy: schema, repository, content-addressed blobs."""
