"""What is printed: notice, receipt, lists, protocol and sums. Pure functions of finished values to bytes."""
