"""Questions of a user -> the threshold that suits them."""
