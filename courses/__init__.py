"""The course types that ship with Paraat; each is found through its entry point like a stranger's would be."""
