"""What is measured, what is alarming and who hears of it."""
