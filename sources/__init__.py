"""Where data comes from: pages, page text, access logs. Reads only; imports nothing of ours but schemas."""
