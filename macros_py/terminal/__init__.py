"""What the command line says to people, and the commands that are not the main job."""
