"""The public archive of an assembly: written by publish.py, recounted by verify.py, which shares no code with us."""
