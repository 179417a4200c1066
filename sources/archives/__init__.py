"""Archives of the web, read record by record: WARC (ISO 28500) and its forerunner ARC.

`members` undoes the compression, `runs` makes one stream of what belongs together, `warc_records` and `arc_records`
read the records of a run, `http_response` what a server answered, and `pages` says which record is a page.
"""
