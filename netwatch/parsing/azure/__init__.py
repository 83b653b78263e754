"""Azure: answers of the Resource Manager about Microsoft.Network resources."""
