"""What the operator sees, one module a step. A screen shows a migration and sends commands, nothing else."""
