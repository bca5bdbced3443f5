"""Wide answers by columns: the same rows, gaps and hash as `app.questions`, where nothing met is odd."""
