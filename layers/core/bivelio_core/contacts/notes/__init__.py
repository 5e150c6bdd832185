"""What people write down about a contact: texts with their author and time."""
