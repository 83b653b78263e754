"""One output format is one file: values in, text out."""
