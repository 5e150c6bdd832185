"""The documentation site: what Python makes of docs/ and openapi.json, and the build by Astro with a wheel's Node."""
