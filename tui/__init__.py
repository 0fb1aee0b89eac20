"""The faces: full screen, plain lines and the command line. Only this room knows Textual."""
