"""The whole site as files that any host can hand out."""
