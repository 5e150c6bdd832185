"""Voice notes: how long they last, and what is said in them, kept with their message."""
