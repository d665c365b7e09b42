"""Where quoted sources state different figures or dates for the same thing."""
