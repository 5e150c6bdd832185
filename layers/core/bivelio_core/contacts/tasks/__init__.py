"""What people have to do, mostly for a contact: tasks with a time, an assignee and repetitions."""
