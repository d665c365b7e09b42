"""Asking: the conversation, its filter, and the conversations kept."""
