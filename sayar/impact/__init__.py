"""What a change does to the users: nodes, facts about effects and seconds, surfaces."""
