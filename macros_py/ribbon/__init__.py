"""What the buttons of the ribbon do, one group of the tab a file."""
