"""Many files become one library."""
