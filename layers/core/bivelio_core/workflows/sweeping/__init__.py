"""What finds and completes the work of functions that died."""
