"""The resident's app in a browser: the server, and the app that each visitor gets."""
