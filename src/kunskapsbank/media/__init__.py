"""Pictures and documents: what is published of them."""
