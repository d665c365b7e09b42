"""What a `Library` is made of: each part holds one thing and knows nothing of the façade."""
