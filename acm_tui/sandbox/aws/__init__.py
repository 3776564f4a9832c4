"""The embedded AWS: moto, corrected where it differs from AWS in ways that matter here."""
