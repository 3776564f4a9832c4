"""Step 1: finding what must be moved, in every profile and region at once, as quickly as AWS allows."""
