"""The use cases, one module a step: the only code that changes AWS. Intent, call, outcome."""
