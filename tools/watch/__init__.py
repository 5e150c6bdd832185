"""What the platform is watched by: objectives with their alarms, the dashboard, the commands of who is on call."""
