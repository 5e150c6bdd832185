"""How fast, how fair and how safe deliveries are on this machine: `make bench-webhooks`."""
