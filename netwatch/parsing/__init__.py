"""Pure helpers the units share: text in, values out."""
