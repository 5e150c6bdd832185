"""What a workflow's definition may say, and whether it can be run: models, checks, types of steps, templates."""
