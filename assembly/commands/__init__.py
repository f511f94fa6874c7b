"""The commands, one file a group; each offers `add(commands, shared)`."""
