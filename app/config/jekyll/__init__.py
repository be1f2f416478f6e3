"""A Jekyll folder's _config.yml, read in place of site.toml."""
