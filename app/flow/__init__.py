"""Files as they arrive: from a watched folder, or pushed to the API. Both take them in by `app.load`."""
