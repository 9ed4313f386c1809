"""Parts of the test machinery that know nothing of the portal: databases and the browser."""
