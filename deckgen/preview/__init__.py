"""The preview: every card of a deck in a browser, while its files are being written.

`marks` and `pages` are rooms: a deck that was checked becomes what a page shows. `server` and `watch` are doors.
"""
