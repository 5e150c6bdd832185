"""The dashboard: its build by Vite with a wheel's Node, and what every host of it sends along."""
