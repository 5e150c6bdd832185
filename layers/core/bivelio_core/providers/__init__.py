"""Services of others that we call: a folder for each kind, with its port, its adapters and what chooses one."""
