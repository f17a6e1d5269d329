collect_ignore = ["wear_pages.py"]  # runs in an environment of its own
