"""Tables from files that people upload: what a file is, whether it is safe to open, its rows as a stream."""
