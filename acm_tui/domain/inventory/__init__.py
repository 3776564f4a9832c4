"""What there is: the email-validated certificates of every account and region, and what is urgent."""
