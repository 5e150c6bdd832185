"""What is done with definitions of custom fields besides reading and archiving them."""
