"""What a workflow remembers from one run to the next: named values, for cursors, counters and turns."""
