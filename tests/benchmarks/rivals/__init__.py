"""What this project is measured against: the same plain model written for other tools."""
