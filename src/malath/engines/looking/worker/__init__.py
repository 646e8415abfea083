"""What runs inside the sandbox. It imports nothing of Malath: only its own files, the standard library and Pillow are bound in there."""
