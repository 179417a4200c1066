"""Where rankings leave the lake."""
