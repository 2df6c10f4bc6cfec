"""What web servers are told: headers, cache rules, configurations."""
